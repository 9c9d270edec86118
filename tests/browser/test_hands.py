"""What only a real browser can show: tables edited in place, a clicked chart, a chosen file, keys alone."""

import json
from pathlib import Path

import pytest

from tests.browser.conftest import Window
from tests.browser.test_talking import begin, settle
from tests.ui.test_documents import pdf

pytestmark = pytest.mark.browser


def test_a_component_is_renamed_in_its_table(window: Window) -> None:
    begin(window)
    window.section("Components & facts")
    settle(window)
    page = window.page
    grid = page.locator(".st-key-section_parts [data-testid='stDataFrame']").first
    grid.get_by_test_id("data-grid-canvas").wait_for()
    page.wait_for_timeout(1000)
    box = grid.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + 160, box["y"] + 52)
    editor = page.locator("#portal textarea, #portal input, .gdg-input").first
    editor.wait_for()
    editor.fill("Front door of the bank")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    version = window.version()
    page.get_by_role("button", name="Save components").click()
    page.get_by_text(f"Saved · version {version + 1}").wait_for()
    window.section("Diagram")
    page.locator(".st-key-diagram svg").get_by_text("Front door of the bank").wait_for()


def test_a_cell_of_the_heatmap_filters_the_table_below(window: Window) -> None:
    begin(window)
    window.section("Risk")
    settle(window)
    page = window.page
    chart = page.locator("[data-testid='stVegaLiteChart']")
    chart.wait_for()
    chart.locator("canvas, svg").first.wait_for()
    page.wait_for_timeout(500)
    box = chart.bounding_box()
    assert box is not None
    for step in range(25):
        across, down = 0.22 + 0.17 * (step % 5), 0.08 + 0.16 * (step // 5)
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(250)
        settle(window)
        told = page.get_by_text("Click the cell again to see all.")
        if told.count() and "no threats" not in told.inner_text():
            return
    pytest.fail("no cell with threats could be chosen")


def test_a_chosen_pdf_is_read_and_becomes_the_first_turn(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "system.pdf"
    file.write_bytes(pdf("Our chatbot answers customers with a hosted language model."))
    window.visit()
    page = window.page
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("From “system.pdf”").wait_for()
    settle(window)


def test_a_file_that_cannot_be_read_says_why(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"words\x00words")
    window.visit()
    window.page.locator("input[type=file]").set_input_files(file)
    window.page.get_by_text("null bytes").wait_for()


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
    settle(window)
    components = len(document["model"]["components"])
    window.section("Export")
    page.get_by_text(f"Version 0 with {components} component").wait_for()


def test_a_system_is_described_and_a_question_answered_with_keys_alone(window: Window) -> None:
    window.visit()
    page = window.page
    page.get_by_label("Describe your system").focus()
    page.keyboard.type("A help bot with a hosted language model reads customer mails.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".st-key-question").wait_for()
    settle(window)
    before = page.locator(".st-key-question").inner_text()
    page.get_by_role("button", name="Skip", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("text => (document.querySelector('.st-key-question')?.innerText ?? '') !== text", arg=before)


def test_undo_has_a_shortcut_that_leaves_fields_alone(window: Window) -> None:
    begin(window)
    page = window.page
    composer = page.get_by_test_id("stChatInputTextArea")
    composer.fill("half a sentence")
    composer.press("ControlOrMeta+z")
    page.wait_for_timeout(300)
    assert window.version() == 1, "the field's own undo is not the model's"
    page.keyboard.press("Alt+Shift+Z")
    page.get_by_text("Saved · version 2").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_systems_colours(window: Window, scheme: str) -> None:
    window.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    window.visit()
    ground = window.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert ground == ("rgb(18, 24, 30)" if scheme == "dark" else "rgb(255, 255, 255)")
