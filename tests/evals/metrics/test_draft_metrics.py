"""What is judged from an ordered draft alone."""

from evals.case_runs.transcript import Drafted
from evals.metrics.contradictions import contradictions
from evals.metrics.duplicates import duplicates
from evals.metrics.recall import missed, recall
from evals.metrics.specificity import specificity
from evals.metrics.stability import stability
from evals.score import Score
from tests.evals.made import case, entry, found


def named(scores: tuple[Score, ...]) -> dict[str, float | None]:
    return {score.name: score.value for score in scores}


def test_must_recall_is_the_share_of_must_entries_at_each_cut() -> None:
    expected = [entry(atlas=[f"AML.T00{number}"]).model_dump() for number in range(10, 30)]
    draft = [found(f"AML.T00{number}") for number in range(10, 30)]
    values = named(recall(case(expected=expected), draft))
    assert (values["must_recall@10"], values["must_recall@15"], values["must_recall@20"]) == (0.5, 0.75, 1.0)


def test_weighted_recall_counts_should_as_half() -> None:
    expected = [entry(atlas=["AML.T0010"]), entry("should", atlas=["AML.T0011"])]
    one = case(expected=[e.model_dump() for e in expected])
    assert named(recall(one, [found("AML.T0011")]))["weighted_recall@10"] == 0.5 / 1.5
    assert named(recall(one, [found("AML.T0011")]))["must_recall@10"] == 0.0


def test_source_ids_alone_leave_mapped_ids_out() -> None:
    expected = [entry(atlas=["AML.T0010"]), entry(mapped={"atlas": ["AML.T0011"]})]
    values = named(recall(case(expected=[e.model_dump() for e in expected]), [found("AML.T0010")]))
    assert values["must_recall@10"] == 0.5
    assert values["must_recall@10_source_ids"] == 1.0


def test_the_reason_names_what_was_missed() -> None:
    (score,) = [s for s in recall(case(), []) if s.name == "must_recall@10"]
    assert "Injection" in score.reason
    assert [one.label for one in missed(case(), [])] == ["Injection"]


def test_contradictions_are_the_share_of_the_impossible_that_is_raised() -> None:
    (score,) = contradictions(case(), [found("AML.T0041")])
    assert (score.value, "no camera" in score.reason) == (1.0, True)
    (clean,) = contradictions(case(), [found("AML.T0051")])
    assert clean.value == 0.0


def test_a_draft_that_fits_all_cases_alike_is_not_specific() -> None:
    cases = [case("one"), case("two"), case("three")]
    (score,) = specificity(cases[0], [found(owasp=["LLM01"])], cases)
    assert score.value == 0.0


def test_a_draft_that_fits_only_its_own_case_is_specific() -> None:
    other = case("two", expected=[entry(atlas=["AML.T0020"]).model_dump()])
    (score,) = specificity(case("one"), [found(owasp=["LLM01"])], [case("one"), other])
    assert score.value == 1.0


def test_near_duplicates_do_not_count_as_other_systems() -> None:
    cases = [case("one", group="same"), case("two", group="same")]
    (score,) = specificity(cases[0], [found(owasp=["LLM01"])], cases)
    assert score.value is None


def test_findings_per_pattern_counts_repeats() -> None:
    draft = [Drafted(title="a", pattern="p"), Drafted(title="b", pattern="p"), Drafted(title="c", pattern="q")]
    (score,) = duplicates(draft)
    assert (score.value, "p x2" in score.reason) == (1.5, True)


def test_stability_is_the_overlap_of_patterns() -> None:
    first = [Drafted(title="a", pattern="a"), Drafted(title="b", pattern="b")]
    mean, other = stability(first, {"reordered": first[:1]})
    assert (mean.value, other.value) == (0.5, 0.5)
    assert "lost b" in other.reason
