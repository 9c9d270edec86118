"""The app in a real browser: from the start command to a usable page, a reload, and memory after ten sessions."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evals.benchmark.figure import Figure
from evals.benchmark.machine import held_megabytes
from evals.benchmark.processes import program
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SESSIONS = 10
NAMES = ("app from start command to usable chat", "reload", "server after ten sessions")
BARS = (4.0, 1.5, 600.0)


def screens() -> tuple[Figure, ...]:
    """Times and memory, or why they could not be measured."""
    if find_spec("playwright") is None or not CHROMIUM.exists():
        why = f"needs Playwright for Python and Chromium at {CHROMIUM}"
        return tuple(Figure(name=name, value=None, note=why) for name in NAMES)
    from playwright.sync_api import sync_playwright

    texts = [case.description for case in load_cases(PACKAGED)[0][:SESSIONS]]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="threatparley-bench-") as name:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        begun = time.perf_counter()
        with _server(Path(name)) as (address, process):
            page = browser.new_page()
            _visit(page, address)
            start = time.perf_counter() - begun
            reload = _reloaded(page, texts[0])
            for text in texts[1:]:
                _begin(_opened(browser, address), text)
            memory = held_megabytes(process)
        browser.close()
    values = (round(start, 2), round(reload, 2), round(memory))
    notes = ("until a description can be typed", "until the same conversation is shown", "resident, ten drafts open")
    return tuple(
        Figure(name=name, value=value, unit="MB" if most > 100 else "s", most=most, note=note)
        for name, value, most, note in zip(NAMES, values, BARS, notes, strict=True)
    )


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    port = _free_port()
    command = [*program(folder), "serve", "--no-browser", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(20)


def _opened(browser: "Browser", address: str) -> "Page":
    page = browser.new_context().new_page()
    _visit(page, address)
    return page


def _visit(page: "Page", address: str) -> None:
    """Open the app, asking again while the server is still starting, until a description can be typed."""
    from playwright.sync_api import Error

    until = time.monotonic() + 60
    while True:
        try:
            page.goto(address)
            break
        except Error:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    page.get_by_label("Describe your system").wait_for(timeout=60_000)


def _begin(page: "Page", text: str) -> None:
    """Describe a system and have it drafted."""
    page.get_by_label("Describe your system").fill(text)
    page.get_by_role("button", name="Start with this description").click()
    _settled(page)
    page.get_by_role("button", name="Draft with what we have").first.click()
    page.locator(".st-key-section").get_by_text("Threats ").wait_for(timeout=60_000)
    _settled(page)


def _reloaded(page: "Page", text: str) -> float:
    """Seconds from a reload until the conversation stands there again."""
    _begin(page, text)
    started = time.perf_counter()
    page.reload()
    page.get_by_text(text[:60]).first.wait_for(timeout=60_000)
    page.get_by_text("Saved · version").first.wait_for(timeout=60_000)
    return time.perf_counter() - started


def _settled(page: "Page") -> None:
    page.get_by_text("Saved · version").first.wait_for(state="attached", timeout=60_000)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=60_000)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
