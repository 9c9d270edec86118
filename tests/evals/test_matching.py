"""The rules of matching and scoring, sentence by sentence."""

import pytest

from evals.case import Expected
from evals.matching import contradicted, covered, first_parents, scorable
from evals.metrics.recall import recall
from tests.evals.made import case, entry, found, must


def test_atlas_matches_at_parent_level() -> None:
    assert covered([must("AML.T0051.001")], [found("AML.T0051")]) == {0}
    assert covered([must("AML.T0051")], [found("AML.T0051.002")]) == {0}
    assert covered([must("AML.T0051.001")], [found("AML.T0054")]) == frozenset()


@pytest.mark.parametrize(
    ("family", "wanted", "other"),
    [("owasp_llm_2025", "LLM01", "LLM10"), ("owasp_agentic_2026", "ASI01", "ASI10"), ("owasp_asi_threat", "T1", "T11"),
     ("owasp_ml_2023", "ML01", "ML02")],
)  # fmt: skip
def test_owasp_ids_match_exactly(family: str, wanted: str, other: str) -> None:
    expected = [Expected.model_validate({"label": wanted, "level": "must", "ids": {family: [wanted]}})]
    assert covered(expected, [found(owasp=[wanted])]) == {0}
    assert covered(expected, [found(owasp=[other])]) == frozenset()


def test_one_shared_identifier_is_enough() -> None:
    assert covered([must("AML.T0051", "AML.T0054", "AML.T0057")], [found("AML.T0020", "AML.T0057")]) == {0}


def test_an_entry_with_several_identifiers_is_one_entry() -> None:
    both = [found("AML.T0051"), found("AML.T0054")]
    assert covered([must("AML.T0051", "AML.T0054")], both) == {0}


def test_where_an_entry_has_an_atlas_id_only_atlas_counts() -> None:
    expected = [entry(atlas=["AML.T0051"], owasp_llm_2025=["LLM01"])]
    assert covered(expected, [found(owasp=["LLM01"])]) == frozenset()


def test_stride_and_maestro_never_count_alone() -> None:
    only = entry(stride=["T"], maestro_layer=["L3"])
    assert not scorable(only)
    assert covered([only], [found("AML.T0051", owasp=["T"])]) == frozenset()


def test_one_threat_covers_several_entries_only_by_different_parents() -> None:
    expected = [must("AML.T0051.000"), must("AML.T0051.001"), must("AML.T0054")]
    assert len(covered(expected, [found("AML.T0051", "AML.T0054")])) == 2
    assert len(covered(expected, [found("AML.T0051", "AML.T0054"), found("AML.T0051.001")])) == 3


def test_one_threat_covers_one_owasp_entry() -> None:
    expected = [entry(owasp_llm_2025=["LLM01"]), entry(owasp_llm_2025=["LLM02"])]
    assert len(covered(expected, [found(owasp=["LLM01", "LLM02"])])) == 1


def test_several_drafts_for_one_entry_count_once() -> None:
    assert covered([must("AML.T0051")], [found("AML.T0051")] * 3) == {0}


def test_a_threat_is_given_to_the_entry_that_has_no_other() -> None:
    expected = [must("AML.T0051", "AML.T0054"), must("AML.T0051")]
    assert covered(expected, [found("AML.T0051"), found("AML.T0054")]) == {0, 1}


def test_entries_that_must_be_there_are_served_first() -> None:
    expected = [entry("should", atlas=["AML.T0051"]), must("AML.T0051")]
    assert covered(expected, [found("AML.T0051")]) == {1}


def test_an_entry_without_ids_is_left_out() -> None:
    scores = {s.name: s for s in recall(case(expected=[must().model_dump(), must("AML.T0051").model_dump()]), [])}
    assert scores["must_recall@10"].reason.startswith("0 of 1")


def test_a_listed_part_is_raised_by_itself_or_its_bare_parent() -> None:
    (impossible,) = case(not_expected=[{"label": "x", "ids": {"atlas": ["AML.T0080.000"]}, "why": "y"}]).not_expected
    assert contradicted(impossible, [found("AML.T0080.000")])
    assert contradicted(impossible, [found("AML.T0080")])
    assert not contradicted(impossible, [found("AML.T0080.001")])


def test_a_listed_parent_is_raised_by_any_of_its_parts_too() -> None:
    (impossible,) = case(not_expected=[{"label": "x", "ids": {"atlas": ["AML.T0041"]}, "why": "y"}]).not_expected
    assert contradicted(impossible, [found("AML.T0041.003")])
    assert not contradicted(impossible, [found("AML.T0042")])


def test_an_impossible_owasp_id_is_compared_exactly() -> None:
    (impossible,) = case(not_expected=[{"label": "x", "ids": {"owasp_asi_threat": ["T1"]}, "why": "y"}]).not_expected
    assert contradicted(impossible, [found(owasp=["T1"])])
    assert not contradicted(impossible, [found(owasp=["T12"])])


def test_threats_after_the_last_parent_do_not_count() -> None:
    draft = [found("AML.T0001"), found("AML.T0002"), found("AML.T0003")]
    assert first_parents(draft, 2) == tuple(draft[:2])


def test_parents_are_counted_and_not_threats() -> None:
    draft = [found("AML.T0001.000"), found("AML.T0001.001"), found("AML.T0002")]
    assert first_parents(draft, 2) == tuple(draft)


def test_a_threat_that_lists_many_techniques_pays_for_them() -> None:
    cut = first_parents([found("AML.T0001", "AML.T0002", "AML.T0003"), found("AML.T0004")], 2)
    assert [one.atlas for one in cut] == [("AML.T0001", "AML.T0002")]


def test_threats_without_atlas_ids_use_up_nothing() -> None:
    draft = [found(owasp=["LLM01"]), found(owasp=["LLM02"]), found("AML.T0001")]
    assert first_parents(draft, 1) == tuple(draft)
