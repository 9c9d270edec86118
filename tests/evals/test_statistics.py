"""Intervals over groups, paired differences and halves."""

import pytest

from evals.statistics import half_of, interval, paired


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    values = {f"c{number}": number / 10 for number in range(10)}
    groups = {case: case for case in values}
    first, second = interval(values, groups), interval(dict(reversed(values.items())), groups)
    assert first == second
    assert first.mean == pytest.approx(0.45)
    assert first.low < first.mean < first.high
    assert first.n == 10


def test_near_duplicates_do_not_narrow_an_interval() -> None:
    values = {f"{name}{copy}": float(name == "a") for name in "ab" for copy in range(20)}
    one_each = interval(values, {case: case for case in values})
    together = interval(values, {case: case[0] for case in values})
    assert together.high - together.low == 1.0
    assert one_each.high - one_each.low < 0.5


def test_a_paired_difference_uses_the_cases_of_both_runs() -> None:
    groups = {"a": "a", "b": "b", "c": "c"}
    change = paired({"a": 0.5, "b": 0.5}, {"a": 0.75, "b": 0.75, "c": 0.0}, groups)
    assert change is not None
    assert (change.mean, change.low, change.high, change.n) == (0.25, 0.25, 0.25, 2)
    assert paired({"a": 1.0}, {"b": 1.0}, groups) is None


def test_a_group_is_always_in_the_same_half() -> None:
    halves = [half_of(f"group-{number}") for number in range(200)]
    assert set(halves) == {"A", "B"}
    assert 70 < halves.count("A") < 130
