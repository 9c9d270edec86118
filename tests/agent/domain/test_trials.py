"""Results of tests of a threat: kept with it, weighed by the newest of each tool, and never lost to a draft."""

from datetime import date

import pytest

from agent.domain import apply
from agent.domain.changes.edits import PutThreat, RecordTrial, RetireThreat
from agent.domain.findings.trials import MOST_TRIALS, Proof, Trial, proof_of, with_trial
from agent.domain.threats import Certainty, Threat, ThreatStatus
from agent.domain.versions.version_diff import compare
from tests.agent.exchange.probes.made import catalog, model, score


def trial(tool: str = "garak", day: int | None = 1, passed: int = 5, failed: int = 0, digest: str = "a") -> Trial:
    when = date(2026, 11, day) if day else None
    return Trial(tool=tool, day=when, passed=passed, failed=failed, digest=digest)


@pytest.mark.parametrize(
    ("trials", "proof"),
    [
        ((), Proof.UNTRIED),
        ((trial(passed=0),), Proof.UNTRIED),
        ((trial(),), Proof.PASSED),
        ((trial(failed=1),), Proof.FAILED),
        ((trial(failed=1), trial(day=2, digest="b")), Proof.PASSED),
        ((trial(day=2, digest="b"), trial(failed=1)), Proof.PASSED),
        ((trial(failed=1), trial(tool="promptfoo", day=2)), Proof.FAILED),
        ((trial(failed=1), trial(day=2, passed=0, digest="b")), Proof.FAILED),
        ((trial(day=None, failed=1), trial(day=None, digest="b")), Proof.PASSED),
    ],
)
def test_the_newest_verdict_of_each_tool_counts_and_a_failure_outweighs(
    trials: tuple[Trial, ...], proof: Proof
) -> None:
    assert proof_of(trials) is proof


def test_a_report_read_anew_replaces_what_it_said_and_the_oldest_go() -> None:
    kept = with_trial((trial(),), trial(passed=7))
    assert kept == (trial(passed=7),)
    for number in range(MOST_TRIALS + 3):
        kept = with_trial(kept, trial(digest=str(number)))
    assert len(kept) == MOST_TRIALS
    assert kept[0].digest == "3"


def recorded(one: Trial, threat: str = "T-002") -> Threat:
    outcome = apply(model(), (RecordTrial(threat=threat, trial=one, current=score(9)),), catalog())
    assert not outcome.refused
    found = outcome.model.threat(threat)
    assert found is not None
    return found


def test_a_trial_is_recorded_once() -> None:
    edits = (RecordTrial(threat="T-002", trial=trial()),) * 2
    outcome = apply(model(), edits, catalog())
    assert len(outcome.applied) == 1
    assert "has this result already" in outcome.refused[0].reason
    assert (
        "no threat T-099" in apply(model(), (RecordTrial(threat="T-099", trial=trial()),), catalog()).refused[0].reason
    )


def test_a_failed_trial_makes_the_threat_sure_and_a_passed_one_changes_nothing_else() -> None:
    assert recorded(trial(failed=1)).certainty is Certainty.SURE
    passed = recorded(trial())
    assert (passed.certainty, passed.status) == (Certainty.ASSUMED, ThreatStatus.OPEN)


def test_a_new_draft_keeps_trials_and_what_they_showed() -> None:
    before = model()
    failed = apply(before, (RecordTrial(threat="T-002", trial=trial(failed=1)),), catalog()).model
    drafted = before.threats[1].model_copy(update={"certainty": Certainty.SUGGESTED})
    after = apply(failed, (PutThreat(threat=drafted),), catalog()).model.threats[1]
    assert (after.trials, after.certainty) == ((trial(failed=1),), Certainty.SURE)


def test_a_threat_that_was_tested_is_not_removed_but_retired() -> None:
    tested = apply(model(), (RecordTrial(threat="T-002", trial=trial()),), catalog()).model
    edit = RetireThreat(threat="T-002", because="No text comes in any more.")
    assert apply(tested, (edit,), catalog()).model.threats[1].status is ThreatStatus.RETIRED
    assert apply(model(), (edit,), catalog()).model.threat("T-002") is None


def test_a_comparison_of_versions_tells_of_results() -> None:
    before = model()
    after = apply(before, (RecordTrial(threat="T-002", trial=trial()),), catalog()).model
    lines = [one.text for one in compare(before, after, catalog().facts).lines]
    assert lines == ["Threat 2: test results changed"]
