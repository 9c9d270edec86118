"""In a real window: the sentence that says where text goes is always in sight, and its switch keeps everything here."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Window, opened, serve
from tests.browser.test_talking import say
from tests.stub_endpoint import Stub, good

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TEXT = "A chatbot answers customers from our help pages with a hosted language model."
READ = "Your texts are read by the language model stub"
KEPT = "Offline only is on"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(good) as running:
        yield running


@pytest.fixture
def window(browser: "Browser", stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window on an app that asks the scripted endpoint."""
    monkeypatch.setenv("THREATPARLEY_MODEL", "stub")
    monkeypatch.setenv("THREATPARLEY_BASE_URL", stub.url)
    address, stop = serve(tmp_path)
    yield from opened(browser, address, width=1440, height=900)
    stop()


def test_a_model_begun_offline_sends_nothing_until_it_is_switched_on(window: Window, stub: Stub) -> None:
    window.visit()
    page = window.page
    window.shows(READ)
    page.get_by_text("Offline only", exact=True).click()
    window.shows(KEPT)
    page.get_by_label("Describe your system").fill(TEXT)
    page.get_by_role("button", name="Start with this description").click()
    window.settle()
    assert window.version() == 1
    window.shows(KEPT)
    assert stub.requests == []

    page.mouse.move(1000, 600)
    page.mouse.wheel(0, 2_000)
    assert page.get_by_text(KEPT).bounding_box()["y"] >= 0  # type: ignore[index]
    page.set_viewport_size({"width": 380, "height": 800})
    page.evaluate("window.scrollTo(0, 0)")
    window.shows(KEPT)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_text("Offline only", exact=True).click()
    window.shows(READ)
    page.get_by_text("Used: ").first.wait_for()
    say(window, "The topmost thing should weigh more because regulators watch us.")
    page.get_by_text("tokens sent").first.wait_for()
    assert stub.requests
