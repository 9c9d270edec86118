"""The systems most like a given one are found by words, parts and facts, and vote for what they worry about first."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.catalog import Catalog, load_catalog
from knowledge.ranking.reference_library import NEIGHBOURS, ReferenceLibrary, Regression
from knowledge.ranking.reference_systems import ReferenceThreat
from knowledge.validation.links import check_links
from knowledge.vocabulary import ComponentKind


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def library(catalog: Catalog) -> ReferenceLibrary:
    return ReferenceLibrary(catalog)


def test_there_are_many_systems_of_every_kind_and_half_were_reviewed(catalog: Catalog) -> None:
    systems = catalog.reference_systems.values()
    assert len(systems) >= 150
    assert sum(one.reviewed for one in systems) >= len(systems) / 2
    assert len({kind for one in systems for kind in one.kinds}) == 15


def test_a_system_is_nearest_to_itself(catalog: Catalog, library: ReferenceLibrary) -> None:
    systems = list(catalog.reference_systems.values())
    found = [library.nearest(one.description, one.parts, one.facts)[0].system for one in systems]
    assert sum(name == one.id for name, one in zip(found, systems, strict=True)) / len(systems) > 0.97


def test_words_alone_lead_to_systems_of_the_same_sort(catalog: Catalog, library: ReferenceLibrary) -> None:
    first = library.nearest("Cameras above the conveyor sort bottles by what a small neural net sees.", (), {})[0]
    assert "vision" in catalog.reference_systems[first.system].kinds


def test_facts_and_parts_alone_lead_to_systems_of_the_same_sort(catalog: Catalog, library: ReferenceLibrary) -> None:
    kinds = (ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL, ComponentKind.TOOL)
    near = library.nearest("", kinds, {"calls_tools": True, "plans_steps": True, "tools_change_things": True})
    assert all(ComponentKind.AGENT in catalog.reference_systems[one.system].parts for one in near[:5])


def test_shares_add_up_and_the_nearest_has_the_most(library: ReferenceLibrary) -> None:
    near = library.nearest("A bot answers questions of tenants from our documents.", (), {"uses_retrieval": True})
    assert len(near) == NEIGHBOURS
    assert sum(one.share for one in near) == pytest.approx(1, abs=1e-4)
    assert [one.share for one in near] == sorted((one.share for one in near), reverse=True)


def test_a_system_of_the_library_votes_for_its_own_worries(catalog: Catalog, library: ReferenceLibrary) -> None:
    for one in list(catalog.reference_systems.values())[::40]:
        votes = library.votes(one.description, one.parts, one.facts)
        told = {threat.pattern for threat in one.threats}
        first = sorted(votes, key=lambda name: -votes[name])[: len(told)]
        assert len(told.intersection(first)) >= 0.7 * len(told)


def test_a_system_left_out_votes_less_for_its_own_worries(catalog: Catalog, library: ReferenceLibrary) -> None:
    one = next(iter(catalog.reference_systems.values()))
    whole = library.votes(one.description, one.parts, one.facts)
    without = library.votes(one.description, one.parts, one.facts, one.id)
    told = [threat.pattern for threat in one.threats]
    assert sum(without.get(name, 0.0) for name in told) < sum(whole[name] for name in told)


def test_an_empty_library_has_no_neighbours_and_no_votes(catalog: Catalog) -> None:
    empty = ReferenceLibrary(replace(catalog, reference_systems={}))
    assert empty.nearest("anything", (), {}) == ()
    assert empty.votes("anything", (), {}) == {}


def test_what_is_known_of_things_goes_over_to_one_that_is_like_them() -> None:
    alike = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    known = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    said = Regression(alike, known).said(np.array([0.9, 0.8, 0.1]))
    assert said[0] > 0.7
    assert said[1] < 0.3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"facts": {"uses_language_model": "perhaps"}}, "is not an answer of uses_language_model"),
        ({"facts": {"no_such_fact": True}}, "no fact 'no_such_fact'"),
        ({"parts": (ComponentKind.DATASET,)}, "lands on none of the parts"),
        ({"facts": {"uses_language_model": False, "calls_tools": False}}, "is ruled out by"),
    ],
)
def test_a_system_that_contradicts_itself_is_reported(catalog: Catalog, change: dict[str, object], said: str) -> None:
    one = next(one for one in catalog.reference_systems.values() if one.facts.get("uses_language_model"))
    broken = replace(catalog, reference_systems={one.id: one.model_copy(update=change)})
    assert any(said in problem.message for problem in check_links(broken))


def test_an_unknown_or_repeated_threat_is_reported(catalog: Catalog) -> None:
    one = next(iter(catalog.reference_systems.values()))
    odd = ReferenceThreat(pattern="no-such-pattern", worry="Somebody does something that no catalog knows of.")
    threats = (*one.threats, one.threats[0], odd)
    broken = replace(catalog, reference_systems={one.id: one.model_copy(update={"threats": threats})})
    messages = " ".join(problem.message for problem in check_links(broken))
    assert "is given twice" in messages
    assert "no pattern 'no-such-pattern'" in messages
