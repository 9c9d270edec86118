"""A failed test takes from measures in place what it showed not to hold; drafts, reliefs and what-ifs agree on it."""

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.scoring.control_effectiveness import current_risk, questioned
from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain import ThreatModel, apply
from agent.domain.changes.edits import RecordTrial
from agent.domain.findings.trials import Proof, Trial
from agent.domain.risk import DreadScore, FactorScore
from tests.agent.analyst.rules.test_mitigation import CATALOG, control, drafted, settled, threat

ANALYST = RulesAnalyst(CATALOG)


def tried(model: ThreatModel, failed: int) -> ThreatModel:
    """The model after a test of typed orders, without the new score: a draft finds it by itself."""
    trial = Trial(tool="garak", passed=3, failed=failed, digest=str(failed))
    edit = RecordTrial(threat=threat(model, "typed-orders").id, trial=trial)
    outcome = apply(model, (edit,), CATALOG)
    assert not outcome.refused
    return outcome.model


def test_a_draft_after_a_failed_test_has_the_risk_that_was_proposed() -> None:
    model = drafted(control_screening=True)
    before = threat(model, "typed-orders")
    after = threat(settled(tried(model, failed=1)), "typed-orders")
    assert before.current.exploitability.level < before.inherent.exploitability.level
    assert after.current == current_risk(before, model, Proof.FAILED) == before.inherent
    assert after.trials
    others = [one for one in model.threats if one.id != before.id]
    again = settled(tried(model, failed=1))
    assert [again.threat(one.id) for one in others] == others, "a test of one threat says nothing of another"


def test_a_passed_test_leaves_the_risk_as_it_is() -> None:
    model = drafted(control_screening=True)
    assert threat(settled(tried(model, failed=0)), "typed-orders").current == threat(model, "typed-orders").current


def test_a_measure_that_was_shown_not_to_hold_is_said_to_lower_nothing_there() -> None:
    model = settled(tried(drafted(control_screening=True), failed=1))
    screening, named = control(model, "screen-input"), threat(model, "typed-orders")
    assert questioned(screening)
    assert named.id not in {drop.threat for drop in Reliefs(model, CATALOG).of(screening).drops}


def test_a_what_if_begins_at_the_risk_that_is_shown() -> None:
    model = settled(tried(drafted(control_screening=True), failed=1))
    named = threat(model, "typed-orders")
    change = next(one for one in ANALYST.suppose(model, ()).changes if one.threat == named.id)
    assert change.before == change.after == named.rating


def test_levels_from_elsewhere_are_not_moved() -> None:
    model = drafted(control_screening=True)
    odd = FactorScore(level=6, low=6, high=6)
    before = threat(model, "typed-orders")
    foreign = before.model_copy(update={"inherent": DreadScore.model_validate(dict(before.inherent) | {"damage": odd})})
    assert current_risk(foreign, model, Proof.FAILED) is None
