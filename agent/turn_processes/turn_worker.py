"""Have accepted turns worked on by other processes; those that end in the middle of one are replaced."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from agent.errors import SessionBusy
from agent.turn_processes.crew import Crew
from agent.turn_processes.messages import Begun, Done, Hush, Order, Over, Stepped
from agent.turn_processes.turn_process import TurnProcess
from agent.worker import CLOSING, MOST_TRIES, OnStep, TurnWorker

_GRACE = 4.0
"""Seconds beyond a turn's time in which its process may still end it by itself."""
_AGAIN = "The processes that work on turns end again and again. What you sent is kept; try again shortly."


@dataclass
class _Clock:
    """Which turn of an order is at work, and until when it may be."""

    number: int | None = None
    until: float | None = None

    @property
    def left(self) -> float | None:
        """The seconds that it still has; none where nothing is at work."""
        return None if self.until is None else max(0.001, self.until - time.monotonic())


class ProcessTurnWorker(TurnWorker):
    """As a worker of this process, but for the work itself; where no process can be begun it does that, too.

    A turn is accepted by now and lies in the store, so a process is told its name alone. Who ended in the middle of it
    held a lease, which is free as its holder is gone; the next one takes the turn up, and the fence sees to it that it
    ends once.
    """

    def __init__(self, crew: Crew, trouble: Callable[[], str], *parts: Any) -> None:
        """``trouble`` tells what is wrong with the search, which the processes cannot know."""
        super().__init__(*parts)
        self._crew, self._trouble = crew, trouble
        self._tasks = count(1)

    def work(self, session: str, number: int, on_step: OnStep | None, wait: float | None = None) -> None:
        """See to it that a turn has ended, with those that wait before it."""
        for tried in range(MOST_TRIES + 2):
            if self._closing.is_set():
                raise SessionBusy(CLOSING)
            if tried and self._has_ended(session, number):
                return
            process = self._crew.place(session)
            if process is None:
                super().work(session, number, on_step, wait)
                return
            order = Order(next(self._tasks), session, number, on_step is not None, wait, self._trouble())
            if self._followed(process, order, on_step):
                return
        raise SessionBusy(_AGAIN)

    def can_hush(self, session: str, number: int) -> bool:
        """Whether a language model has a part in a turn at work that nobody has stopped yet."""
        return self._crew.asking(session, number) is not None or super().can_hush(session, number)

    def hush(self, session: str, number: int) -> bool:
        """Stop the language model's part of a turn at work; false where there is none."""
        process = self._crew.asking(session, number)
        if process is None:
            return super().hush(session, number)
        process.tell(Hush(session, number))
        return process.hushed(session, number)

    def hush_all(self, session: str) -> None:
        """Stop the language model's part of every turn of a session at work."""
        super().hush_all(session)
        self._crew.tell_all(Hush(session))

    def warm_up(self) -> None:
        """Begin the processes; what a turn needs is loaded there."""
        self._crew.load()
        self._trouble()
        self._crew.warm_up()
        if self._crew.off:
            super().warm_up()

    def close(self) -> None:
        """Stop between two steps, and end all processes."""
        self._closing.set()
        self._crew.close()
        super().close()

    def _followed(self, process: TurnProcess, order: Order, on_step: OnStep | None) -> bool:
        """Hand on what is told of an order; false where its process ended, or was ended, before it was done."""
        heard, clock, began = process.begin(order), _Clock(), time.monotonic()
        while True:
            try:
                told = heard.get(timeout=clock.left)
            except queue.Empty:
                self._crew.end(process)
                self._late(order.session, clock.number or order.number)
                return False
            if isinstance(told, Begun):
                clock = _Clock(told.number, time.monotonic() + self._limits.deadline + _GRACE)
            elif isinstance(told, Over):
                clock = _Clock()
            elif isinstance(told, Stepped):
                if on_step is not None:
                    on_step(told.progress)
            elif isinstance(told, Done):
                self._retire(process)
                if told.problem is not None:
                    raise told.problem
                return True
            else:
                if not self._closing.is_set() and clock.number is not None:
                    self.pulse.turn(time.monotonic() - began, "left")
                return False

    def _retire(self, process: TurnProcess) -> None:
        """End a process in which a run goes on beyond its time, once nothing else is at work there."""
        if process.retired and not len(process):
            self._crew.end(process)

    def _late(self, session: str, number: int) -> None:
        """Tell that a turn took too long, after its process was ended in the middle of it."""
        self.pulse.turn(self._limits.deadline + _GRACE, "failed")
        with self.writing(session, done=lambda: self._has_ended(session, number)) as lease:
            pending = None if lease is None else self._store.begin_turn(lease, number)
            if lease is not None and pending is not None and pending.turn.number == number:
                self._fail_late(lease, number)
