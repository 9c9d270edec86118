"""In a real browser: an example opens finished, the list keeps models in order, and keys reach help and sections."""

from pathlib import Path

import pytest

from tests.browser.conftest import Window
from ui.uploading.documents import LIMIT_MB

pytestmark = pytest.mark.browser


def test_an_example_is_opened_renamed_deleted_and_had_back(window: Window) -> None:
    window.visit()
    window.page.locator("[class*=st-key-example_3] button").first.click()
    window.settle()
    window.page.get_by_role("heading", name="Ledgerline", level=1).wait_for()
    assert window.version() == 2
    window.page.get_by_role("button", name="All models").click()
    window.page.get_by_role("heading", name="Your models").wait_for()
    window.rest()
    row = window.page.locator("[class*=st-key-recent_]").filter(has_text="Ledgerline").first
    row.get_by_role("button", name="More").click()
    window.page.get_by_role("textbox", name="Name", exact=True).fill("Loan desk")
    window.page.get_by_role("button", name="Rename").click()
    row = window.page.locator("[class*=st-key-recent_]").filter(has_text="Loan desk").first
    row.wait_for()
    window.rest()
    if not window.page.get_by_role("button", name="Delete").is_visible():
        row.get_by_role("button", name="More").click()
    window.page.get_by_role("button", name="Delete").click()
    window.page.get_by_text("Loan desk was deleted.").wait_for()
    window.rest()
    window.page.get_by_role("button", name="Undo").click()
    row.wait_for()


def test_keys_open_the_help_and_turn_to_sections(window: Window) -> None:
    window.visit()
    window.page.locator("[class*=st-key-example_1] button").first.click()
    window.settle()
    window.page.get_by_role("heading", level=1).click()
    window.press("?")
    window.page.get_by_role("dialog").get_by_text("Open this help").wait_for()
    window.rest()
    window.page.keyboard.press("Escape")
    window.page.get_by_role("dialog").wait_for(state="detached")
    window.press("Alt+2")
    window.page.wait_for_url("**tab=*")
    window.rest()
    window.page.get_by_role("textbox").last.click()
    window.press("?")
    window.rest()
    assert not window.page.get_by_role("dialog").is_visible(), "a question mark in a field is typed"


def test_the_start_page_shows_what_one_gets_and_fits_a_phone(narrow: Window) -> None:
    narrow.visit()
    narrow.page.get_by_role("heading", name="Your models").wait_for()
    narrow.rest()
    wide = narrow.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing makes the page wider than the phone"
    mark = narrow.page.get_by_role("button", name="Help for Upload").bounding_box()
    assert mark is not None
    assert min(mark["width"], mark["height"]) >= 24, "a finger finds it"


def test_a_file_that_is_too_large_is_refused_in_words_that_are_seen(narrow: Window, tmp_path: Path) -> None:
    """The browser keeps such a file back; on a phone there is no pointer that could rest on its mark."""
    large = tmp_path / "large.txt"
    large.write_bytes(b"It answers. " * (LIMIT_MB * 1024 * 100))
    narrow.visit()
    narrow.page.locator("input[type=file]").first.set_input_files(large)
    narrow.page.locator("[data-testid=stFileChip][aria-invalid=true]").wait_for()
    said = "e => getComputedStyle(e, '::after').content"
    assert f"larger than {LIMIT_MB} MB" in narrow.page.locator(".st-key-upload").evaluate(said)
    narrow.page.get_by_role("button", name="Remove large.txt").click()
    narrow.page.locator("[data-testid=stFileChip]").wait_for(state="detached")
    assert "larger" not in narrow.page.locator(".st-key-upload").evaluate(said)
