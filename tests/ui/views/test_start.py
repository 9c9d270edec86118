"""The start page: four ways in, the models there are, and where text goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.exchange import to_json
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, catalog, rich_model
from tests.ui.views.pages import button, labels, upload, words
from ui import app_services
from ui.components.sessions.session_list import since

Page = Callable[..., AppTest]


def test_an_empty_start_page_says_what_it_does_and_offers_four_ways_in(page: Page) -> None:
    app = page()
    assert not app.exception
    text = words(app)
    assert "# Threatparley" in text
    assert "None yet" in text
    assert "Nothing leaves this machine" in text
    assert {"Start with this description", "Open", "Begin with a blank page"} <= set(labels(app))
    assert len(app.get("file_uploader")) == 1


def test_a_typed_description_opens_a_model_and_is_its_first_turn(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    app.text_area(key="description").set_value("Our bot answers customers from help pages.")
    button(app, "start_described").click().run()
    assert not app.exception
    assert facilitator.sent[0].text == "Our bot answers customers from help pages."
    assert app.query_params["s"] == facilitator.sessions()[0].id
    assert "I took note of what you said." in words(app)


def test_an_empty_description_is_not_sent(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    button(app, "start_described").click().run()
    assert facilitator.sent == []
    assert "There is no description yet" in words(app)


def test_a_blank_page_opens_without_a_turn(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    button(app, "blank").click().run()
    assert facilitator.sent == []
    assert "Describe your system in a few sentences" in words(app)


def test_an_example_opens_as_a_finished_model_under_its_own_name(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    button(app, "example_2-coding-assistant").click().run()
    assert not app.exception
    assert facilitator.sent == [], "nothing is left to be drafted"
    assert "# Atelier" in words(app)
    assert app.query_params["s"] == facilitator.sessions()[0].id
    assert app.query_params["pane"] == "model", "a narrow window shows the model first"


def test_an_uploaded_description_is_read_and_sent(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    upload(app, "notes.md", b"# Harbour\nIt answers customers.", "text/markdown")
    assert not app.exception
    assert facilitator.sent[0].source == "notes.md"
    assert facilitator.sent[0].text.startswith("# Harbour")


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    upload(app, "notes.txt", b"a\x00b", "text/plain")
    text = words(app)
    assert "1 file was not read. Nothing else was changed." in text
    assert "notes.txt is not a text file: it holds null bytes" in text
    assert text.count("Threatparley reads text, Markdown and PDF") == 1
    assert facilitator.sessions() == ()


def test_where_several_replicas_may_be_at_work_the_box_for_files_says_what_to_do(
    page: Page, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "reload the page and add it again" not in words(page())
    shared = desk.settings.model_copy(update={"database_url": "postgresql+psycopg://db.example/threats"})
    monkeypatch.setattr(app_services, "desk", lambda: replace(desk, settings=shared))
    assert "reload the page and add it again" in words(page())


def test_an_exported_file_opens_as_a_new_model(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    content = to_json(rich_model(6), catalog()).encode()
    upload(app, "harbour.json", content, "application/json")
    assert not app.exception
    assert facilitator.sessions()[0].threats == 6
    assert "# Harbour support assistant" in words(app)
    assert app.query_params["pane"] == "model", "a narrow window shows the model first"
    assert "opened as it was saved" in words(app)
    assert "Describe your system in a few sentences" not in words(app)


def test_secrets_in_a_file_are_masked_and_the_owner_is_told(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    content = to_json(rich_model(6, "Harbour DB_PASSWORD=swordfish"), catalog()).encode()
    upload(app, "harbour.json", content, "application/json")
    assert not app.exception
    assert "swordfish" not in facilitator.open(facilitator.sessions()[0].id).model_dump_json()
    assert "A secret was masked in the file (1 password)" in words(app)


def test_a_broken_export_is_refused_with_its_reason(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    upload(app, "harbour.json", b'{"format": "threatparley",', "application/json")
    assert "harbour.json cannot be opened as a model: not valid JSON at line 1" in words(app)
    assert facilitator.sessions() == ()


def test_recent_models_are_listed_and_open(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(6, HOSTILE[:110]))
    app = page()
    assert "6 threats · 1 high and open · version 0 · just now" in words(app)
    button(app, f"open_{session.id}").click().run()
    assert app.query_params["s"] == session.id


def test_a_store_that_cannot_keep_anything_is_said(page: Page, facilitator: FakeFacilitator) -> None:
    facilitator.refuses_to_keep = True
    app = page()
    app.text_area(key="description").set_value("A bot.")
    button(app, "start_described").click().run()
    text = words(app)
    assert "The disk is full" in text
    assert "What is safe" in text
    assert "Check that the data folder" in text


def test_times_are_said_in_words() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert since(now, now) == "just now"
    assert since(now - timedelta(minutes=5), now) == "5 minutes ago"
    assert since(now - timedelta(hours=1), now) == "1 hour ago"
    assert since(now - timedelta(days=3), now) == "2026-02-26"


def test_a_description_that_is_too_long_is_refused_before_a_model_is_opened(
    page: Page, facilitator: FakeFacilitator
) -> None:
    app = page()
    app.text_area(key="description").set_value("word " * 50_000)
    button(app, "start_described").click().run()
    text = words(app)
    assert "at most 200,000 can be read at once" in text
    assert "what you wrote is still here" in text
    assert facilitator.sessions() == ()
    assert str(app.text_area(key="description").value).startswith("word word")


def test_a_file_that_is_no_model_is_named_with_what_to_send_instead(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    upload(app, "bundle.json", b'{"type": "bundle", "id": "bundle--1", "objects": []}', "application/json")
    assert "a STIX bundle" in words(app)
    assert facilitator.sessions() == ()


def test_a_model_of_another_tool_opens_and_says_how_it_was_read(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    model = b'{"otmVersion": "0.2.0", "project": {"name": "Desk", "id": "desk"}}'
    upload(app, "model.json", model, "application/json")
    assert "Read as Open Threat Model (OTM 0.2.0)." in words(app)
    assert [one.name for one in facilitator.sessions()] == ["Desk"]


def test_a_picture_shows_what_one_gets_until_there_are_many_models(page: Page, facilitator: FakeFacilitator) -> None:
    assert "What you get" in words(page())
    for number in range(4):
        facilitator.import_model(rich_model(2, f"Model {number}"))
    assert "What you get" not in words(page())


def test_several_descriptions_make_one_model(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    uploader: Any = app.get("file_uploader")[0]
    uploader.upload("a.md", b"It answers customers.", "text/markdown")
    uploader.upload("b.md", b"It pays refunds.", "text/markdown").run()
    assert [one.source for one in facilitator.sent] == ["a.md", "b.md"]
    assert len(facilitator.sessions()) == 1
