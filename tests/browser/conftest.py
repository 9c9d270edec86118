"""The app as it is served, and a browser window that notes what goes wrong or leaves the machine."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.server.running import COMMAND, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUIET = ("--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none")
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 150_000
"""Milliseconds after which a page that does not come is given up; no test is decided by how long it took."""
BETWEEN = 100
"""Milliseconds between two looks at a page; looking at each frame would have it drawn sixty times a second."""
AT_REST = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    return app?.dataset.testScriptState === "notRunning" && !document.querySelector("[data-stale=true]");
}"""
KEYS_HEARD = "() => Boolean(document.documentElement.dataset.keys)"
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 0))))"
"""React hands keys to what it drew after the drawing itself; behind two pictures that is done."""
HARMLESS = ("javascript/worker",)
"""Console messages of the page's own libraries that mean nothing."""


@dataclass
class Window:
    """A page with what it said and asked for."""

    page: "Page"
    address: str
    complaints: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)

    def visit(self, path: str = "/") -> None:
        """Open a page of the app and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.page.get_by_role("heading", level=1).first.wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait until the page has come to rest: nothing runs, and nothing of an earlier drawing is left."""
        self.page.wait_for_function(AT_REST, polling=BETWEEN, timeout=PATIENCE)

    def press(self, key: str) -> None:
        """Press a key that belongs to no field, once the page has come to rest and says that keys are heard."""
        self.rest()
        self.page.wait_for_function(KEYS_HEARD, polling=BETWEEN, timeout=PATIENCE)
        self.page.evaluate(DRAWN)
        self.page.keyboard.press(key)

    def settle(self) -> None:
        """Wait until no turn is at work either."""
        self.page.get_by_text("Saved · version").first.wait_for(state="attached", timeout=PATIENCE)
        self.rest()

    def shows(self, text: str, within: str = "[data-testid='stApp']") -> None:
        """Wait until words stand on the page, and find them once when it has come to rest."""
        self.page.locator(within).get_by_text(text).first.wait_for(timeout=PATIENCE)
        self.rest()
        self.page.locator(within).get_by_text(text).wait_for()

    def section(self, name: str) -> None:
        """Turn to a section of the model."""
        self.rest()
        self.page.locator(".st-key-section").get_by_text(name).click()
        self.rest()

    def version(self) -> int:
        """The saved version that the header shows."""
        self.rest()
        shown = self.page.locator(".st-key-line_model_header").get_by_text("Saved · version")
        return int(shown.inner_text().rsplit(" ", 1)[1])

    def saved_as(self, version: int) -> None:
        """Wait until this version is saved."""
        self.shows(f"Saved · version {version}", ".st-key-line_model_header")


@pytest.fixture(scope="package")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, or a stated reason why there is none; its event loop ends with these tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, running as its owner runs it, with a data folder of its own."""
    address, stop = serve(tmp_path_factory.mktemp("served"))
    yield address
    stop()


@pytest.fixture
def window(browser: "Browser", served: str) -> Iterator[Window]:
    """A fresh window at 1440 by 900; the test fails if the page complained or reached beyond this machine."""
    yield from opened(browser, served, width=1440, height=900)


@pytest.fixture
def narrow(browser: "Browser", served: str) -> Iterator[Window]:
    """A window as wide as a phone."""
    yield from opened(browser, served, width=400, height=850)


def opened(browser: "Browser", address: str, width: int, height: int) -> Iterator[Window]:
    with opened_at(browser, address, width, height) as window:
        yield window


@contextmanager
def opened_at(
    browser: "Browser", address: str, width: int, height: int, allowed: tuple[str, ...] = ()
) -> Iterator[Window]:
    """A window on an app, which may also ask the allowed addresses, such as that of a provider."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    window = Window(page=context.new_page(), address=address)
    window.page.set_default_timeout(PATIENCE)
    window.page.on("console", lambda said: _note(window, said.type, said.text))
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    window.page.on("request", lambda asked: _note_request(window, asked.url, allowed))
    yield window
    context.close()
    assert window.complaints == []
    assert window.beyond == []


def serve(folder: Path, script: str = "", options: tuple[str, ...] = ()) -> tuple[str, Callable[[], None]]:
    """Start the app as its owner does, or another script, on a free port; gives its address and how to stop it.

    What it keeps is in ``data`` of the given folder.
    """
    command = [sys.executable, "-m", "streamlit", "run", script, *QUIET] if script else COMMAND
    stack = ExitStack()
    server = stack.enter_context(running([*command, *options], folder))
    return f"http://127.0.0.1:{server.port}", stack.close


def _note(window: Window, kind: str, text: str) -> None:
    if kind in ("error", "warning") and not any(one in text for one in HARMLESS):
        window.complaints.append(f"{kind}: {text}")


def _note_request(window: Window, url: str, allowed: tuple[str, ...]) -> None:
    here = (*allowed, window.address, window.address.replace("http", "ws", 1), "data:", "blob:")
    if not url.startswith(here):
        window.beyond.append(url)
