"""What only a real browser can show: tables edited in place, a clicked chart, a chosen file, keys alone."""

import contextlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import BETWEEN, Window
from tests.browser.test_talking import begin
from tests.ui.test_documents import pdf

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser


def until_seen(act: Callable[[], None], sought: "Locator", between: int = 1_000) -> None:
    """Act on what is painted rather than built of elements, or drawn anew, again and again until the effect is seen."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    for _ in range(60):
        with contextlib.suppress(PlaywrightTimeout):
            act()
            return sought.wait_for(timeout=between)
    pytest.fail("60 tries had no effect")


def test_a_component_is_renamed_in_its_table(window: Window) -> None:
    begin(window)
    window.section("Components & facts")
    page = window.page
    grid = page.locator(".st-key-section_parts [data-testid='stDataFrame']").first
    grid.get_by_test_id("data-grid-canvas").wait_for()
    editor = page.locator("#portal textarea, #portal input, .gdg-input").first

    def press() -> None:
        box = grid.bounding_box()
        assert box is not None
        page.mouse.dblclick(box["x"] + 160, box["y"] + 52)

    until_seen(press, editor)
    editor.fill("Front door of the bank")
    page.keyboard.press("Enter")
    editor.wait_for(state="hidden")
    # the table tells of an edit after a short while, and nothing on the page shows that it has yet to
    page.wait_for_timeout(1000)
    version = window.version()
    page.get_by_role("button", name="Save components").click()
    window.saved_as(version + 1)
    window.section("Diagram")
    page.locator(".st-key-diagram svg [data-part]").filter(has_text="Front door of the bank").wait_for()


def test_a_cell_of_the_heatmap_filters_the_table_below(window: Window) -> None:
    begin(window)
    window.section("Risk")
    page = window.page
    chart = page.locator("[data-testid='stVegaLiteChart']")
    chart.locator("canvas, svg").first.wait_for()
    cells = itertools.cycle(itertools.product(range(5), range(5)))

    def press() -> None:
        window.rest()
        box, (down, across) = chart.bounding_box(), next(cells)
        assert box is not None
        left, top = 0.22 + 0.17 * across, 0.08 + 0.16 * down
        page.mouse.click(box["x"] + box["width"] * left, box["y"] + box["height"] * top)

    until_seen(press, page.get_by_text("Click the cell again to see all.").filter(has_not_text="no threats").first)


def test_a_chosen_pdf_is_read_and_becomes_the_first_turn(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "system.pdf"
    file.write_bytes(pdf("Our chatbot answers customers with a hosted language model."))
    window.visit()
    page = window.page
    page.locator("input[type=file]").set_input_files(file)
    window.settle()
    window.shows("From “system.pdf”")


def test_a_file_that_cannot_be_read_says_why(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"words\x00words")
    window.visit()
    window.page.locator("input[type=file]").set_input_files(file)
    window.shows("null bytes")


def test_a_native_file_comes_back_as_it_left(window: Window, tmp_path: Path) -> None:
    begin(window)
    window.section("Export")
    page = window.page
    with page.expect_download() as waiting:
        page.locator(".st-key-file_json").get_by_role("button", name="Download").click()
    saved = tmp_path / "model.json"
    waiting.value.save_as(saved)
    document = json.loads(saved.read_text(encoding="utf-8"))
    assert document["format"] == "threatparley"
    window.visit()
    page.locator("input[type=file]").set_input_files(saved)
    window.settle()
    components = len(document["model"]["components"])
    window.section("Export")
    window.shows(f"Version 0 with {components} component")


def test_a_system_is_described_and_a_question_answered_with_keys_alone(window: Window) -> None:
    window.visit()
    page = window.page
    page.get_by_label("Describe your system").focus()
    page.keyboard.type("A help bot with a hosted language model reads customer mails.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".st-key-question").first.wait_for()
    window.settle()
    before = page.locator(".st-key-question").inner_text()
    page.get_by_role("button", name="Skip", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "text => (document.querySelector('.st-key-question')?.innerText ?? '') !== text", arg=before, polling=BETWEEN
    )


def test_undo_has_a_shortcut_that_leaves_fields_alone(window: Window) -> None:
    begin(window)
    page = window.page
    composer = page.locator("[data-testid='stChatInputTextArea']:enabled")
    composer.fill("half a sentence")
    composer.press("ControlOrMeta+z")
    assert window.version() == 1, "the field's own undo is not the model's"
    page.keyboard.press("Alt+Shift+Z")
    window.saved_as(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_systems_colours(window: Window, scheme: str) -> None:
    window.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    window.visit()
    ground = window.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert ground == ("rgb(18, 24, 30)" if scheme == "dark" else "rgb(255, 255, 255)")
