"""The diagram in a real browser: it zooms, moves, leads to threats, opens and closes boundaries, and is downloaded."""

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from agent.exchange import to_json
from tests.agent.exchange.drawn import large_model
from tests.browser.conftest import Window
from tests.ui.models import HOSTILE, catalog

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser


def opened(window: Window, folder: Path, parts: int, name: str = "") -> "Locator":
    """The frame of the diagram of a model of this size, brought in as a file."""
    path = folder / "model.json"
    path.write_text(to_json(large_model(parts, name), catalog()), encoding="utf-8")
    window.visit()
    window.page.locator("input[type=file]").first.set_input_files(path)
    window.settle()
    window.section("Diagram")
    frame = window.page.locator(".st-key-diagram .frame")
    frame.locator("svg [data-part]").first.wait_for()
    return frame


def scale(frame: "Locator") -> float:
    return float(frame.get_attribute("data-scale") or 0)


def test_the_diagram_zooms_moves_and_leads_to_the_threats_of_a_part(window: Window, tmp_path: Path) -> None:
    frame, page = opened(window, tmp_path, 8), window.page
    whole, first = scale(frame), frame.locator("svg").get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    assert scale(frame) == pytest.approx(whole * 1.25, abs=0.02)
    frame.focus()
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    assert frame.locator("svg").get_attribute("viewBox") != first
    page.keyboard.press("0")
    assert scale(frame) == pytest.approx(whole, abs=0.02)
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 260, steps=4)
    page.mouse.up()
    assert frame.locator("svg").get_attribute("viewBox") != first
    page.get_by_role("button", name="Fit").click()
    part = frame.get_by_role("button", name="Vector index of manuals 1: show")
    part.focus()
    page.keyboard.press("Enter")
    window.rest()
    page.locator(".st-key-section_threats").wait_for()
    window.shows("fit these filters")


def test_large_models_begin_closed_and_boundaries_open_with_a_click(window: Window, tmp_path: Path) -> None:
    frame, page = opened(window, tmp_path, 28), window.page
    closed = frame.locator("svg [data-zone]")
    assert closed.count() == 4
    parts = frame.locator("svg [data-part]").count()
    frame.get_by_role("button", name="Open Zone 2").click()
    frame.get_by_role("button", name="Close Zone 2").wait_for()
    window.rest()
    assert frame.locator("svg [data-part]").count() > parts
    frame.get_by_role("button", name="Close Zone 2").click()
    frame.get_by_role("button", name="Open Zone 2").wait_for()
    page.get_by_role("button", name="Open boundaries").click()
    frame.locator('[data-part="C-28"]').wait_for()


def test_the_picture_is_saved_as_it_is_shown(window: Window, tmp_path: Path) -> None:
    frame, page = opened(window, tmp_path, 6), window.page
    shown = frame.locator("svg [data-part]").count()
    page.locator(".st-key-diagram_source button").first.click()
    found: dict[str, bytes] = {}
    for name in ("SVG", "PNG"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=name, exact=True).click()
        found[name] = saved.value.path().read_bytes()
    parts = [one for one in ElementTree.fromstring(found["SVG"]).iter() if one.get("data-part")]
    assert len(parts) == shown
    assert found["PNG"].startswith(b"\x89PNG")


def test_hostile_names_do_nothing_in_the_picture(window: Window, tmp_path: Path) -> None:
    frame = opened(window, tmp_path, 5, name=HOSTILE[:120])
    assert frame.locator(":is(script, image, a, foreignObject, style)").count() == 0
    assert frame.get_by_text("<script>").count() > 0


def test_a_narrow_window_begins_with_the_lit_path(narrow: Window) -> None:
    """Of a diagram that does not fit, the parts of the chosen path are what its reader came to see."""
    narrow.visit()
    narrow.page.locator(".st-key-example_1-support-assistant button:visible").click()
    narrow.settle()
    frame = narrow.page.locator(".st-key-section_overview .frame")
    frame.locator("svg [data-part]").first.wait_for()
    area = frame.bounding_box()
    lit = frame.locator("svg g[id^='part-']:not([opacity])")
    boxes = [one.bounding_box() for one in lit.all()]
    assert area is not None
    assert len(boxes) > 1
    for box in boxes:
        assert box is not None
        assert area["x"] <= box["x"]
        assert box["x"] + box["width"] <= area["x"] + area["width"]
        assert area["y"] <= box["y"]
        assert box["y"] + box["height"] <= area["y"] + area["height"]
