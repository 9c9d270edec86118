"""Measures are planned by typed orders: by when, by whom, and with what shows that they are done."""

from datetime import date

import pytest

from agent.domain import ControlStatus, Edit, Session, ThreatStatus, Wish
from agent.domain.changes.edits import DecideControl, DecideThreat, PlanControl
from agent.domain.sessions.session import Reply, Said, Turn
from agent.reading.commands.command import Command
from agent.reading.commands.commands import command_in
from agent.reading.commands.orders.days import day_in, review_day
from agent.reading.reader import Reader
from knowledge import load_catalog
from tests.agent.reading.readings import session_of
from tests.ui.models import rich_model

CATALOG = load_catalog()
DAY = date(2027, 2, 1)
LINK = "https://tracker.example/browse/SEC-12?view=all"


def session() -> Session:
    return session_of(rich_model(12))


def heard(text: str) -> Command | None:
    return command_in(text, session(), CATALOG)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("M-3 is due on 2027-02-01", (PlanControl(control="M-3", due=DAY),)),
        ("m3 due by 1 February 2027", (PlanControl(control="M-3", due=DAY),)),
        ("please set the due date of M-3 to February 1st, 2027", (PlanControl(control="M-3", due=DAY),)),
        ("M-3 is due on 2027-02-01, owner Bo Ek", (PlanControl(control="M-3", due=DAY, owner="Bo Ek"),)),
        ("M-3 is no longer due", (PlanControl(control="M-3", due=""),)),
        ("clear the due date of M-3", (PlanControl(control="M-3", due=""),)),
        (f"M-3 is done, evidence {LINK}.",
         (DecideControl(control="M-3", status=ControlStatus.DONE), PlanControl(control="M-3", evidence=LINK))),
        (f"mark M-3 done, owner Bo, proof: {LINK}",
         (DecideControl(control="M-3", status=ControlStatus.DONE, owner="Bo"),
          PlanControl(control="M-3", evidence=LINK))),
        ("M-3 is planned, owner Bo, due 2027-02-01, because we need it",
         (DecideControl(control="M-3", status=ControlStatus.PLANNED, owner="Bo", reason="we need it"),
          PlanControl(control="M-3", due=DAY))),
        ("the evidence for M-3 is the test report of May",
         (PlanControl(control="M-3", evidence="the test report of May"),)),
        ("assign M-3 to Bo Ek", (PlanControl(control="M-3", owner="Bo Ek"),)),
        ("the owner of M-3 is Bo", (PlanControl(control="M-3", owner="Bo"),)),
        ("M-3 is done", (DecideControl(control="M-3", status=ControlStatus.DONE),)),
    ],
)  # fmt: skip
def test_an_order_plans_a_measure(text: str, edits: tuple[Edit, ...]) -> None:
    command = heard(text)
    assert command is not None
    assert command.edits == edits


@pytest.mark.parametrize("day", ["tomorrow", "2027-02-30", "next week", "the 32nd of May 2027"])
def test_a_day_that_is_none_is_asked_back_and_nothing_changes(day: str) -> None:
    command = heard(f"M-3 is due on {day}")
    assert command is not None
    assert command.edits == ()
    assert "Write the day such as 2027-02-01" in command.notes[0]


@pytest.mark.parametrize("text", ["the invoice is due on 2027-02-01", "the shop is owned by Bo", "evidence is kept"])
def test_what_names_no_measure_is_no_order(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize("words", ["2027-2-1", "1 Feb 2027", "1st february 2027", "February 1, 2027"])
def test_a_day_is_read_however_it_is_written(words: str) -> None:
    assert day_in(words) == DAY


@pytest.mark.parametrize(
    ("text", "measures"),
    [("what if M-3 were done?", ["M-3"]), ("What if we did M-2 and M-3?", ["M-2", "M-3"]),
     ("what would change if M-3 was in place?", ["M-3"])],
)  # fmt: skip
def test_measures_can_be_supposed_in_place(text: str, measures: list[str]) -> None:
    at = session().created
    reading = Reader(CATALOG).read(Turn(number=2, said=Said(text=text, key="k" * 10), at=at), session())
    assert reading.wish is Wish.WHAT_IF
    assert reading.edits == ()
    assert reading.supposed == tuple(DecideControl(control=one, status=ControlStatus.DONE) for one in measures)


@pytest.mark.parametrize(
    ("words", "day"),
    [("june", date(2027, 6, 1)), ("Sept", date(2027, 9, 1)), ("March 2028", date(2028, 3, 1)), ("marketing", None),
     ("decided", None), ("augment", None), ("maybe", None)],
)  # fmt: skip
def test_a_month_is_a_day_to_look_again_and_a_word_that_begins_like_one_is_none(words: str, day: date | None) -> None:
    assert review_day(words, date(2026, 11, 30)) == day


@pytest.mark.parametrize(
    ("text", "reason", "review"),
    [
        ("accept T-003 because we may review it later, owner Ann, review March", "we may review it later",
         date(2026, 3, 1)),
        ("accept T-003: assets are insured, owner Ann, review 2027-03-01", "assets are insured", date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_the_reason_of_a_decision_stays_whole(text: str, reason: str, review: date) -> None:
    command = heard(text)
    assert command is not None
    (decision,) = command.edits
    assert isinstance(decision, DecideThreat)
    assert (decision.reason, decision.owner) == (reason, "Ann")
    assert decision.review_by is not None
    assert (decision.review_by.month, decision.review_by.day) == (review.month, review.day)


def spoken(reply: str) -> Session:
    """A session in which T-003 was spoken of last."""
    here = session()
    said = Turn(number=1, said=Said(text="T-003", key="k" * 12), at=here.created, reply=Reply(text=reply))
    return here.model_copy(update={"turns": (said,)})


@pytest.mark.parametrize(
    ("text", "taken"),
    [("Because a person checks all of it", True), ("As nobody uses that page", True), ("- we use Postgres", False),
     ("Assets are kept in Postgres", False), ("Because of what?", False)],
)  # fmt: skip
def test_only_a_reason_answers_why_a_threat_does_not_matter(text: str, taken: bool) -> None:
    command = command_in(text, spoken("Why does T-003 not matter here?"), CATALOG)
    assert (command is not None and bool(command.edits)) is taken


@pytest.mark.parametrize(
    ("text", "status"),
    [("it is open", ThreatStatus.OPEN), ("it is impossible because we have no cameras", ThreatStatus.DISMISSED),
     ("it is open to the public", None), ("It is open source", None),
     ("it is impossible to reach it from outside", None)],
)  # fmt: skip
def test_what_tells_of_the_system_decides_no_threat(text: str, status: ThreatStatus | None) -> None:
    command = command_in(text, spoken("T-003 is one."), CATALOG)
    assert (getattr(command.edits[0], "status", None) if command and command.edits else None) is status
