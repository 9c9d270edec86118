"""Axe, the accessibility rules engine, finds nothing serious on any page, in either theme, wide or narrow.

python -m pytest tests/browser/test_accessibility.py
"""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import BETWEEN, PATIENCE, Window
from tests.browser.test_talking import begin, drafted
from ui.page_address import SECTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AT_ONE = """() => !document.getAnimations().some(one => one instanceof CSSTransition && one.playState === "running")"""
"""Nothing fades in or out any more; what is half faded has a colour that nobody is left with."""
WEIGHTY = ("serious", "critical")
NOT_OURS = {"exclude": [[".stToast"]]}
"""Widgets of the page's library that break a rule by themselves: a toast names a label that is not there."""


COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules whose outcome a theme changes; all others look at what is there, not at how it is coloured."""


def findings(page: "Page", rules: dict[str, list[str]] | None = None) -> list[str]:
    """What the engine holds to be serious on a page as it stands, a line each; by some rules alone if any are given."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Axe for Playwright is not installed")
    violations: list[dict[str, Any]] = (
        axe.Axe().run(page, NOT_OURS, {"resultTypes": ["violations"], **(rules or {})}).response["violations"]
    )
    return [
        f"{one['id']}: {node['target']}: {node['html'][:160]}"
        for one in violations
        if one["impact"] in WEIGHTY
        for node in one["nodes"]
    ]


def in_both_themes(window: Window) -> list[str]:
    """The findings in light, and those on colours in dark."""
    window.page.emulate_media(color_scheme="light")
    found = [f"light: {one}" for one in lasting(window)]
    window.page.emulate_media(color_scheme="dark")
    return found + [f"dark: {one}" for one in lasting(window, COLOURS)]


def lasting(window: Window, rules: dict[str, list[str]] | None = None) -> list[str]:
    """The findings that are still there at a third look: a page that is drawn anew meanwhile is pale for a moment."""
    found: list[str] = []
    for _ in range(3):
        window.rest()
        window.page.wait_for_function(AT_ONE, polling=BETWEEN, timeout=PATIENCE)
        found = findings(window.page, rules)
        if not found:
            break
    return found


def test_the_start_page_has_no_serious_finding(window: Window) -> None:
    window.visit()
    assert in_both_themes(window) == []


def test_the_look_over_all_models_has_no_serious_finding(window: Window) -> None:
    window.visit()
    window.page.locator("[class*=st-key-example_1] button").first.click()
    window.settle()
    window.visit("/?view=portfolio")
    assert in_both_themes(window) == []


def test_no_section_of_a_draft_has_a_serious_finding(window: Window) -> None:
    begin(window)
    drafted(window)
    found = {}
    for section in SECTIONS.values():
        window.section(section)
        found[section] = in_both_themes(window)
    assert not any(found.values()), found


def test_a_phone_has_no_serious_finding_either(narrow: Window) -> None:
    begin(narrow)
    assert in_both_themes(narrow) == []
