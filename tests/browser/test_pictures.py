"""The pictures of the documentation show the app as it is."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser

_SIDE = 24
_MOST = 8.0
"""How far the brightness of two pictures may differ in the mean over small squares, of 255: other words in one place
stay below it, a section that moved or is missing does not."""


def _squares(picture: "Image") -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.asarray(picture.convert("L").resize((_SIDE, _SIDE)), dtype=np.float64)


def test_no_picture_shows_an_app_that_is_no_more(browser: "Browser", tmp_path: Path) -> None:
    from tests.browser.pictures import SHOTS, an_app, kept, taken

    apart = {}
    with an_app(tmp_path) as address:
        for shot in SHOTS:
            now, before = taken(browser, address, shot), kept(shot.name)
            apart[shot.name] = float(np.abs(_squares(now) - _squares(before)).mean())
    stale = {name: round(much, 1) for name, much in apart.items() if much > _MOST}
    assert not stale, f"take them anew with: python -m tests.browser.pictures ({stale})"
