"""Starting: warming up never stops the app, and an error nobody foresaw is told without its insides."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.sessions.principal import LOCAL
from agent.errors import SettingsError
from tests.ui.fake import FakeFacilitator
from tests.ui.views.pages import words
from tests.waiting import pause
from ui import app_services, preload
from ui.turns import Turns


def test_warming_up_loads_what_pages_and_turns_need(monkeypatch: pytest.MonkeyPatch) -> None:
    warmed: list[str] = []
    facilitator: Any = SimpleNamespace(warm_up=lambda: warmed.append("turns"))
    monkeypatch.setattr(preload, "_HEAD_START", 0)
    preload._load(lambda: facilitator)
    assert warmed == ["turns"]


def test_a_turn_waits_until_one_thread_has_loaded_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    order, begun = list[str](), threading.Event()

    def warm_up() -> None:
        begun.wait(60)
        order.append("loaded")

    facilitator: Any = SimpleNamespace(warm_up=warm_up, work=lambda *_, **__: order.append("turn"), principal=LOCAL)
    for name in ("_BEGUN", "_WANTED", "_LOADED"):
        monkeypatch.setattr(preload, name, threading.Event())
    preload.preload(lambda: facilitator)
    turns = Turns(facilitator, ready=preload.hurry)
    turns.begin("s" * 20, 1)
    begun.set()
    turns.close()
    assert order == ["loaded", "turn"]


def test_settings_that_do_not_fit_are_left_for_the_page_to_tell(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Any:
        raise SettingsError("model names a language model but base_url gives no endpoint for it")

    with caplog.at_level(logging.WARNING, "threatparley.ui"):
        preload._load(fails)
    assert "base_url" in caplog.text


def test_an_unforeseen_error_shows_what_is_safe_and_hides_its_words(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from ui.components.frame.error_message import show_unforeseen

        show_unforeseen(RuntimeError("/home/ada/secret.db"))

    app = AppTest.from_function(page).run()
    text = words(app)
    assert "Your model is saved" in text
    assert "RuntimeError" in text
    assert "secret" not in text
    number = text.partition("Error id ")[2][:8]
    assert number in caplog.text


def test_the_desk_is_opened_once_however_many_pages_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def slowly(_settings: object) -> object:
        pause(0.05)
        opened.append(object())
        return opened[-1]

    monkeypatch.setattr(app_services, "_DESKS", [])
    monkeypatch.setattr(app_services, "_opened", slowly)
    with ThreadPoolExecutor(4) as pages:
        desks = list(pages.map(lambda _: app_services.desk(), range(8)))
    assert len(opened) == 1
    assert set(map(id, desks)) == {id(opened[0])}


def test_what_was_left_behind_is_looked_up_before_the_wait_in_which_somebody_may_speak(
    desk: app_services.Desk, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr("agent.assembly.assemble", lambda _settings, _processes: facilitator)

    def left_behind() -> tuple[tuple[str, int], ...]:
        seen.append("looked")
        return (("a", 1),)

    monkeypatch.setattr(facilitator, "left_behind", left_behind)
    monkeypatch.setattr(facilitator, "resume", seen.append)
    monkeypatch.setattr(facilitator, "tidy", lambda: None, raising=False)
    monkeypatch.setattr(facilitator, "prepare", lambda *_example: "", raising=False)
    monkeypatch.setattr(app_services, "loaded", lambda: seen.append("waited"))
    app_services._opened(desk.settings).turns.close()
    assert seen == ["looked", "waited", (("a", 1),)]


def test_closing_stops_work_before_it_waits_for_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    desk = SimpleNamespace(
        everybody=SimpleNamespace(close=lambda: closed.append("facilitator")),
        crew=SimpleNamespace(close=lambda: closed.append("turns")),
    )
    monkeypatch.setattr(app_services, "_DESKS", [desk])
    app_services.close()
    app_services.close()
    assert closed == ["facilitator", "turns"]
