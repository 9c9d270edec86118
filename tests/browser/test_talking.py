"""The whole way in a real browser: from an empty page to an exported draft by talking."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Window, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

DESCRIPTION = (
    "Our bank has a help assistant for customers. A web page sends questions to our server, which calls a hosted "
    "language model. Answers are built from passages of a vector index over our manuals and the mails that customers "
    "send. The assistant can open a transfer request with a tool."
)
HOSTILE = (
    "<script>window.broken=1</script> ![x](http://evil.example/p.png) [press](javascript:window.broken=2) $x$ :smile:"
)


def begin(window: Window, text: str = DESCRIPTION) -> None:
    window.visit()
    window.page.get_by_label("Describe your system").fill(text)
    window.page.get_by_role("button", name="Start with this description").click()
    window.page.locator(".st-key-line_model_header").first.wait_for(state="attached")
    settle(window)


def settle(window: Window) -> None:
    """Wait until no turn is at work and the page has come to rest."""
    window.page.get_by_text("Saved · version").first.wait_for(state="attached", timeout=60_000)
    window.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def reply(window: Window) -> str:
    """Choose the first quick reply; gives its words."""
    first = window.page.locator(".st-key-replies button").first
    ticks = window.page.locator(".st-key-question [data-testid='stButtonGroup'] button")
    if ticks.count():
        ticks.first.click()
        first = window.page.get_by_role("button", name="Send 1 ticked")
        first.wait_for()
    label = first.inner_text()
    first.click()
    return label


def test_from_an_empty_page_to_an_exported_draft(window: Window, tmp_path: Path) -> None:
    begin(window)
    page = window.page
    for _ in range(2):
        before = page.locator(".st-key-question").inner_text()
        reply(window)
        page.wait_for_function(
            "text => (document.querySelector('.st-key-question')?.innerText ?? '') !== text", arg=before
        )
        settle(window)
    page.get_by_test_id("stChatInputTextArea").fill("Yes, mails from strangers reach the model.")
    page.keyboard.press("Enter")
    page.get_by_text("Yes, mails from strangers reach the model.").wait_for()
    settle(window)

    page.reload()
    settle(window)
    assert page.get_by_text("Yes, mails from strangers reach the model.").count() == 1, "a reload loses nothing"

    page.get_by_role("button", name="Draft with what we have").first.click()
    page.locator(".st-key-section").get_by_text("Threats ").wait_for(timeout=30_000)
    settle(window)
    window.section("Threats")
    change_a_score(window)
    export(window, tmp_path)


def change_a_score(window: Window) -> None:
    """Open the first card, lower its damage with the keyboard, say why, save, and undo it."""
    page = window.page
    card = page.locator(".st-key-rows [data-testid='stExpander']").first
    card.locator("summary").click()
    page.get_by_text("Why it applies here").wait_for()
    page.get_by_text("DREAD: levels, reasons").click()
    slider = page.get_by_role("slider").first
    slider.focus()
    before = int(slider.get_attribute("aria-valuenow") or slider.input_value())
    page.keyboard.press("ArrowLeft" if before else "ArrowRight")
    page.get_by_label("Why these levels").fill("Only test accounts can be reached this way.")
    page.keyboard.press("Tab")
    version = window.version()
    page.get_by_role("button", name="Save levels").click()
    page.get_by_text(f"Saved · version {version + 1}").wait_for()
    page.get_by_text("Only test accounts can be reached this way.").first.wait_for()
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text(f"Saved · version {version + 2}").wait_for()
    settle(window)


def export(window: Window, folder: Path) -> None:
    """Download the report and look inside."""
    page = window.page
    window.section("Export")
    with page.expect_download() as waiting:
        page.locator(".st-key-file_md").get_by_role("button", name="Download").click()
    saved = folder / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.suffix == ".md"
    text = saved.read_text(encoding="utf-8")
    assert "T-001" in text
    assert "atlas" in text.lower()


def test_a_reload_in_the_middle_of_a_turn_shows_the_turn_and_its_answer(window: Window) -> None:
    begin(window)
    page = window.page
    page.get_by_test_id("stChatInputTextArea").fill("It also remembers what customers said last time.")
    page.keyboard.press("Enter")
    page.get_by_text("It also remembers what customers said last time.").first.wait_for()
    page.reload()
    page.get_by_text("It also remembers what customers said last time.").first.wait_for()
    settle(window)


def test_hostile_words_stay_words(window: Window) -> None:
    begin(window, f"{HOSTILE} is our assistant. It is a chat page with a language model and a vector index.")
    page = window.page
    page.get_by_test_id("stChatInputTextArea").fill(HOSTILE)
    page.keyboard.press("Enter")
    settle(window)
    page.get_by_role("button", name="Draft with what we have").first.click()
    page.locator(".st-key-section").get_by_text("Threats ").wait_for(timeout=30_000)
    settle(window)
    for section in ("Diagram", "Components & facts", "Threats", "Risk", "Plan", "Open points", "Ledger", "History"):
        window.section(section)
        settle(window)
        assert page.evaluate("window.broken") is None
        assert page.locator("img[src*='evil'], a[href*='evil'], a[href^='javascript']").count() == 0


def test_an_unknown_address_is_said_plainly(window: Window) -> None:
    window.visit("/?s=this-is-not-a-session")
    window.page.get_by_text("It may have been mistyped. Nothing was changed.").wait_for()
    window.page.get_by_role("button", name="See your models").click()
    window.page.get_by_label("Describe your system").wait_for()


def test_a_phone_turns_between_chat_and_model(narrow: Window) -> None:
    begin(narrow)
    page = narrow.page
    composer = page.get_by_test_id("stChatInputTextArea")
    composer.wait_for(state="visible")
    assert not page.locator(".st-key-section").is_visible()
    page.locator(".st-key-pane_switch").get_by_text("Model").click()
    page.locator(".st-key-section").wait_for(state="visible")
    composer.wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_first_page_can_be_used_soon_after_the_start(browser: "Browser", tmp_path: Path) -> None:
    start = time.monotonic()
    address, stop = serve(tmp_path)
    try:
        page = browser.new_page()
        page.goto(address)
        page.get_by_label("Describe your system").wait_for()
        first = time.monotonic() - start
        page.get_by_label("Describe your system").fill(DESCRIPTION)
        page.get_by_role("button", name="Start with this description").click()
        page.get_by_test_id("stChatInputTextArea").wait_for()
        again = time.monotonic()
        page.reload()
        page.get_by_test_id("stChatInputTextArea").wait_for()
        reload = time.monotonic() - again
        page.close()
    finally:
        stop()
    assert first <= 8, f"{first:.1f} s to the first page; it should take about 3 s on a quiet machine"
    assert reload <= 5, f"{reload:.1f} s to reload; it should take about 1 s on a quiet machine"
