"""The owner's own words in a real browser: read as one text, mended with keys alone, taken back."""

import pytest

from tests.browser.conftest import Window
from tests.browser.test_accessibility import in_both_themes
from tests.browser.test_hands import until_seen
from tests.browser.test_talking import begin

pytestmark = pytest.mark.browser

WORDS = (
    "Customers ask our shop assistant about their orders in a chat. The assistant looks up passages in a Pinecone "
    "index of our help articles. It glitters in the sun."
)
LINES = {"part": "solid", "person": "double", "fact": "dashed"}


def test_words_are_read_back_as_one_text_and_mended_with_keys_alone(window: Window) -> None:
    begin(window, WORDS)
    page = window.page
    page.get_by_role("button", name="See what was understood").click()
    section = page.locator(".st-key-section_words")
    section.wait_for()
    window.rest()

    sentence = section.locator("[class*='st-key-words_plain_']").nth(1)
    assert "The assistant part looks up passages" in " ".join(sentence.inner_text().replace("\u200b", "").split())
    for what, line in LINES.items():
        words = section.locator(f"[class*='st-key-span_{what}'] button p").first
        words.wait_for()
        assert words.evaluate("one => getComputedStyle(one).textDecorationStyle") == line

    choice = page.locator(".st-key-sentences_shown button").first
    assert choice.evaluate("one => parseFloat(getComputedStyle(one).paddingLeft)") > 4, "no row of the list of models"

    version = window.version()
    named = section.get_by_role("button", name="Pinecone part")
    named.focus()
    page.keyboard.press("Enter")
    call = section.get_by_label("Call it")
    call.wait_for()
    window.rest()
    call.fill("Article index")
    page.keyboard.press("Enter")
    window.saved_as(version + 1)
    page.locator(".st-key-talk").get_by_text("“Pinecone” is called “Article index” now").first.wait_for()
    window.rest()
    assert named.is_visible(), "the words stay as they were written"
    assert in_both_themes(window) == []

    window.rest()
    asking, nothing = section.get_by_role("button", name="What does this mean?"), "Nothing for a threat model"
    until_seen(asking.click, section.get_by_text(nothing), between=20_000)
    section.get_by_text(nothing).click()
    section.get_by_role("button", name="Set it aside").click()
    window.saved_as(version + 2)
    section.get_by_text("nothing for a threat model, as you say").wait_for()
    page.get_by_role("button", name="Undo", exact=True).click()
    section.get_by_text("not understood, nothing was taken from it").wait_for()


def test_the_read_back_fits_a_phone(narrow: Window) -> None:
    begin(narrow, WORDS)
    narrow.page.get_by_role("button", name="See what was understood").click()
    narrow.page.locator(".st-key-section_words").wait_for()
    narrow.rest()
    wide = narrow.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert wide, "nothing makes the page scroll sideways"
    assert in_both_themes(narrow) == []
