"""Decisions, plans and threats of the owner's own, said as people say them, and what the reply tells of each."""

from datetime import date
from typing import Any

import pytest

from agent.analyst.base import Heard
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.answers.model_answers import Answers
from agent.domain import Reply, ThreatModel, apply
from tests.agent.reading.readings import NOON, catalog, session_of, turn_of


def said(text: str, analyst: RulesAnalyst, model: ThreatModel) -> tuple[ThreatModel, Reply]:
    session = session_of(model)
    reading = analyst.read(turn_of(text, 2), session)
    outcome = apply(model, reading.edits, catalog())
    return outcome.model, analyst.reply(session, Heard(reading=reading, outcome=outcome, before=model))


@pytest.mark.parametrize(
    ("text", "threat", "why"),
    [
        ("set aside the second one because we never do that", "T-002", "we never do that"),
        ("T-003 does not apply, we have no such thing", "T-003", "we have no such thing"),
        ("ignore T-004 since nobody can reach it", "T-004", "nobody can reach it"),
        ("T-005 cannot happen here because the robot is gone", "T-005", "the robot is gone"),
        ("T-006 is not relevant for us, a person checks all of it", "T-006", "a person checks all of it"),
        (
            "T-004 is not a problem because the index holds only our own notes",
            "T-004",
            "the index holds only our own notes",
        ),
        ("T-003 is no risk for us since nothing is kept", "T-003", "nothing is kept"),
        ("T-002 is wrong, we have no such index", "T-002", "we have no such index"),
        ("T-005 doesn't concern us, as nobody pays here", "T-005", "nobody pays here"),
        ("t-006 is harmless here due to the air gap", "T-006", "the air gap"),
    ],
)
def test_a_threat_is_set_aside_with_its_reason_and_the_way_back(
    text: str, threat: str, why: str, analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    after, reply = said(text, analyst, drafted)
    decided = after.threat(threat)
    assert decided is not None
    assert (decided.status.value, decided.treatment and decided.treatment.reason) == ("dismissed", why)
    assert f"bring {threat} back" in reply.text


@pytest.mark.parametrize("text", ["set aside the second one", "T-002 does not matter to us", "ignore t2"])
def test_without_a_reason_it_is_asked_for(text: str, analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    after, reply = said(text, analyst, drafted)
    assert after == drafted
    assert "Why does T-002 not matter here?" in reply.text


@pytest.mark.parametrize("why", ["because a person checks all of it", "Since a person checks all of it."])
def test_the_reason_that_was_asked_for_is_taken(why: str, analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    _, asked = said("ignore T-002", analyst, drafted)
    before = turn_of("ignore T-002", 1).model_copy(update={"reply": asked})
    session = session_of(drafted).model_copy(update={"turns": (before,)})
    after = apply(drafted, analyst.read(turn_of(why, 2), session).edits, catalog()).model
    threat = after.threat("T-002")
    assert threat is not None
    assert threat.treatment is not None
    assert (threat.status.value, threat.treatment.reason) == ("dismissed", "a person checks all of it")
    assert analyst.read(turn_of("we also use Kafka", 2), session).edits, "what is no reason is read as ever"


@pytest.mark.parametrize(
    ("text", "owner", "day"),
    [
        ("T-004 is accepted because it is rare, the head of claims owns it, review in June", "the head of claims",
         date(NOON.year, 6, 1)),
        ("accept T-004 because it is rare, owner Ana Ruiz, review 2027-05-02", "Ana Ruiz", date(2027, 5, 2)),
        ("accept T-004 because it is rare, signed off by the board, until January", "the board",
         date(NOON.year + 1, 1, 1)),
    ],
)  # fmt: skip
def test_a_risk_is_accepted_in_words(
    text: str, owner: str, day: date, analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    after, reply = said(text, analyst, drafted)
    threat = after.threat("T-004")
    assert threat is not None
    assert threat.treatment is not None
    assert (threat.status.value, threat.treatment.owner, threat.treatment.review_by) == ("accepted", owner, day)
    assert day.isoformat() in reply.text


def test_an_acceptance_that_lacks_something_says_how_it_is_said(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    after, reply = said("T-004 is accepted", analyst, drafted)
    assert after == drafted
    assert "accept T-004 because …, owner …, review 2027-03-01" in reply.text


@pytest.mark.parametrize(
    ("text", "number"),
    [("plan the first three", 3), ("add to the plan: the first two", 2), ("put the first one into our plan", 1),
     ("plan M-1 and M-2", 2), ("add M-5 to the plan", 1), ("we will do M-3, M-4", 2)],
)  # fmt: skip
def test_measures_are_planned_in_words(text: str, number: int, analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    after, reply = said(text, analyst, drafted)
    planned = [one.id for one in after.controls if one.status.value == "planned"]
    assert len(planned) == number
    assert reply.text.startswith("Planned: M-")
    assert len(after.components) == len(drafted.components)


@pytest.mark.parametrize("text", ["i did M-6 already", "we have implemented M-6", "M-6 was done last week"])
def test_what_was_done_is_done(text: str, analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    after, reply = said(text, analyst, drafted)
    control: Any = after.control("M-6")
    assert control.status.value == "done"
    assert "is done now" in reply.text
    assert said(text, analyst, after)[1].text.endswith("is done already.")


@pytest.mark.parametrize(
    "text",
    ["add a threat: adjusters could be bribed", "you missed a risk: somebody steals the photos from the S3 bucket",
     "note a danger that a storm floods the desk"],
)  # fmt: skip
def test_a_threat_of_the_owners_own_is_added(text: str, analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    after, reply = said(text, analyst, drafted)
    own = [one for one in after.threats if one.pattern is None]
    assert len(own) == 1
    assert own[0].id in reply.text
    assert len(after.components) == len(drafted.components)


@pytest.mark.parametrize(
    ("text", "owner", "day"),
    [
        ("who owns T-002: Ada, by March 1", "Ada", (3, 1)),
        ("T-002: owner Ada, review by March 1", "Ada", (3, 1)),
        ("assign T-002 to Ada Byron, due 1 March", "Ada Byron", (3, 1)),
        ("the owner of T-002 is the head of claims", "the head of claims", None),
        ("Bo owns T-002 until 5 May", "Bo", (5, 5)),
        ("T-002 is handled by the platform team, revisit in June", "the platform team", (6, 1)),
        ("put Ada down for T-002", "Ada", None),
    ],
)
def test_somebody_is_named_for_a_threat_which_stays_open(
    text: str, owner: str, day: tuple[int, int] | None, analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    after, reply = said(text, analyst, drafted)
    threat = after.threat("T-002")
    assert threat is not None
    assert threat.treatment is not None
    until = threat.treatment.review_by
    assert (threat.status.value, threat.treatment.owner) == ("open", owner)
    assert (until and (until.month, until.day)) == day
    assert until is None or until > NOON.date()
    assert "answers for T-002" in reply.text
    assert any(line.startswith("T-002") and line.count(f"{owner} answers for it") for line in reply.changes)
    assert len(after.facts) == len(drafted.facts), "what is said of a threat is no fact about the system"
    answer = said("who owns T-002?", analyst, after)[1].text
    assert owner.lower() in answer.lower()


def test_naming_somebody_keeps_what_was_decided_and_asking_names_nobody(
    analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    accepted = said("accept T-004 because it is rare, owner Ana Ruiz, review 2027-05-02", analyst, drafted)[0]
    threat = said("Bo owns T-004", analyst, accepted)[0].threat("T-004")
    assert threat is not None
    assert threat.treatment is not None
    assert (threat.status.value, threat.treatment.reason, threat.treatment.owner) == ("accepted", "it is rare", "Bo")
    assert threat.treatment.review_by == date(2027, 5, 2)
    assert said("who owns T-004?", analyst, drafted)[0] == drafted


def test_a_measure_gets_an_owner_and_a_day_in_the_same_words(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    for text in ("Ada does M-6, due March 1", "M-6: owner Ada, by 1 March"):
        control: Any = said(text, analyst, drafted)[0].control("M-6")
        assert (control.owner, control.due.month, control.due.day) == ("Ada", 3, 1)


@pytest.mark.parametrize(
    "text",
    ["T-002 is something we log in Splunk", "for T-003 all users log in with a second factor",
     "regarding M-6, a person reviews every answer"],
)  # fmt: skip
def test_a_sentence_that_names_a_threat_and_is_no_order_states_no_fact(
    text: str, analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    after, reply = said(text, analyst, drafted)
    assert after == drafted
    assert "I found no order in it" in reply.text


def test_a_threat_is_meant_by_its_bare_name(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    terms = [one.title.partition(":")[0] for one in drafted.threats]
    last = next(one for one in reversed(drafted.threats) if terms.count(one.title.partition(":")[0]) == 1)
    moved = said(f"move {last.title.partition(':')[0].lower()} to the top", analyst, drafted)[0].threat(last.id)
    assert moved is not None
    assert moved.placed == 1


def test_words_that_find_no_answer_name_a_threat_that_is_there(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    gone = [one for one in drafted.threats if one.id != "T-001"]
    answers = Answers(catalog())
    assert f"how would {gone[0].id} happen?" in answers.to_question(
        drafted.model_copy(update={"threats": tuple(gone)}), "is the moon a risk?"
    )
    none = answers.to_question(drafted.model_copy(update={"threats": ()}), "is the moon a risk?")
    assert "T-001" not in none
