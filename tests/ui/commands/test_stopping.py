"""Ctrl+C while a turn is at work."""

import os
import signal
import time

import pytest

from ui.commands.stopping import first_press_stops


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)


def test_the_first_press_stops_the_language_model_only(capsys: pytest.CaptureFixture[str]) -> None:
    stopped: list[int] = []
    with first_press_stops(lambda: stopped.append(1) is None):
        press()
    assert stopped == [1]
    assert "the rules finish this turn" in capsys.readouterr().out


def test_the_second_press_leaves() -> None:
    with pytest.raises(KeyboardInterrupt), first_press_stops(lambda: True):
        press()
        press()


def test_where_there_is_nothing_to_stop_the_first_press_leaves() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), first_press_stops(lambda: False):
        press()
    assert signal.getsignal(signal.SIGINT) is before
