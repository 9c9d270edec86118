"""The whole way in a real browser: from an empty page to an exported draft by talking."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import BETWEEN, Window

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.browser

DESCRIPTION = (
    "Our bank has a help assistant for customers. A web page sends questions to our server, which calls a hosted "
    "language model. Answers are built from passages of a vector index over our manuals and the mails that customers "
    "send. The assistant can open a transfer request with a tool."
)
SECTIONS = (
    "Overview", "Diagram", "Components & facts", "Threats", "Risk", "Plan", "Open points", "Ledger", "History",
)  # fmt: skip
HOSTILE = (
    "<script>window.broken=1</script> ![x](http://evil.example/p.png) [press](javascript:window.broken=2) $x$ :smile:"
)


def begin(window: Window, text: str = DESCRIPTION) -> None:
    window.visit()
    window.page.get_by_label("Describe your system").fill(text)
    window.page.get_by_role("button", name="Start with this description").click()
    window.page.locator(".st-key-line_model_header").first.wait_for(state="attached")
    window.settle()


def drafted(window: Window) -> None:
    """Have a draft made, and wait until its threats are there."""
    window.page.locator(".st-key-draft button").click()
    window.page.locator(".st-key-section").get_by_text("Threats ").first.wait_for()
    window.settle()


def say(window: Window, text: str) -> None:
    """Write a message and send it."""
    window.rest()
    # a page that is drawn anew while its turn ends shows the old line, switched off, beside the new one for a moment
    window.page.locator("[data-testid='stChatInputTextArea']:enabled").fill(text)
    window.page.keyboard.press("Enter")


def reply(window: Window) -> str:
    """Choose the first quick reply, or say yes to the first line of a list; gives the words of the button."""
    send = window.page.locator(".st-key-send_lines button")
    if send.count():
        window.page.locator(".st-key-question [data-testid='stButtonGroup'] button").first.click()
        label = send.inner_text()
        send.click()
        return label
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
            "text => (document.querySelector('.st-key-question')?.innerText ?? '') !== text",
            arg=before,
            polling=BETWEEN,
        )
        window.settle()
    say(window, "Yes, mails from strangers reach the model.")
    window.shows("Yes, mails from strangers reach the model.")
    window.settle()

    page.reload()
    window.settle()
    assert page.get_by_text("Yes, mails from strangers reach the model.").count() == 1, "a reload loses nothing"

    drafted(window)
    window.section("Threats")
    change_a_score(window)
    export(window, tmp_path)


def change_a_score(window: Window) -> None:
    """Open the first card, lower its damage with the keyboard, say why, save, and undo it."""
    page = window.page
    card = page.locator(".st-key-rows [data-testid='stExpander']").first
    card.locator("summary").click()
    window.shows("Where:", ".st-key-rows")
    page.get_by_text("DREAD: levels, reasons").click()
    slider = page.get_by_role("slider").first
    slider.focus()
    before = int(slider.get_attribute("aria-valuenow") or slider.input_value())
    page.keyboard.press("ArrowLeft" if before else "ArrowRight")
    page.get_by_label("Why these levels").fill("Only test accounts can be reached this way.")
    page.keyboard.press("Tab")
    version = window.version()
    page.get_by_role("button", name="Save levels").click()
    window.saved_as(version + 1)
    page.get_by_text("Only test accounts can be reached this way.").first.wait_for()
    page.get_by_role("button", name="Undo").first.click()
    window.saved_as(version + 2)


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


def test_one_conversation_names_proposes_and_answers(window: Window) -> None:
    begin(window, "Doctors and patients use a triage assistant in our hospital. It keeps conversations for a year.")
    say(window, "rename triage assistant to Argus")
    window.shows("is called “Argus” now.")
    say(window, "Conversations are not kept.")
    window.shows("You said both. Which holds?")
    window.page.get_by_role("button", name="Take the newer").click()
    window.settle()
    say(window, "Actually the nurses always confirm the level before it is used.")
    window.shows("Shall this be changed?")
    window.page.get_by_role("button", name="What should I do first?").click()
    window.shows("What takes off most risk for its effort:")
    assert window.page.get_by_role("button", name="Accept the change").count() == 1, "a question leaves it standing"


def test_a_reload_in_the_middle_of_a_turn_shows_the_turn_and_its_answer(window: Window) -> None:
    begin(window)
    page = window.page
    say(window, "It also remembers what customers said last time.")
    page.get_by_text("It also remembers what customers said last time.").first.wait_for()
    page.reload()
    window.settle()
    window.shows("It also remembers what customers said last time.")


def test_hostile_words_stay_words(window: Window) -> None:
    begin(window, f"{HOSTILE} is our assistant. It is a chat page with a language model and a vector index.")
    page = window.page
    say(window, HOSTILE)
    window.settle()
    drafted(window)
    for section in SECTIONS:
        window.section(section)
        assert page.evaluate("window.broken") is None
        assert page.locator("img[src*='evil'], a[href*='evil'], a[href^='javascript']").count() == 0


def test_an_unknown_address_is_said_plainly(window: Window) -> None:
    window.visit("/?s=this-is-not-a-session")
    window.shows("It may have been mistyped. Nothing was changed.")
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
