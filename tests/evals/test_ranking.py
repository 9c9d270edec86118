"""Scores of ranked lists, by hand."""

from math import log2

import pytest

from evals.search.ranking import discounted_gain, hit_at, percentile, reciprocal_rank


def test_a_hit_must_be_among_the_first() -> None:
    assert hit_at(["a", "b", "c"], {"c"}, 2) == 0.0
    assert hit_at(["a", "b", "c"], {"c"}, 3) == 1.0


def test_reciprocal_rank_looks_at_the_first_relevant_one() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"b", "c"}) == 0.5
    assert reciprocal_rank(["a"] * 10 + ["b"], {"b"}) == 0.0


def test_gain_is_one_when_all_relevant_ones_lead() -> None:
    assert discounted_gain(["a", "b", "c"], {"a", "b"}) == 1.0
    assert discounted_gain(["c", "a"], {"a"}) == pytest.approx(1 / log2(3))
    assert discounted_gain(["c"], set()) == 0.0


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([1.0, 2.0, 3.0], 0.95) == 3.0
    assert percentile([], 0.5) == 0.0
