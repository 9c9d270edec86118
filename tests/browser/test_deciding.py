"""Decisions in a real browser: a review by keys alone, and several threats decided at once on a phone."""

import pytest

from tests.browser.conftest import BETWEEN, Window
from tests.browser.test_accessibility import findings
from tests.browser.test_hands import until_seen
from tests.browser.test_talking import begin

pytestmark = pytest.mark.browser


DEAF = "window.deaf = event => event.stopImmediatePropagation(); addEventListener('keyup', window.deaf, true)"
"""A key that is let go while the page looks away, as while its buttons are drawn anew."""


def title(window: Window) -> str:
    """The heading of the page."""
    return window.page.get_by_role("heading", level=1).first.inner_text()


def title_after(window: Window, before: str) -> str:
    """The heading once it is another than before."""
    window.page.wait_for_function(
        "text => document.querySelector('h1')?.innerText !== text", arg=before, polling=BETWEEN
    )
    window.rest()
    return title(window)


def fill_by_keys(window: Window, label: str, text: str) -> None:
    """Go on by Tab to a field of the dialog, and write into it."""
    page = window.page
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == label:
            page.keyboard.type(text)
            return
    pytest.fail(f"Tab leads to no field {label}")


def test_a_review_is_gone_through_by_keys_alone(window: Window) -> None:
    begin(window)
    page = window.page
    page.goto(page.url + "&review=start")
    page.locator(".st-key-review_keys").wait_for()
    window.rest()
    first = title(window)

    window.rest()
    page.evaluate(DEAF)
    window.press("x")
    page.evaluate("removeEventListener('keyup', window.deaf, true)")
    until_seen(lambda: window.press("w"), page.get_by_text("Why it applies here").first, between=5_000)
    window.shows("Why it applies here")
    assert findings(page) == []
    window.press("n")
    page.get_by_role("dialog").wait_for()
    window.rest()
    assert findings(page) == []
    fill_by_keys(window, "Reason", "funny, and all in vain")
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    second = title_after(window, first)

    window.press("a")
    page.get_by_role("dialog").wait_for()
    window.rest()
    fill_by_keys(window, "Reason", "Agreed with the owner.")
    fill_by_keys(window, "Who answers for it", "Ada")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    third = title_after(window, second)
    assert third != first, "letters in a field are no keys, and what was decided gives way to the next"

    window.press("ArrowLeft")
    assert title_after(window, third) == second
    window.shows("Accepted.")
    window.press("u")
    page.get_by_text("Accepted.").wait_for(state="detached")
    window.rest()
    shown = title(window)
    assert shown == second
    while not shown.startswith("Review"):
        window.press("l")
        shown = title_after(window, shown)
    window.shows("1 not applicable")
    page.get_by_role("heading", name="The brief").wait_for()
    window.rest()
    assert findings(page) == []


def test_several_threats_are_decided_at_once_on_a_phone(narrow: Window) -> None:
    begin(narrow)
    page = narrow.page
    page.locator(".st-key-switch").get_by_text("Model").click()
    narrow.section("Threats")
    page.get_by_text("Choose several").click()
    narrow.rest()
    boxes = page.locator(".st-key-rows [data-testid='stCheckbox']")
    for place in (0, 2):
        boxes.nth(place).click()
        narrow.rest()
    bar = page.locator(".st-key-choosing_bar")
    bar.get_by_text("2 threats chosen").wait_for()
    bar.get_by_text("Avoid", exact=True).click()
    narrow.rest()
    assert findings(page) == []
    bar.get_by_label("Reason").fill("The part is taken out.")
    version = narrow.version()
    bar.get_by_role("button", name="Mark as avoided: 2 threats").click()
    narrow.saved_as(version + 1)
    rows = page.locator(".st-key-rows summary")
    assert rows.get_by_text("Avoided").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Undo").first.click()
    narrow.saved_as(version + 2)
    assert rows.get_by_text("Avoided").count() == 0
