"""Take the pictures of a finished model that the start page shows: ``python -m tests.browser.pictures``.

They are made from our own example as the app shows it, so they are taken again whenever its overview looks different.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import AT_REST, CHROMIUM, FLAGS, PATIENCE
from tests.ui.server.running import COMMAND, running
from ui.components.preview import FOLDER, SCHEMES

_WIDE, _HIGH = 1440, 1200
_SHOWN = 1060
"""As much of the height of the model's pane is kept."""


def main() -> None:
    """Open the first example in each theme and keep its pane."""
    with tempfile.TemporaryDirectory() as folder, running(COMMAND, Path(folder)) as served, sync_playwright() as run:
        browser = run.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": _WIDE, "height": _HIGH}, color_scheme=scheme, device_scale_factor=1
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"http://127.0.0.1:{served.port}/")
            page.locator("[class*=st-key-example_1] button").first.click()
            page.get_by_text("Saved · version").first.wait_for()
            _keep(page, scheme)


def _keep(page: Page, scheme: str) -> None:
    page.wait_for_function(AT_REST, timeout=PATIENCE)
    page.wait_for_timeout(2_000)  # the drawing comes, and then moves into its place; nothing is decided by it
    page.get_by_role("button", name="Fit").first.click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(2_000)
    box = page.locator(".st-key-model_pane").bounding_box()
    assert box is not None
    clip = {"x": box["x"] - 8, "y": box["y"] - 4, "width": box["width"] + 16, "height": min(_SHOWN, box["height"])}
    taken = Image.open(io.BytesIO(page.screenshot(clip=clip)))  # type: ignore[arg-type] # a plain dict is taken too
    taken.convert("RGB").save(FOLDER / f"overview-{scheme}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
