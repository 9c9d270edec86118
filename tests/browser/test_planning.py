"""The plan and what if in a real browser: a measure is done, a choice is kept, and both can be taken back."""

import pytest

from tests.browser.conftest import Window
from tests.browser.test_hands import until_seen
from tests.browser.test_talking import begin, drafted

pytestmark = pytest.mark.browser


def test_a_measure_is_planned_done_and_a_choice_kept(window: Window) -> None:
    begin(window)
    drafted(window)
    page = window.page
    window.section("Plan")
    first = page.locator("[class*='st-key-measure_first_']").first
    number = first.locator("strong").first.inner_text()
    first.get_by_text("What to do, how to check it").click()
    window.rest()
    first.get_by_text("Check:").wait_for()
    version = window.version()

    def save() -> None:
        first.get_by_label("Evidence").fill("https://tracker.example/browse/SEC-12", timeout=1_000)
        first.get_by_role("button", name="Save plan").click(timeout=1_000)

    # a form that is drawn anew between the word and the press has neither
    until_seen(save, page.locator(".st-key-line_model_header").get_by_text(f"Saved · version {version + 1}"))
    window.saved_as(version + 1)
    link = first.locator("a[href='https://tracker.example/browse/SEC-12']")
    link.wait_for()
    window.rest()
    done = page.get_by_role("option", name="Done", exact=True)
    # a list that opens while the page is drawn anew closes again
    until_seen(first.get_by_role("combobox").first.click, done)
    done.click()
    window.saved_as(version + 2)
    told = page.locator("[data-testid='stAlert']").filter(has_text=f"{number} is done.")
    told.get_by_text("→").wait_for()

    window.section("What if")
    bands = page.locator(".st-key-bars_bands")
    before = bands.inner_text()
    board = page.locator(".st-key-board")
    for place in range(3):
        board.locator("label:has(input[type='checkbox'])").nth(place).click()
        window.rest()
    assert bands.inner_text() != before
    assert window.version() == version + 2
    page.get_by_role("button", name="Keep this: 3 switches").click()
    page.get_by_role("button", name="Save the choice").click()
    window.saved_as(version + 3)
    page.get_by_role("button", name="Undo").first.click()
    window.saved_as(version + 4)
    assert not board.locator("input[type='checkbox']:checked").count()
