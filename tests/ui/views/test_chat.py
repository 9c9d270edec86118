"""The conversation: answering, telling, waiting, and what goes wrong."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import CloseInterview
from agent.domain.findings.llm_advice import BY_RULES
from agent.domain.sessions.session import Session
from agent.errors import AnalystError
from tests.ui.fake import FakeFacilitator, question_on
from tests.ui.models import HOSTILE, catalog, rich_model
from tests.ui.views.pages import button, group, labels, status, words
from tests.waiting import until
from ui import app_services
from ui.turns import Steps
from ui.views.pages import workspace

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def send(app: AppTest, text: str) -> AppTest:
    return app.chat_input[0].set_value(text).run()


def test_a_question_has_quick_replies_a_way_out_and_a_reason(page: Page, session: Session) -> None:
    app = page(s=session.id)
    assert "Who can send it input?" in words(app)
    assert {"Anyone on the internet", "Not sure", "Skip"} <= set(labels(app))
    assert "What hangs on the answer" in words(app)


@pytest.mark.parametrize(
    ("key", "chosen"),
    [("reply_exposure_public", ("public",)), ("reply_not_sure", ("not_sure",)), ("reply_skip", ("skip",))],
)
def test_a_quick_reply_is_sent_with_the_question_it_answers(
    page: Page, session: Session, facilitator: FakeFacilitator, key: str, chosen: tuple[str, ...]
) -> None:
    app = page(s=session.id)
    button(app, key).click().run()
    assert (facilitator.sent[0].question, facilitator.sent[0].chosen) == ("exposure", chosen)
    assert not app.exception


def test_the_answer_reads_as_its_button_in_the_conversation(page: Page, session: Session) -> None:
    app = page(s=session.id)
    button(app, "reply_exposure_public").click().run()
    assert "Anyone on the internet" in [one.value for one in app.text]


def test_a_list_to_tick_sends_what_is_ticked_or_none_of_these(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    several = session.model_copy(update={"question": question_on(catalog().facts["audience"])})
    facilitator._keep(several)
    app = page(s=session.id)
    group(app, "ticks_").set_value(["customers", "developers"]).run()
    button(app, "send_ticks").click().run()
    assert facilitator.sent[0].chosen == ("customers", "developers")
    facilitator._keep(several.model_copy(update={"id": "another-session-0001"}))
    other = page(s="another-session-0001")
    button(other, "none_of_these").click().run()
    assert facilitator.sent[1].chosen == ()


def test_free_text_answers_the_question_that_waits(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    send(page(s=session.id), "Only our own staff.")
    assert (facilitator.sent[0].text, facilitator.sent[0].question) == ("Only our own staff.", "exposure")


def test_what_was_not_understood_is_shown(page: Page, session: Session) -> None:
    app = send(page(s=session.id), "It is public. It glitters.")
    assert "“It glitters.”" in words(app)
    assert "Not understood" in words(app)


def test_a_double_click_is_heard_once(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    button(app, "reply_exposure_public").click()
    twice = page(s=session.id)
    app.run()
    assert len(facilitator.sent) == 1
    assert not twice.exception


def test_an_answer_from_a_stale_tab_names_the_question_it_was_given_to(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    stale = page(s=session.id)
    fresh = page(s=session.id)
    button(fresh, "reply_exposure_public").click().run()
    button(stale, "reply_exposure_internal").click().run()
    assert [said.question for said in facilitator.sent] == ["exposure", "exposure"]
    assert not stale.exception


def test_drafting_can_be_asked_for_at_any_time_and_the_interview_opened_again(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = facilitator.start()
    app = page(s=session.id)
    button(app, "draft").click().run()
    assert facilitator.sent[0].edits == (CloseInterview(),)
    assert facilitator.open(session.id).model.threats


def test_an_interview_that_was_closed_can_be_opened_again(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model().model_copy(update={"interview_closed": True}))
    app = page(s=session.id)
    button(app, "ask_on").click().run()
    assert facilitator.sent[0].edits == (CloseInterview(closed=False),)


def test_hostile_words_are_shown_as_written(page: Page, session: Session) -> None:
    app = send(page(s=session.id), HOSTILE)
    assert HOSTILE in [one.value for one in app.text]
    assert all("<script>" not in one.value for one in app.markdown if not one.allow_html)


def test_a_slow_turn_shows_its_steps_and_holds_the_buttons(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    facilitator.held = True
    app = page(s=session.id)
    button(app, "draft").click().run()
    assert status(app).startswith("Working on it")
    assert button(app, "draft").disabled
    assert "Working on it …" in words(app)


def test_words_of_the_language_model_are_shown_as_they_come_and_can_be_stopped(
    page: Page, session: Session, facilitator: FakeFacilitator, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    facilitator.says, facilitator.asks_model = ("Strangers can *steer* it.", HOSTILE), True
    app = page(s=session.id)
    button(app, "draft").click().run()
    until(lambda: len((desk.turns.steps(session.id, 1) or Steps()).words) == 2)
    app.run()
    assert "Strangers can *steer* it." in words(app)
    assert "each passage checked" in words(app)
    assert all("<script>" not in one.value for one in app.markdown if not one.allow_html)
    stop = button(app, "stop_1")
    assert stop.label == "Stop"
    stop.click().run()
    assert facilitator.hushed.is_set()
    assert desk.turns.wait(session.id, 1, 60)
    assert "I took note" in words(app.run())
    assert "stop_1" not in [one.key for one in app.button]


def test_the_first_threats_of_the_rules_stand_above_the_words_of_the_model(
    page: Page, session: Session, facilitator: FakeFacilitator, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    rules = f"{BY_RULES}\n1. Orders are hidden\n2. [Keys](javascript:x) leak"
    facilitator.says, facilitator.asks_model = (rules,), True
    app = page(s=session.id)
    button(app, "draft").click().run()
    until(lambda: len((desk.turns.steps(session.id, 1) or Steps()).words) == 1)
    app.run()
    shown = next(one.value for one in app.markdown if BY_RULES[:-1] in one.value)
    assert shown.count("\n") == 2, "a list of its own lines"
    assert "[Keys](" not in shown
    assert "each passage checked" not in words(app), "no word of the model is there yet"
    button(app, "stop_1").click().run()
    assert desk.turns.wait(session.id, 1, 60)


def test_after_a_stop_the_page_says_so_and_has_no_button(
    page: Page, session: Session, facilitator: FakeFacilitator, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    facilitator.held, facilitator.asks_model = True, True
    app = page(s=session.id)
    button(app, "draft").click().run()
    button(app, "stop_1").click().run()
    assert "The language model was stopped. The rules finish this turn." in words(app)
    assert "stop_1" not in [one.key for one in app.button]


def test_a_turn_at_work_elsewhere_shows_no_stop(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    facilitator.held = True
    app = page(s=session.id)
    button(app, "draft").click().run()
    assert status(app).startswith("Working on it")
    assert "stop_1" not in [one.key for one in app.button]


def test_a_reload_in_the_middle_of_a_turn_loses_nothing(
    page: Page, session: Session, facilitator: FakeFacilitator, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    facilitator.held = True
    button(page(s=session.id), "reply_exposure_public").click().run()
    again = page(s=session.id)
    assert "Anyone on the internet" in [one.value for one in again.text]
    facilitator.let_go.set()
    assert desk.turns.wait(session.id, 1, 60)
    assert "I took note" in words(page(s=session.id))


def test_a_turn_that_stops_says_what_is_safe_and_can_be_tried_again(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    facilitator.fails = AnalystError("The analyst could not go on.")
    app = send(page(s=session.id), "It is public.")
    text = words(app)
    assert "The analyst could not go on." in text
    assert "What you sent is kept" in text
    assert "Error id" in text
    facilitator.fails = None
    button(app, "again_1").click().run()
    assert "I took note" in words(app)


def test_a_turn_that_cannot_be_kept_is_said_at_once(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    facilitator.refuses_to_keep = True
    app = send(page(s=session.id), "It is public.")
    assert "What you sent last was not taken" in words(app)
    assert "It is public." in [one.value for one in app.text], "what was written can be copied and sent again"


def test_long_conversations_show_the_newest_and_offer_the_rest(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    for number in range(20):
        app = send(page(s=session.id), f"Fact number {number}.")
    shown = [one.value for one in app.text]
    assert "Fact number 19." in shown
    assert "Fact number 2." not in shown
    button(app, "earlier").click().run()
    assert "Fact number 2." in [one.value for one in app.text]


def test_a_first_draft_shows_its_steps_by_name_and_the_places_that_it_fills(
    page: Page, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "PATIENCE", 0.01)
    facilitator.held = True
    app = send(page(s=facilitator.start().id), "Our bot answers customers.")
    text = words(app)
    assert "The ten to talk about" in text
    assert "Checking every citation" in text
    assert "This fills in while the draft is made" in text
    facilitator.let_go.set()
    until(lambda: all(turn.reply for turn in facilitator.open(facilitator.sessions()[0].id).turns))
    assert "This fills in" not in words(app.run())
