"""How telling a pattern is, and which patterns are near to each other: the kept table and what it does to the order."""

from collections import Counter

import pytest

from agent.analyst.rules.ranking.diversity_reranking import FIRST_ONES, said_once
from evals.ordering.salience import worked_out
from knowledge import load_catalog
from knowledge.ranking.salience import salience_table
from knowledge.ranking.threat_families import families


def test_the_kept_table_is_what_the_reference_systems_say_today() -> None:
    again, kept = worked_out(load_catalog()), salience_table()
    assert again.twins == kept.twins, "run: python -m evals salience"
    assert again.salience == pytest.approx(kept.salience, abs=0.002), "run: python -m evals salience"


def test_what_applies_everywhere_and_is_never_named_tells_least() -> None:
    salience = salience_table().salience
    assert salience["too-hard-to-use-right"] < -2 < 0.5 < salience["input-rewritten-to-pass-the-detector"]


def test_patterns_that_say_nearly_the_same_are_near_to_each_other_both_ways() -> None:
    twins = salience_table().twins
    for one, near in twins.items():
        assert one not in near
        assert all(one in twins[other] for other in near)


def test_of_two_threats_that_say_nearly_the_same_one_gives_way_among_the_first() -> None:
    one, near = max(salience_table().twins.items(), key=lambda row: max(row[1].values()))
    other = max(near, key=lambda name: near[name])
    patterns = [one, other, *(f"own-{n}" for n in range(20))]
    weights = [5.0, 4.9, *(4.85 - n / 1000 for n in range(20))]
    first = [patterns[place] for place in said_once(patterns, weights)][:FIRST_ONES]
    assert first[0] == one
    assert other not in first[:2]


def test_a_list_without_twins_keeps_its_order() -> None:
    patterns = [f"own-{n}" for n in range(30)]
    assert said_once(patterns, [30.0 - n for n in range(30)]) == tuple(range(30))


def test_of_a_family_the_next_gives_way_to_something_new_once_enough_of_it_stand_among_the_first() -> None:
    others = Counter(member for one in families() for member in one.members)
    family = next(one for one in families() if one.most > 1 and all(others[member] == 1 for member in one.members))
    kin = family.members[: family.most + 1]
    patterns = [*kin, *(f"own-{n}" for n in range(30))]
    weights = [9.0 - n / 10 for n in range(len(kin))] + [8.5 - n / 100 for n in range(30)]
    first = [patterns[place] for place in said_once(patterns, weights)][: len(kin)]
    assert set(kin[: family.most]) <= set(first)
    assert kin[-1] not in first


def test_few_of_the_first_rest_on_one_thing_that_nobody_said() -> None:
    patterns = [f"own-{n}" for n in range(30)]
    weights = [9.0 - n / 100 for n in range(30)]
    assumed = [("doubtful",)] * 5 + [()] * 25
    first = said_once(patterns, weights, assumed)
    assert [place < 5 for place in first[:4]] == [True, True, False, False]
    assert sorted(first) == list(range(30))


def test_what_weighs_far_more_stands_first_though_it_rests_on_the_same_assumption() -> None:
    patterns = [f"own-{n}" for n in range(30)]
    weights = [9.0, 8.9, 8.8, *(5.0 - n / 100 for n in range(27))]
    assert said_once(patterns, weights, [("doubtful",)] * 3 + [()] * 27)[:3] == (0, 1, 2)
