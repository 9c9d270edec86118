"""Run inside the cage: serve the app as its owner does, from a working folder, and use it with a real browser.

``python -m tests.cage.browsing FOLDER COMMAND...``; ends with 0 once everything that was tried has worked.
"""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Window, opened
from tests.waiting import until

ALONE = ("--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
"""The browser looks up no name itself, so that all names that are asked are the server's.

What the page wants from elsewhere is known all the same: the window notes each request.
"""

TEXT = "A chatbot answers customers from our help pages with a hosted language model and can send mail."
SECTIONS = ("Threats", "Risk", "Export")
_SECONDS = 180


def main(folder: Path, command: list[str]) -> None:
    """Start, use, and stop; raises what went wrong."""
    plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    with serving(folder, command) as address, sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=str(CHROMIUM), args=[*FLAGS, *ALONE], env={**plain, "LANGSMITH_TRACING": ""}
        )
        visit = opened(browser, address, width=1440, height=900)
        use(next(visit))
        assert next(visit, None) is None
        browser.close()


def use(window: Window) -> None:
    """Describe a system, draft, look at each section, and take the document away."""
    page = window.page
    page.set_default_timeout(_SECONDS * 1000)
    window.visit()
    page.get_by_label("Describe your system").fill(TEXT)
    page.get_by_role("button", name="Start with this description").click()
    before = window.version()
    page.locator(".st-key-composer textarea:enabled").fill("draft now")
    page.locator(".st-key-composer textarea:enabled").press("Enter")
    page.get_by_text(f"Saved · version {before + 1}").wait_for()
    for section in SECTIONS:
        window.section(section)
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


@contextmanager
def serving(folder: Path, command: list[str]) -> Iterator[str]:
    """The address of the app, served from a working folder by the command that its owner types."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, "serve", "--no-browser", "--port", str(port)], cwd=folder)
    try:
        until(lambda: _is_up(process, port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_SECONDS)


def _is_up(process: subprocess.Popen[bytes], port: int) -> bool:
    assert process.poll() is None, "the app ended while it was started"
    return _healthy(port)


def _healthy(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asking.request("GET", "/_stcore/health")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
