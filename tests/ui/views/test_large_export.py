"""Files of a very large model are made when somebody asks, beside the server's process, with progress in sight."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.exchange import Extent
from agent.exchange.formats import format_of, written
from tests.agent.exchange.large import dossier_of, large
from tests.ui.fake import FakeFacilitator
from tests.waiting import until
from ui import large_files
from ui.large_files import Making, is_large
from ui.views import export

PARTS, THREATS = 1_900, 1_600


def making(form: str, extent: Extent = Extent.REPORT, threats: int = 40) -> Making:
    dossier = dossier_of(large("one word", threats, 40))
    return Making(form, lambda: dossier, extent, closed=False)


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Files are wanted, and no process begins."""
    asked = list[bytes]()
    monkeypatch.setattr(Making, "_hand_out", lambda self, wanted: asked.append(wanted))
    return asked


def opened(page: Callable[..., AppTest], facilitator: FakeFacilitator) -> AppTest:
    session = facilitator.import_model(large("one word", threats=THREATS, parts=PARTS))
    app = page(s=session.id, tab="export")
    assert not app.exception
    return app


def test_no_file_of_a_large_model_is_made_before_somebody_asks_for_it(
    page: Callable[..., AppTest], facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch, no_process: list[bytes]
) -> None:
    made: list[str] = []

    def counting(form: Any, *rest: Any, **more: Any) -> Any:
        made.append(form.id)
        return written(form, *rest, **more)

    monkeypatch.setattr(export, "written", counting)
    app = opened(page, facilitator)
    assert no_process == []
    app.session_state["losses_threat-dragon"] = True
    app.run()
    assert any("Make the file first" in one.value for one in app.markdown)
    assert made == [], "no page makes a file of a large model itself"
    app.button(key="make_threat-dragon").click().run()
    until(lambda: no_process)
    assert len(no_process) == 1


def test_a_file_that_is_made_shows_how_far_it_is_and_is_then_handed_out(
    page: Callable[..., AppTest], facilitator: FakeFacilitator
) -> None:
    app = opened(page, facilitator)
    app.button(key="make_navigator").click().run()
    kept = app.session_state["large_file"][1]
    until(kept.wait)
    assert kept.problem == ""
    app.run()
    assert not app.exception
    assert "make_navigator" not in [one.key for one in app.button]
    assert "make_json" in [one.key for one in app.button]


def test_the_stages_of_a_file_come_in_order_and_in_another_process() -> None:
    seen = list[str]()

    class Looked(Making):
        def __setattr__(self, name: str, value: object) -> None:
            if name == "stage" and value not in seen[-1:]:
                seen.append(str(value))
            super().__setattr__(name, value)

    dossier = dossier_of(large("one word", 40, 40))
    made = Looked("csv", lambda: dossier, Extent.REPORT, closed=False)
    until(made.wait)
    assert seen == list(Making.stages)
    assert made.made == written(format_of("csv"), dossier)


def test_a_file_that_cannot_be_says_why() -> None:
    made = making("pdf", Extent.FULL, threats=400)
    until(made.wait)
    assert made.made is None
    assert "holds at most" in made.problem


def test_a_process_that_dies_or_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_files, "_LONGEST", 0.01)
    made = making("evidence-docx")
    until(made.wait)
    assert made.made is None
    assert "could not be made" in made.problem


def test_what_nobody_wants_any_more_is_given_up() -> None:
    made = making("evidence-docx")
    made.give_up()
    until(made.wait)
    assert made.made is None


def test_only_large_models_take_this_way() -> None:
    assert is_large(large("one word", THREATS, PARTS))
    assert not is_large(large("one word", 40, 80))


def test_a_file_of_a_small_model_is_offered_at_once(page: Callable[..., AppTest], facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(large("one word", threats=40, parts=80))
    app = page(s=session.id, tab="export")
    assert not app.exception
    assert not [one.key for one in app.button if str(one.key).startswith("make_")]
