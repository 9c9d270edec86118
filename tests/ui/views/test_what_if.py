"""What if on the page: switches that move the bars, and the choice that is kept as a plan or as the owner's word."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.assessment.what_if_options import Sort
from agent.domain.changes.edits import DecideControl, PutControl, SetFact
from agent.domain.sessions.session import Session
from agent.domain.threats import ControlStatus
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import button, group, labels, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model(60))


def switch(app: AppTest, sort: Sort, session: Session, facilitator: FakeFacilitator) -> Any:
    wanted = next(one for one in facilitator.switches(session.model) if one.sort is sort)
    return next(one for one in app.toggle if str(one.key).startswith(f"switch_{wanted.id}_"))


def bars(app: AppTest) -> list[str]:
    return [str(one.proto.body) for one in app.get("html") if str(one.proto.body).startswith("<ul")]


def test_a_switch_moves_the_bars_and_changes_nothing(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="what_if")
    before = bars(app)
    assert len(before) == 2
    assert "keep_what_if" not in [one.key for one in app.button]
    for one in app.toggle:
        if str(one.key).startswith("switch_"):
            one.set_value(True)
    app.run()
    assert bars(app) != before
    assert any("→" in one for one in bars(app))
    assert facilitator.sent == []
    button(app, "clear_what_if").click().run()
    assert bars(app) == before


def test_what_is_switched_is_kept_as_a_plan(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="what_if")
    switch(app, Sort.FACT, session, facilitator).set_value(True).run()
    switch(app, Sort.MEASURE, session, facilitator).set_value(True).run()
    button(app, "keep_what_if").click().run()
    own, planned = facilitator.sent[0].edits
    assert isinstance(own, PutControl)
    assert own.control.status is ControlStatus.PLANNED
    assert isinstance(planned, DecideControl)
    assert planned.status is ControlStatus.PLANNED
    assert facilitator.sent[0].reason.startswith("Kept from what if: ")
    assert not any(one.value for one in app.toggle)


def test_what_is_so_already_is_kept_as_a_fact(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="what_if")
    wanted = next(one for one in facilitator.switches(session.model) if one.sort is Sort.FACT)
    switch(app, Sort.FACT, session, facilitator).set_value(True).run()
    group(app, "way_switch_").set_value("so").run()
    button(app, "keep_what_if").click().run()
    (edit,) = facilitator.sent[0].edits
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == (wanted.fact, wanted.value)


def test_each_switch_says_what_it_would_do(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="what_if")
    text = words(app)
    for one in facilitator.switches(session.model):
        assert one.told[1:].replace("\\", "") in text
    assert "Threats by risk" in text


def test_nothing_can_be_switched_before_there_is_a_draft(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=facilitator.import_model(rich_model(0)).id, tab="what_if")
    assert "Nothing to switch yet." in words(app)
    assert "Draft with what we have" in labels(app)


def test_hostile_titles_are_only_read(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model(24)
    threats = tuple(one.model_copy(update={"title": HOSTILE[:160]}) for one in model.threats)
    app = page(s=facilitator.import_model(model.model_copy(update={"threats": threats})).id, tab="what_if")
    assert not app.exception
    assert all("<script" not in one and "<img" not in one for one in bars(app))


def test_the_risk_section_names_the_measure_that_would_lower_a_threat_most(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="risk")
    helps = app.dataframe[0].value["Would lower it most"].tolist()
    assert any("→" in one and " by M-" in one for one in helps)
    assert len(bars(app)) == 1
