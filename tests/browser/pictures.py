"""The pictures of the app that its start page, the README and the documentation show.

``python -m tests.browser.pictures`` takes them anew from our own example. A browser test takes them in each run and
compares them with those that are kept, so that none shows an app that is no more.
"""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import AT_REST, BETWEEN, CHROMIUM, FLAGS, PATIENCE
from tests.ui.server.running import COMMAND, running
from ui.components.frame.sample_picture import FOLDER, SCHEMES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_WIDE, _HIGH = 1440, 1200
_SYSTEM = (
    "Our help page has an assistant for customers. It answers from our manuals with a hosted language model, can look "
    "up orders, and opens refund requests that a colleague approves."
)


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the part of the page that it shows, how much of its height, and how one comes there."""

    name: str
    part: str
    height: int
    arrive: Callable[[Page], None]
    scheme: str = "light"


def _at_start(page: Page) -> None:
    page.get_by_role("heading", level=1).first.wait_for()


def _example(page: Page) -> None:
    page.locator("[class*=st-key-example_1] button").first.click()
    page.get_by_text("Saved · version").first.wait_for()
    _rest(page)


def _overview(page: Page) -> None:
    _example(page)
    page.wait_for_timeout(2_000)  # the drawing comes, and then moves into its place; nothing is decided by it
    page.get_by_role("button", name="Fit").first.click()


def _section(name: str) -> Callable[[Page], None]:
    def arrive(page: Page) -> None:
        _example(page)
        page.locator(".st-key-section").get_by_text(name).click()

    return arrive


def _card(page: Page) -> None:
    _section("Threats")(page)
    _rest(page)
    page.locator(".st-key-rows summary").first.click()


def _described(page: Page) -> None:
    page.get_by_role("textbox").first.fill(_SYSTEM)
    page.get_by_role("button", name="Start with this description").click()
    page.get_by_text("Saved · version").first.wait_for()


PANE, CHAT = ".st-key-model_pane", ".st-key-chat_pane"
SHOTS = (
    *(Shot(f"overview-{scheme}", PANE, 1060, _overview, scheme) for scheme in SCHEMES),
    Shot("question", CHAT, 1000, _described),
    Shot("threats", PANE, 900, _section("Threats")),
    Shot("threat", ".st-key-rows details[open]", 1000, _card),
    Shot("brief", ".st-key-preview", 1000, _section("Export")),
    Shot("start", "[data-testid=stMainBlockContainer]", 900, _at_start),
)
"""The start page comes last, as it shows the overview that was taken before it."""


@contextmanager
def an_app(folder: Path) -> Iterator[str]:
    """The address of an app with data of its own in a folder."""
    with running(COMMAND, folder) as served:
        yield f"http://127.0.0.1:{served.port}/"


def taken(browser: Browser, address: str, shot: Shot) -> Image.Image:
    """One picture as the app looks now."""
    context = browser.new_context(
        viewport={"width": _WIDE, "height": _HIGH},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=1,
    )
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        _rest(page)
        shot.arrive(page)
        return _clipped(page, shot)
    finally:
        context.close()


def kept(name: str) -> Image.Image:
    """A picture as the documentation shows it."""
    return Image.open(DOCS / f"{name}.webp").convert("RGB")


def main() -> None:
    """Take all pictures and keep them."""
    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, an_app(Path(folder)) as address, sync_playwright() as run:
        browser = run.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for shot in SHOTS:
            picture = taken(browser, address, shot)
            for place in (DOCS, FOLDER) if shot.arrive is _overview else (DOCS,):
                picture.save(place / f"{shot.name}.webp", quality=82, method=6)


def _clipped(page: Page, shot: Shot) -> Image.Image:
    _rest(page)
    page.mouse.move(2, 2)
    page.wait_for_timeout(2_000)
    part = page.locator(shot.part).first
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    high = min(shot.height, box["height"], _HIGH - box["y"])
    clip = {"x": max(0, box["x"] - 8), "y": max(0, box["y"] - 4), "width": box["width"] + 16, "height": high}
    shown = page.screenshot(clip=clip)  # type: ignore[arg-type] # a plain dict is taken too
    return Image.open(io.BytesIO(shown)).convert("RGB")


def _rest(page: Page) -> None:
    page.wait_for_function(AT_REST, polling=BETWEEN, timeout=PATIENCE)


if __name__ == "__main__":
    main()
