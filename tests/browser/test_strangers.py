"""In a real browser: a page from elsewhere gets nothing, every own page is whole under the strict policy."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Window
from tests.browser.test_talking import begin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SOCKET = """address => new Promise(done => {
  const socket = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
  socket.onopen = () => done('open');
  socket.onerror = () => done('refused');
})"""
UPLOAD = """address => fetch(address + '/_stcore/upload_file/a/b', {method: 'PUT', body: 'x'})
  .then(() => 'sent', () => 'refused')"""
FRAME = """address => new Promise(done => {
  const frame = document.createElement('iframe');
  frame.onload = () => done();
  frame.src = address;
  document.body.append(frame);
})"""


@pytest.fixture
def strange(browser: "Browser") -> Iterator["Page"]:
    """A page on another port of this machine, as another program of its user may serve it."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><body>elsewhere</body>")

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://localhost:{server.server_address[1]}")
        yield page
        page.close()
        server.shutdown()


def test_a_page_on_another_port_of_this_machine_gets_nothing(strange: "Page", served: str) -> None:
    for address in (served, served.replace("127.0.0.1", "localhost")):
        assert strange.evaluate(SOCKET, address) == "refused"
        assert strange.evaluate(UPLOAD, address) == "refused"
        with strange.expect_event("requestfailed") as failed:
            strange.evaluate(FRAME, address)
        assert failed.value.url == f"{address}/"
        assert "BLOCKED" in (failed.value.failure or "")


def test_every_section_is_drawn_under_the_strict_policy(window: Window) -> None:
    begin(window)
    page = window.page
    page.locator(".st-key-draft button").click()
    sections = page.locator(".st-key-section button")
    sections.get_by_text("Threats ").wait_for()
    drawn = {"Diagram": ".st-key-diagram svg text", "Risk": "[data-testid='stVegaLiteChart'] :is(canvas, svg)"}
    for name in sections.all_inner_texts():
        window.section(name)
        window.settle()
        page.locator(
            drawn.get(name, "h2, h3, [data-testid='stDataFrame'], [data-testid='stExpander']")
        ).first.wait_for()
