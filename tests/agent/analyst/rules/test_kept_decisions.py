"""What people decided survives a new draft; assumptions come and go with what is known."""

from datetime import date

from agent.domain import (
    Certainty,
    ThreatStatus,
)
from agent.domain.changes.edits import (
    ClearFact,
    DecideThreat,
    PutAssumption,
    PutThreat,
    RewordThreat,
)
from agent.domain.system import AssumptionStatus
from tests.agent.analyst.rules.drafts import ANALYST, TEAM, changed, drafted, knows, of, patterns
from tests.agent.builders import a_model


def test_assumptions_are_written_down_and_taken_back_when_answered() -> None:
    model = drafted(a_model({"uses_model": True, "sensitivity": "special"}))
    written = {one.fact: one.text for one in model.assumptions}
    assert written["keeps_talks"] == "it keeps talks indeed"
    assert written["exposure"] == "its exposure is registered"
    answered = drafted(knows(model, keeps_talks=True))
    assert "keeps_talks" not in {one.fact for one in answered.assumptions}
    assert of(answered, "talks-leak").certainty is Certainty.SURE


def test_a_default_that_no_drafted_threat_rests_on_is_not_written_down() -> None:
    written = {one.fact for one in drafted(a_model({"uses_model": True})).assumptions}
    assert "index_open" not in written


def test_what_a_person_said_about_an_assumption_is_respected() -> None:
    model = drafted(a_model({"uses_model": True, "sensitivity": "special"}))
    one = next(one for one in model.assumptions if one.fact == "keeps_talks")
    rejected = one.model_copy(update={"status": AssumptionStatus.REJECTED})
    again = drafted(changed(model, PutAssumption(assumption=rejected)))
    assert "talks-leak" not in patterns(again)
    assert rejected in again.assumptions


def test_a_threat_that_no_longer_applies_goes_and_says_why() -> None:
    model = drafted(a_model({"uses_model": True, "audience": ("children",)}))
    edits = ANALYST.drafted(knows(model, audience=("staff",)))
    reasons = [edit.because for edit in edits if edit.edit == "retire_threat"]
    assert reasons == ["Ruled out, because its audience is staff."]
    assert "children-misled" not in patterns(drafted(knows(model, audience=("staff",))))


def test_a_decided_threat_that_no_longer_applies_is_kept_and_marked() -> None:
    model = drafted(a_model({"uses_model": True, "audience": ("children",)}))
    number = of(model, "children-misled").id
    model = changed(model, RewordThreat(threat=number, title="Kids are misled"))
    gone = drafted(knows(model, audience=("staff",))).threat(number)
    assert gone is not None
    assert (gone.status, gone.note) == (ThreatStatus.RETIRED, "Ruled out, because its audience is staff.")
    back = drafted(knows(drafted(knows(model, audience=("staff",))), audience=("children",))).threat(number)
    assert back is not None
    assert (back.status, back.title) == (ThreatStatus.OPEN, "Kids are misled")
    assert back.note == "It was ruled out for a while and applies again."


def test_a_dismissed_threat_stays_dismissed_while_its_facts_stay() -> None:
    model = drafted(a_model({"uses_model": True, "outside_content": True}, TEAM))
    number = of(model, "hidden-orders").id
    model = changed(model, DecideThreat(threat=number, status=ThreatStatus.DISMISSED, reason="only our own pages"))
    unrelated = drafted(knows(model, audience=("staff",), exposure="public")).threat(number)
    assert unrelated is not None
    assert (unrelated.status, unrelated.note) == (ThreatStatus.DISMISSED, "")


def test_a_dismissed_threat_returns_with_a_note_once_its_fact_changed() -> None:
    model = drafted(a_model({"uses_model": True, "audience": ("children",)}))
    number = of(model, "children-misled").id
    model = changed(model, DecideThreat(threat=number, status=ThreatStatus.DISMISSED, reason="supervised"))
    again = drafted(knows(model, audience=("children", "customers")))
    back = again.threat(number)
    assert back is not None
    assert back.status is ThreatStatus.OPEN
    assert back.note == (
        "Open again: it was dismissed before this changed. Now its audience is customers; its audience is children."
    )
    assert back.treatment is not None
    assert ANALYST.drafted(again) == ()


def test_an_accepted_risk_stays_accepted_and_says_that_its_facts_changed() -> None:
    model = drafted(a_model({"uses_model": True, "audience": ("children",)}))
    number = of(model, "children-misled").id
    accept = DecideThreat(
        threat=number, status=ThreatStatus.ACCEPTED, reason="small", owner="Ann", review_by=date(2030, 1, 1)
    )
    kept = drafted(knows(changed(model, accept), audience=("children", "staff"))).threat(number)
    assert kept is not None
    assert kept.status is ThreatStatus.ACCEPTED
    assert kept.note.startswith("This decision was made before this changed.")


def test_a_threat_of_the_owners_own_is_left_alone() -> None:
    model = drafted(a_model({"uses_model": True}))
    own = of(model, "typed-orders").model_copy(
        update={"id": model.next_id("T"), "pattern": None, "title": "Our own worry", "origin": "user"}
    )
    again = drafted(knows(changed(model, PutThreat(threat=own)), uses_model=False))
    assert [threat.title for threat in again.threats if threat.pattern is None] == ["Our own worry"]


def test_forgetting_a_fact_turns_a_sure_threat_into_an_assumed_one() -> None:
    model = drafted(a_model({"exposure": "public"}))
    assert of(model, "flooded").certainty is Certainty.SURE
    again = drafted(changed(model, ClearFact(fact="exposure")))
    assert of(again, "flooded").certainty is Certainty.ASSUMED
