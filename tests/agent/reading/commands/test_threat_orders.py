"""A threat is set aside, accepted or argued with in the words that people use, and measures of their own are added."""

from datetime import date

import pytest

from agent.domain import ControlStatus, ThreatStatus
from agent.domain.changes.edits import DecideThreat, PlanControl, PutControl
from agent.domain.risk import Override
from agent.reading.commands.command import Command
from agent.reading.commands.commands import command_in
from agent.reading.commands.orders.days import review_day
from knowledge import load_catalog
from knowledge.vocabulary import DreadFactor
from tests.agent.reading.readings import session_of
from tests.ui.models import rich_model

CATALOG = load_catalog()


def heard(text: str) -> Command | None:
    return command_in(text, session_of(rich_model(12)), CATALOG)


def done(text: str) -> Command:
    command = heard(text)
    assert command is not None
    return command


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("remove T-004 because every booking is checked", "every booking is checked"),
        ("delete T-004, we check each of them", "we check each of them"),
        ("please take T-004 off the list, it can't happen here", "it can't happen here"),
        ("get rid of T-004 since no stranger can write", "no stranger can write"),
        ("T-004 can go, there is a filter", "there is a filter"),
        ("we don't need T-004, nobody types anything", "nobody types anything"),
        ("strike threat T-004: only we can reach it", "only we can reach it"),
    ],
)
def test_a_threat_is_taken_out_by_setting_it_aside_with_its_reason(text: str, reason: str) -> None:
    assert done(text).edits == (DecideThreat(threat="T-004", status=ThreatStatus.DISMISSED, reason=reason),)


@pytest.mark.parametrize("text", ["drop T-004", "remove T-004 please", "T-004 can go", "take T-004 off the list"])
def test_a_threat_that_is_taken_out_without_a_reason_is_asked_about(text: str) -> None:
    command = done(text)
    assert not command.edits
    assert "Why does T-004 not matter here?" in command.notes[0]


@pytest.mark.parametrize("text", ["remove the web page", "delete C-2", "drop it", "take the archive out"])
def test_what_is_no_threat_is_not_set_aside(text: str) -> None:
    command = heard(text)
    assert command is None or not any(isinstance(edit, DecideThreat) for edit in command.edits)


@pytest.mark.parametrize(
    "text",
    [
        "we accept T-002 because it is rare, owner Ines, review 31 March 2027",
        "I accept the risk T-002 until 2027-03-31, owner Ines, because it is rare",
        "we'll live with T-002 until the end of March 2027, because it is rare, owner Ines",
        "we have decided to accept T-002, since it is rare, owner Ines, till 31 March 2027",
        "let's put up with T-002 because it is rare, owner Ines, until 31 March 2027",
    ],
)
def test_a_risk_is_accepted_by_whoever_says_so(text: str) -> None:
    decision = done(text).edits[0]
    assert isinstance(decision, DecideThreat)
    told = decision.status, decision.reason, decision.owner, decision.review_by
    assert told == (ThreatStatus.ACCEPTED, "it is rare", "Ines", date(2027, 3, 31))


@pytest.mark.parametrize(
    ("text", "lacks", "has"),
    [
        ("we accept T-002 until 31 March 2027", "why it is accepted and who answers", "review 2027-03-31"),
        ("accept T-002 because it is rare", "who answers for it and when to look again", "because it is rare"),
        ("we take the risk of T-002 until summer", "why it is accepted, who answers", "accept T-002 because …"),
    ],
)
def test_an_acceptance_tells_only_what_it_lacks_and_keeps_what_it_has(text: str, lacks: str, has: str) -> None:
    command = done(text)
    assert not command.edits
    assert lacks in command.notes[0]
    assert has in command.notes[0]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("T-001 should be low", "to 3"), ("lower T-001 to low", "to 3"), ("T-001 is far too high", "to 3"),
        ("I would rate T-001 low because we filter", "to 3"), ("T-001 is overrated", "to 3"),
        ("T-001 must be critical", "to 9"), ("T-001 looks too low", "to 9"), ("T-001 is understated", "to 9"),
    ],
)  # fmt: skip
def test_a_band_that_is_wished_is_answered_with_the_levels_behind_it(text: str, level: str) -> None:
    command = done(text)
    assert not command.edits
    assert "by five levels: damage " in command.notes[0]
    assert level in command.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "add a measure: weekly look at the rankings, owner Petra Lind, due 15 January 2027",
        "new measure: weekly look at the rankings, owner Petra Lind, due 15 January 2027",
        "please add the control “weekly look at the rankings”, owner Petra Lind, due 2027-01-15",
        "we also want a safeguard: weekly look at the rankings, owner Petra Lind, by 15 January 2027",
        "you forgot a measure: weekly look at the rankings, owner Petra Lind, until mid-January 2027",
    ],
)
def test_a_measure_of_ones_own_comes_into_the_plan_with_owner_and_day(text: str) -> None:
    edit = done(text).edits[0]
    assert isinstance(edit, PutControl)
    told = edit.control.title, edit.control.owner, edit.control.due, edit.control.status, edit.control.decided
    assert told == ("Weekly look at the rankings", "Petra Lind", date(2027, 1, 15), ControlStatus.PLANNED, True)


def test_a_measure_against_a_threat_is_linked_to_it() -> None:
    edit = done("add a measure against T-002: call back before a booking").edits[0]
    assert isinstance(edit, PutControl)
    assert (edit.control.title, edit.control.threats) == ("Call back before a booking", ("T-002",))


@pytest.mark.parametrize("text", ["M-3 is done by Jonas by the end of June", "Jonas does M-3 until 30 June"])
def test_who_does_a_measure_and_by_when_are_two_things(text: str) -> None:
    edit = done(text).edits[0]
    assert isinstance(edit, PlanControl)
    assert edit.owner == "Jonas"
    assert edit.due
    assert (edit.due.month, edit.due.day) == (6, 30)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("end of June", date(2026, 6, 30)), ("the end of February 2028", date(2028, 2, 29)),
        ("mid-March", date(2026, 3, 15)), ("beginning of May", date(2026, 5, 1)),
        ("end of the year", date(2026, 12, 31)),
        ("end of this month", date(2026, 1, 31)), ("end of the quarter", date(2026, 3, 31)),
        ("in two weeks", date(2026, 1, 24)), ("next week", None), ("summer", None), ("end of it", None),
    ],
)  # fmt: skip
def test_days_are_understood_as_people_say_them(words: str, day: date | None) -> None:
    assert review_day(words, date(2026, 1, 10)) == day


def test_the_levels_told_are_those_that_count() -> None:
    model = rich_model(12)
    first = model.threats[0]
    own = Override(
        factor=DreadFactor.DAMAGE, level=2, computed=first.current.damage.level, reason="only tests", author="Ada"
    )
    threat = first.model_copy(update={"overrides": (own,)})
    model = model.model_copy(update={"threats": (threat, *model.threats[1:])})
    command = command_in(f"{first.id} should be low", session_of(model), CATALOG)
    assert command is not None
    assert "by five levels: damage 2, " in command.notes[0]
