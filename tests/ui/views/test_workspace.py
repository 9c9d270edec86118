"""The workspace as a whole: addresses, sections, the header, undo, and what an edit comes to."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.session import Session
from agent.errors import StoreUnavailable
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import button, group, keyed, labels, words
from ui.page_address import SECTIONS

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def test_a_search_without_its_store_is_shown_above_the_model_until_it_is_well(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = facilitator.import_model(rich_model())
    facilitator.trouble = "The search is not as it should be: its index cannot be opened."
    app = page(s=session.id)
    assert [one.value.replace("\\", "") for one in app.warning] == [facilitator.trouble]
    facilitator.trouble = ""
    assert not app.run().warning


def test_an_unknown_address_says_so_and_offers_a_way_on(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s="no-such-session-at-all")
    assert "No model at this address" in words(app)
    assert "It may have been mistyped. Nothing was changed." in words(app)
    button(app, "go_start").click().run()
    assert "# Threatparley" in words(app)
    assert facilitator.sessions() == ()


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_opens_by_its_address(page: Page, session: Session, section: str) -> None:
    app = page(s=session.id, tab=section)
    assert not app.exception
    assert not app.error
    chosen = group(app, "section")
    assert chosen.value == section


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_says_something_while_the_model_is_empty(
    page: Page, facilitator: FakeFacilitator, section: str
) -> None:
    app = page(s=facilitator.start().id, tab=section)
    assert not app.exception
    assert not app.error
    assert "# Untitled model" in words(app)


@pytest.mark.parametrize("section", list(SECTIONS))
def test_hostile_names_stay_words_in_every_section(page: Page, facilitator: FakeFacilitator, section: str) -> None:
    app = page(s=facilitator.import_model(rich_model(8, HOSTILE)).id, tab=section)
    assert not app.exception
    for element in app.markdown:
        assert "<script>" not in element.value, "the angle bracket is escaped"
        assert "](http://evil" not in element.value
        assert "](javascript" not in element.value


def test_a_section_that_does_not_exist_leads_to_the_overview_of_a_draft(page: Page, session: Session) -> None:
    assert "How it could come to harm" in words(page(s=session.id, tab="../../etc"))


def test_turning_to_a_section_changes_the_address(page: Page, session: Session) -> None:
    app = page(s=session.id)
    group(app, "section").set_value("risk").run()
    assert app.query_params["tab"] in ("risk", ["risk"])
    assert "Likelihood is the mean" in words(app)


def test_only_one_section_is_drawn(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="ledger")
    assert "What flows where" not in words(app)


def test_the_header_shows_name_and_saved_version(page: Page, session: Session) -> None:
    text = words(page(s=session.id))
    assert "# Harbour support assistant" in text
    assert "Saved · version 0" in text


def test_renaming_is_one_edit_with_only_what_changed(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id)
    keyed(app.text_input, "name_").set_value("Lighthouse")
    next(one for one in app.button if one.label == "Save").click().run()
    assert facilitator.sent[0].edits == (DescribeSystem(name="Lighthouse"),)
    assert "# Lighthouse" in words(app)
    assert "Saved · version 1" in words(app)


def test_undo_and_redo_go_back_and_forth(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    assert button(app, "undo").disabled
    button(app, "reply_exposure_public").click().run()
    assert facilitator.open(session.id).model.value_of("exposure") == "public"
    button(app, "undo").click().run()
    assert facilitator.open(session.id).model.value_of("exposure") is None
    assert "Undone. Saved as version 2." in [one.value.replace("\\", "") for one in app.toast]
    button(app, "redo").click().run()
    assert facilitator.open(session.id).model.value_of("exposure") == "public"


def test_undo_that_fails_says_what_is_safe(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(s=session.id)
    button(app, "reply_exposure_public").click().run()

    def fails(session_id: str, made_on: int | None = None) -> Session:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(facilitator, "undo", fails)
    button(app, "undo").click().run()
    text = words(app)
    assert "The database does not answer." in text
    assert "Your model is saved as it was before." in text


def test_stages_are_named_in_words_across_the_top(page: Page, session: Session) -> None:
    app = page(s=session.id)
    strip = [one.proto.popover.label for one in app.get("popover")]
    assert "Data: 1 of 3 known" in strip
    assert "Review: 21 threats open" in labels(app)
    assert "(you said: “" in words(app)


def test_a_store_that_cannot_be_read_is_said_instead_of_a_page(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(session_id: str) -> Session:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(facilitator, "open", fails)
    app = page(s=session.id)
    assert "The database does not answer." in words(app)
    assert "what was saved stays saved" in words(app)


def test_a_narrow_window_turns_between_chat_and_model(page: Page, session: Session) -> None:
    app = page(s=session.id, pane="model")
    switch = group(app, "pane_switch")
    assert switch.value == "model"
    switch.set_value("chat").run()
    assert app.query_params["pane"] in ("chat", ["chat"])


def test_a_change_in_another_window_is_noticed_but_not_forced_upon_the_reader(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = facilitator.open

    def moved_on(session_id: str) -> Session:
        """The page reads the session first; when it looks around later, the session has moved on."""
        monkeypatch.setattr(facilitator, "open", lambda one: calm(one).model_copy(update={"version": 7}))
        return calm(session_id)

    monkeypatch.setattr(facilitator, "open", moved_on)
    app = page(s=session.id)
    assert "This model was changed in another window." in words(app)
    assert "Saved · version 0" in words(app)
    button(app, "catch_up").click().run()
    assert "Saved · version 7" in words(app)
