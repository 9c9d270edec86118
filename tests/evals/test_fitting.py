"""What is fitted to noise shines on what it was fitted on and fails on what it never saw."""

import random
from collections.abc import Sequence

import pytest

from agent.errors import InputError
from evals.ordering.fitting import by_group, left_out, told, values_of
from tests.evals.made import case

Rows = tuple[tuple[str, float, bool], ...]
"""Per candidate: a name, a feature that tells something, and whether it is wanted."""


def made(groups: int = 12, noise: float = 0.3) -> dict[str, dict[str, Rows]]:
    """Cases whose names are noise and whose feature tells, but for some noise, what is wanted."""
    rolled = random.Random(1)
    found: dict[str, dict[str, Rows]] = {}
    for group in range(groups):
        for copy in range(2):
            rows = []
            for number in range(20):
                wanted = rolled.random() < 0.5
                feature = float(wanted) if rolled.random() > noise else float(not wanted)
                rows.append((f"name {group} {number}", feature, wanted))
            found.setdefault(f"g{group}", {})[f"c{group}-{copy}"] = tuple(rows)
    return found


def memory(cases: Sequence[Rows]) -> dict[str, float]:
    """Keeps by name how often a candidate was wanted: a fit to noise."""
    kept: dict[str, list[bool]] = {}
    for rows in cases:
        for name, _, wanted in rows:
            kept.setdefault(name, []).append(wanted)
    return {name: sum(values) / len(values) for name, values in kept.items()}


def right_by_memory(fit: dict[str, float], rows: Rows) -> float:
    return sum((fit.get(name, 0.5) > 0.5) == wanted for name, _, wanted in rows) / len(rows)


def threshold(cases: Sequence[Rows]) -> float:
    """The mean feature: an honest fit of one number."""
    values = [feature for rows in cases for _, feature, _ in rows]
    return sum(values) / len(values)


def right_by_threshold(fit: float, rows: Rows) -> float:
    return sum((feature > fit) == wanted for _, feature, wanted in rows) / len(rows)


def test_fitting_to_noise_shows_a_gap() -> None:
    fitted, unseen = left_out(made(), memory, right_by_memory)
    assert fitted.mean > 0.7
    assert unseen.mean < 0.6
    assert unseen.high < fitted.low


def test_what_tells_something_shows_none() -> None:
    fitted, unseen = left_out(made(), threshold, right_by_threshold)
    assert fitted.mean > 0.6
    assert abs(fitted.mean - unseen.mean) < 0.02


def test_near_duplicates_are_left_out_together() -> None:
    seen: list[int] = []

    def count(cases: Sequence[str]) -> frozenset[str]:
        seen.append(len(cases))
        return frozenset(cases)

    groups = {"twins": {"a": "same words", "b": "same words"}, "other": {"c": "others"}}
    fitted, unseen = values_of(groups, count, lambda fit, rows: float(rows in fit))
    assert seen == [3, 1, 2]
    assert fitted == {"a": 1.0, "b": 1.0, "c": 1.0}
    assert unseen == {"a": 0.0, "b": 0.0, "c": 0.0}


def test_the_line_tells_both_figures_and_the_gap() -> None:
    line = told(made(4), memory, right_by_memory)
    assert [part.split()[0] for part in line.split("; ")] == ["fitted", "left", "gap", "8"]


def test_rows_come_under_the_group_of_their_case() -> None:
    cases = [case("a", group="one"), case("b", group="one"), case("c", group="two"), case("d", group="two")]
    assert by_group(cases, {"a": 1, "b": 2, "c": 3}) == {"one": {"a": 1, "b": 2}, "two": {"c": 3}}


def test_one_group_alone_or_nothing_to_score_is_refused() -> None:
    with pytest.raises(InputError, match="two groups"):
        left_out({"one": {"a": 1}}, list, lambda fit, rows: 1.0)
    with pytest.raises(InputError, match="no case could be scored"):
        left_out({"one": {"a": 1}, "two": {"b": 2}}, list, lambda fit, rows: None)
