"""Decisions about one threat and about several at once, each one turn that one step takes back."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DecideControl, DecideThreat
from agent.domain.findings.threat_ranking import sections
from agent.domain.sessions.session import Session
from agent.domain.threats import ControlStatus, ThreatStatus
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, expander, group, keyed, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def decide(app: AppTest, where: str, choice: str) -> None:
    group(app, f"decide_{where}").set_value(choice).run()


def save(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()


def test_accepting_a_risk_needs_reason_owner_and_date(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    decide(app, "T-001", "accept")
    keyed(app.date_input, "decide_review_accept_T-001").set_value(None)
    save(app, "Accept the risk")
    assert "accept needs a reason and who answers for it and when to look again" in words(app)
    keyed(app.text_area, "decide_why_accept_T-001").set_value("Agreed with the bank.")
    keyed(app.text_input, "decide_owner_accept_T-001").set_value("Ada")
    keyed(app.date_input, "decide_review_accept_T-001").set_value(date(2030, 5, 1))
    save(app, "Accept the risk")
    assert facilitator.sent[0].edits == (
        DecideThreat(
            threat="T-001", status=ThreatStatus.ACCEPTED, reason="Agreed with the bank.", owner="Ada",
            review_by=date(2030, 5, 1),
        ),
    )  # fmt: skip


def test_fixing_plans_the_first_measure_and_says_so(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    decide(app, "T-001", "fix")
    save(app, "Plan the fix")
    planned, decided = facilitator.sent[0].edits
    assert isinstance(planned, DecideControl)
    assert planned.status is ControlStatus.PLANNED
    assert isinstance(decided, DecideThreat)
    assert decided.status is ThreatStatus.OPEN
    assert decided.reason.startswith(f"Planned: {planned.control} ")
    assert "**To be fixed.** Planned: " in words(app)
    assert ":gray-badge[To be fixed]" in expander(app, "**T-001**").label
    decide(app, "T-001", "reopen")
    save(app, "Take the decision back")
    assert ":gray-badge" not in expander(app, "**T-001**").label.split(":small")[0]


def choose(app: AppTest, *threats: str) -> None:
    app.toggle(key="choosing").set_value(True).run()
    for one in threats:
        keyed(app.checkbox, f"tick_{one}").set_value(True).run()


def test_several_threats_are_decided_in_one_turn_and_undone_in_one_step(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats")
    choose(app, "T-001", "T-002")
    assert "**2 threats chosen**" in words(app)
    decide(app, "many", "nothere")
    save(app, "Mark as not here: 2 threats")
    assert "not here needs a reason" in words(app)
    assert facilitator.sent == []
    keyed(app.text_area, "decide_why_nothere_many").set_value("There is no such tool.")
    save(app, "Mark as not here: 2 threats")
    wanted = tuple(
        DecideThreat(threat=one, status=ThreatStatus.DISMISSED, reason="There is no such tool.")
        for one in ("T-001", "T-002")
    )
    assert [said.edits for said in facilitator.sent] == [wanted]
    assert facilitator.sent[0].reason == "T-001, T-002: not applicable"
    assert "No threat chosen" in words(app)
    button(app, "undo").click().run()
    after = facilitator.open(session.id).model
    assert {one.status for one in after.threats if one.id in ("T-001", "T-002")} == {ThreatStatus.OPEN}


def test_all_that_is_shown_can_be_chosen_and_what_is_hidden_is_told(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    choose(app)
    button(app, "choose_all").click().run()
    main = len(sections(session.model.threats, session.model.controls).main)
    assert f"**{main} threats chosen**" in words(app)
    app.text_input(key="sieve_words").set_value("t-001").run()
    assert f", {main - 1} of them not shown now" in words(app)
    button(app, "choose_none").click().run()
    assert "No threat chosen" in words(app)
