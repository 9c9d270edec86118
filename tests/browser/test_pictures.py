"""The pictures of the documentation show the app as it is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser

from tests.browser.conftest import CHROMIUM

pytest.importorskip("playwright", reason="the extra [browser] is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed")

_SIDE = 24
_MOST = 8.0
"""How far the brightness of two pictures may differ in the mean over small squares, of 255: other words in one place
stay below it, a section that moved or is missing does not."""


def _squares(picture: "Image") -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.asarray(picture.convert("L").resize((_SIDE, _SIDE)), dtype=np.float64)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[tuple[Browser, str]]":
    from tests.browser.pictures import a_browser

    with a_browser(tmp_path_factory.mktemp("pictures")) as opened:
        yield opened


def test_no_picture_shows_an_app_that_is_no_more(served: "tuple[Browser, str]") -> None:
    from tests.browser.pictures import SHOTS, kept, taken

    apart = {}
    for shot in SHOTS:
        now, before = taken(*served, shot), kept(shot.name)
        apart[shot.name] = float(np.abs(_squares(now) - _squares(before)).mean())
    stale = {name: round(much, 1) for name, much in apart.items() if much > _MOST}
    assert not stale, f"take them anew with: python -m tests.browser.pictures ({stale})"
