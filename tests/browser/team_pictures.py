"""Pictures of two people of a provider who work on one model: ``python -m tests.browser.team_pictures`` takes them.

They are of the very run that a browser test goes through, so what they show is asserted there.
"""

import io
import tempfile
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Window
from tests.browser.pictures import DOCS
from tests.browser.test_signing_in import Team, a_team_app, work_on_one_model


def keep(name: str, window: Window) -> None:
    """Keep what a window shows."""
    window.page.emulate_media(color_scheme="light")
    window.page.mouse.move(2, 2)
    window.page.wait_for_timeout(2_000)  # notes fade, colours change; nothing is decided by it
    window.rest()
    shown = window.page.screenshot()
    Image.open(io.BytesIO(shown)).convert("RGB").save(DOCS / f"{name}.webp", quality=82, method=6)


def main() -> None:
    """Take them anew."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app, issuer = stack.enter_context(a_team_app(folder))
        run = stack.enter_context(sync_playwright())
        browser = run.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        work_on_one_model(Team(app, browser, issuer, stack), keep)


if __name__ == "__main__":
    main()
