"""Ctrl+C while a turn is at work."""

import signal
import threading
from collections.abc import Callable
from typing import cast

import pytest

from agent.domain.sessions.session import Said, Session
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from tests.ui.fake import FakeFacilitator
from ui.commands.authoring import interviewing
from ui.commands.interrupts import first_press_stops


def press(times: int = 1) -> None:
    for _ in range(times):
        # the handler of a signal is run before the next line
        signal.raise_signal(signal.SIGINT)


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


def test_a_press_during_a_turn_of_the_interview_stops_its_language_model_and_the_turn_is_answered() -> None:
    class Pressed(FakeFacilitator):
        def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
            press()
            return super().work(session_id, number, progress)

    facilitator = Pressed()
    facilitator.asks_model = True
    said = Said(text="It reads mail.", key="key-00001")
    after = interviewing._heard(cast(Facilitator, facilitator), facilitator.start().id, said)
    assert facilitator.hushed.is_set()
    assert after.turns[-1].reply is not None


def test_words_are_shown_as_they_come_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    class Telling(FakeFacilitator):
        def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
            assert progress is not None
            progress(Progress(step="read", label="Read", done=1, total=4))
            progress(Progress(step="draft", label="", done=1, total=4, words="At the desk, mail is read."))
            return super().work(session_id, number, progress)

    facilitator = Telling()
    said = Said(text="It reads mail.", key="key-00001")
    interviewing._heard(cast(Facilitator, facilitator), facilitator.start().id, said)
    shown = capsys.readouterr()
    assert "At the desk, mail is read." in shown.err
    assert shown.err.count("…") == 1
    assert "At the desk" not in shown.out
