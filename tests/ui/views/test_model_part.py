"""Where texts go, what was used and the offline switch: in sight on the start page and in the workspace."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import StayOffline
from agent.domain.model import ThreatModel
from agent.exchange import to_json
from agent.llm.costs.usage import ModelAccount, ModelUse
from tests.ui.fake import FakeFacilitator
from tests.ui.models import catalog, rich_model
from tests.ui.views.pages import button, keyed, upload, words
from ui import app_services, state
from ui.components.chat import llm_status

Page = Callable[..., AppTest]
SENT = "are sent to the language model large at llm.example"
KEPT = "Nothing leaves this machine. Offline only is on"
ACCOUNT = ModelAccount(
    model="large", host="llm.example", tokens_session=31_240, tokens_today=40_000,
    limit_session=1_000_000, limit_day=5_000_000, limit_turn=60_000, most_calls=8, price_session=0.0231,
    estimate="about 4 calls and 24,500 tokens; never more than 8 calls or 60,000 tokens",
    uses=(ModelUse(model="large", host="llm.example", calls=12, prompt=27_240, cached=4_096, output=4_000,
                   price=0.0231),),
)  # fmt: skip


@pytest.fixture
def with_model(
    desk: app_services.Desk, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> app_services.Desk:
    """A desk whose settings name a language model elsewhere."""
    settings = desk.settings.model_copy(update={"model": "large", "base_url": "https://llm.example/v1"})
    asking = dataclasses.replace(desk, settings=settings)
    facilitator.accounted = ACCOUNT
    monkeypatch.setattr(app_services, "desk", lambda: asking)
    return asking


def switch(app: AppTest) -> Any:
    return keyed(app.toggle, "offline_")


def test_without_a_model_it_is_said_that_nothing_leaves_and_there_is_nothing_to_switch(
    page: Page, facilitator: FakeFacilitator
) -> None:
    for app in (page(), page(s=facilitator.start().id)):
        assert "Nothing leaves this machine. No language model is set" in words(app)
        assert not app.toggle
        assert "Language model:" not in words(app)


def test_the_start_page_says_where_texts_go_and_can_keep_them_here(page: Page, with_model: app_services.Desk) -> None:
    app = page()
    assert SENT in words(app)
    switch(app).set_value(True).run()
    assert KEPT in words(app)
    assert SENT not in words(app)


def test_what_is_begun_offline_is_offline_before_its_first_word(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    app = page()
    switch(app).set_value(True).run()
    app.text_area(key="description").set_value("Our bot answers customers.")
    button(app, "start_described").click().run()
    assert facilitator.at(facilitator.sessions()[0].id, 0).offline
    assert KEPT in words(app)
    assert switch(app).value is True


def test_the_choice_stays_with_the_tab(page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator) -> None:
    app = page()
    switch(app).set_value(True).run()
    button(app, "blank").click().run()
    button(app, "home").click().run()
    assert switch(app).value is True
    upload(app, "model.json", to_json(rich_model(2), catalog()).encode(), "application/json")
    assert facilitator.sessions()[0].threats == 2
    assert facilitator.open(facilitator.sessions()[0].id).model.offline


def test_another_tab_is_asked_afresh(page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator) -> None:
    switch(page()).set_value(True).run()
    app = page()
    assert switch(app).value is False
    button(app, "blank").click().run()
    assert not facilitator.open(facilitator.sessions()[0].id).model.offline


def test_the_workspace_says_it_and_the_switch_there_is_an_edit(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    app = page(s=facilitator.import_model(rich_model(2)).id)
    assert SENT in words(app)
    switch(app).set_value(True).run()
    assert facilitator.sent[-1].edits == (StayOffline(),)
    assert KEPT in words(app)
    assert switch(app).value is True
    assert "Used so far" not in words(app)
    switch(app).set_value(False).run()
    assert facilitator.sent[-1].edits == (StayOffline(offline=False),)
    assert SENT in words(app)


def test_switching_while_a_turn_is_at_work_stops_its_asking(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[tuple[str, int]] = []
    monkeypatch.setattr(with_model.turns, "stop", lambda session, number: stopped.append((session, number)))
    facilitator.held = True
    session = facilitator.start()
    app = page(s=session.id)
    app.chat_input[0].set_value("A bot.").run()
    switch(app).set_value(True).run()
    assert stopped == [(session.id, 1)]
    assert facilitator.sent[-1].edits == (StayOffline(),)
    assert switch(app).value is True


def test_a_switch_that_is_told_of_but_changes_nothing_is_no_turn(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = facilitator.start()
    for told in (None, False):
        monkeypatch.setattr(state, "typed", lambda _key, told=told: told)
        llm_status._switch(session, "offline")
    assert facilitator.sent == []
    monkeypatch.setattr(state, "typed", lambda _key: True)
    llm_status._switch(session, "offline")
    assert [said.edits for said in facilitator.sent] == [(StayOffline(),)]


def test_the_switch_stays_the_same_one_from_turn_to_turn(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    app = page(s=facilitator.start().id)
    before = switch(app).key
    app.chat_input[0].set_value("A bot.").run()
    assert switch(app).key == before


def test_what_was_used_and_what_may_be_used_is_in_the_workspace(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    text = words(page(s=facilitator.start().id))
    assert "Used so far: 12 calls, 31,240 tokens (4,096 cached), about 0.0231 at the price that is set." in text
    assert "Limit of this conversation: 1,000,000 tokens" in text
    assert "today 40,000 of 5,000,000" in text
    assert "large at llm.example: 12 calls, 27,240 tokens sent (4,096 of them cached), 4,000 answered" in text


def test_what_a_draft_would_take_stands_beside_its_button(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    open_one, closed = ThreatModel(), rich_model(2).model_copy(update={"interview_closed": True})
    says = "Language model: about 4 calls and 24,500 tokens; never more than 8 calls or 60,000 tokens."
    assert says in words(page(s=facilitator.import_model(open_one).id))
    assert says not in words(page(s=facilitator.import_model(closed).id))


def test_a_limit_that_is_reached_is_said_plainly(
    page: Page, with_model: app_services.Desk, facilitator: FakeFacilitator
) -> None:
    facilitator.accounted = ACCOUNT.model_copy(update={"reached": "The limit of today is reached. Raise it."})
    app = page(s=facilitator.start().id)
    assert [plain.value.replace("\\", "") for plain in app.warning] == ["The limit of today is reached. Raise it."]
