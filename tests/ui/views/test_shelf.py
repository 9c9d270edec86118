"""The list of models on the start page: all of them, searched, sorted, and each with one menu."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from agent.domain.sessions.session_list import Order, SessionLine, chosen
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import button, keyed, labels, upload, words
from ui.components.sessions.session_list import PAGE

Page = Callable[..., AppTest]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def line(name: str, minutes: int, high: int = 0) -> SessionLine:
    return SessionLine(
        id=f"id-{name}", name=name, version=1, changed_at=NOON + timedelta(minutes=minutes), threats=3, high=high
    )


def opened(app: AppTest, session_id: str) -> AppTest:
    """The page with a row's menu open."""
    app.session_state[f"menu_{session_id}"] = True
    return app.run()


def names(app: AppTest) -> list[str]:
    return [one.label.replace("\\", "") for one in app.button if str(one.key).startswith("open_")]


def test_lines_are_found_by_all_words_and_sorted_three_ways() -> None:
    lines = [line("Öffentlicher Bot", 1, high=2), line("Refund bot", 3), line("", 2, high=9), line("credit", 4, high=2)]
    assert [one.name for one in chosen(lines, "BOT")] == ["Refund bot", "Öffentlicher Bot"]
    assert [one.name for one in chosen(lines, "öffentlicher bot")] == ["Öffentlicher Bot"]
    assert [one.name for one in chosen(lines)] == ["credit", "Refund bot", "", "Öffentlicher Bot"]
    assert [one.name for one in chosen(lines, order=Order.NAME)] == ["credit", "Refund bot", "Öffentlicher Bot", ""]
    assert [one.name for one in chosen(lines, order=Order.HIGH)] == ["", "credit", "Öffentlicher Bot", "Refund bot"]


def test_every_model_can_be_reached_page_by_page(page: Page, facilitator: FakeFacilitator) -> None:
    for number in range(PAGE * 2 + 1):
        facilitator.import_model(rich_model(2, f"Model {number:02}"))
    app = page()
    assert names(app) == [f"Model {number:02}" for number in range(PAGE * 2, PAGE, -1)]
    assert f"{PAGE * 2 + 1} models of {PAGE * 2 + 1}, page 1 of 3" in words(app)
    app.session_state["tp_kept_shelf_page"] = 3
    app.session_state["shelf_pages_3"] = 3
    assert names(app.run()) == ["Model 00"]


def test_the_list_is_searched_by_name(page: Page, facilitator: FakeFacilitator) -> None:
    for name in ("Refund bot", "Credit model"):
        facilitator.import_model(rich_model(2, name))
    app = page()
    app.text_input(key="shelf_words").set_value("refund").run()
    assert names(app) == ["Refund bot"]
    app.text_input(key="shelf_words").set_value("nothing like it").run()
    assert "No model fits" in words(app)


def test_a_menu_is_drawn_only_while_it_is_open(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(2, "Bot"))
    app = page()
    assert "Duplicate" not in labels(app)
    assert {"Rename", "Duplicate", "Archive", "Delete", "Export in another format"} <= set(
        labels(opened(app, session.id))
    )


def test_a_model_is_renamed_from_the_list(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(2, "Bot"))
    app = opened(page(), session.id)
    keyed(app.text_input, f"name_{session.id}").set_value("  Harbour  desk ")
    next(one for one in app.button if one.label == "Rename").click().run()
    assert not app.exception
    assert names(app) == ["Harbour desk"]


def test_a_duplicate_stands_beside_its_model(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(2, "Bot"))
    app = opened(page(), session.id)
    button(app, f"duplicate_{session.id}").click().run()
    assert names(app) == ["Bot (copy)", "Bot"]


def test_an_archived_model_leaves_the_list_and_is_found_among_the_archived(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = facilitator.import_model(rich_model(2, "Bot"))
    facilitator.import_model(rich_model(2, "Other"))
    app = opened(page(), session.id)
    button(app, f"archive_{session.id}").click().run()
    assert names(app) == ["Other"]
    app.session_state["shelf_half"] = "archived"
    assert names(app.run()) == ["Bot"]


def test_a_deleted_model_can_be_had_back_at_once(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(2, HOSTILE[:60]))
    app = opened(page(), session.id)
    button(app, f"delete_{session.id}").click().run()
    assert not app.exception
    assert names(app) == []
    assert "was deleted." in words(app)
    button(app, "undo_delete").click().run()
    assert len(names(app)) == 1
    assert "was deleted." not in words(app)


def test_a_deleted_model_is_removed_only_when_that_is_confirmed(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(2, "Bot"))
    facilitator.delete(session.id)
    app = page()
    app.session_state["deleted"] = True
    app.run()
    button(app, f"purge_{session.id}").click().run()
    assert "This cannot be undone." in words(app)
    assert [one.id for one in facilitator.shelf()] == [session.id]
    button(app, "purge_confirmed").click().run()
    assert facilitator.shelf() == ()


def test_a_page_left_without_a_word_is_not_kept(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    button(app, "blank").click().run()
    assert len(facilitator.sessions()) == 1
    button(app, "home").click().run()
    assert facilitator.sessions() == ()


def test_one_bad_file_does_not_lose_the_others(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    uploader: Any = app.get("file_uploader")[0]
    uploader.upload("a.md", b"It answers customers.", "text/markdown")
    uploader.upload("plan.png", b"\x89PNG\r\n", "image/png")
    uploader.upload("b.txt", b"It pays refunds.", "text/plain").run()
    assert not app.exception
    assert [one.source for one in facilitator.sent] == ["a.md", "b.txt"]
    text = words(app)
    assert "2 files of 3 read. 1 file was not read." in text
    assert "plan.png is a picture (PNG). Pictures are not read." in text


def test_of_several_bad_files_it_is_said_once_what_is_read(page: Page, facilitator: FakeFacilitator) -> None:
    app = page()
    uploader: Any = app.get("file_uploader")[0]
    uploader.upload("plan.png", b"\x89PNG\r\n", "image/png")
    uploader.upload("empty.txt", b"", "text/plain").run()
    text = words(app)
    assert "2 files were not read. Nothing else was changed." in text
    assert "of 2 read" not in text
    assert text.count("Threatparley reads text") == 1


def test_a_picture_alone_is_refused_in_words(page: Page, facilitator: FakeFacilitator) -> None:
    app = upload(page(), "plan.png", b"\x89PNG\r\n", "image/png")
    assert "plan.png is a picture (PNG)" in words(app)
    assert facilitator.sessions() == ()
