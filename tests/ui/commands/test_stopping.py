"""Ctrl+C while a turn is at work."""

import os
import signal
import threading
import time

import pytest

from ui.commands.stopping import first_press_stops


def press(times: int = 1) -> None:
    for _ in range(times):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)


def test_the_first_press_stops_the_language_model_only(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = threading.Event()

    def stop() -> bool:
        stopped.set()
        return True

    with first_press_stops(stop):
        press()
    assert stopped.is_set()
    assert "the rules finish this turn" in capsys.readouterr().out


def test_the_second_press_leaves() -> None:
    with pytest.raises(KeyboardInterrupt), first_press_stops(lambda: True):
        press(times=2)


def test_where_there_is_nothing_to_stop_the_first_press_leaves() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), first_press_stops(lambda: False):
        press()
    assert signal.getsignal(signal.SIGINT) is before
