"""Hostile words stay words in a real browser: the page's own Markdown makes nothing live of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Window, opened, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

MAIN = "[data-testid='stMain']"


@pytest.fixture
def hostile(browser: "Browser", tmp_path: Path) -> Iterator[Window]:
    address, stop = serve(tmp_path, script="tests/browser/markup_page.py")
    yield from opened(browser, address, width=1000, height=800)
    stop()


def test_no_link_image_script_formula_or_icon_comes_of_them(hostile: Window) -> None:
    page = hostile.page
    page.goto(hostile.address)
    hostile.shows("The end")
    assert page.locator(f"{MAIN} a").count() == 0
    assert page.locator(f"{MAIN} img").count() == 0
    assert page.locator(f"{MAIN} .katex").count() == 0
    assert page.locator(f"{MAIN} [aria-label$='icon']").count() == 0
    assert page.get_by_role("heading").count() == 0
    assert page.evaluate("window.broken") is None
    assert "😄" not in page.inner_text("body")
