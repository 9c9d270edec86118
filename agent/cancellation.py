"""A run that can be ended from outside, also where it does nothing but compute.

Where processes work on turns such a run ends with its process (``agent.turn_processes``). Where threads do, its thread
is made to raise an error, which reaches it between two steps of Python. What such a run would still write is kept out
by the lease's fence, and what it holds it holds by ``with``.
"""

import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from agent.graph.run import TurnStopped

T = TypeVar("T")
_TRIES, _PAUSE = 20, 0.1
"""Some code catches errors and goes on; it is told again, for so many times and after so many seconds each."""


class _Nothing(BaseException):
    """Takes the place of an error that has not arrived, and is caught at once."""


class Run:
    """One piece of work on whichever thread takes it; ended at most once, and never after its end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._told = False

    def of(self, work: Callable[[], T]) -> T:
        """Do the work; raises TurnStopped where it was ended."""
        with self._lock:
            self._thread = threading.get_ident()
        self.begun.set()
        try:
            return work()
        finally:
            self._close()

    def end(self) -> bool:
        """Have it end, and say whether it did; what waits outside of Python ends once that gives way."""
        for _ in range(_TRIES):
            with self._lock:
                if self._thread is None:
                    return True
                self._told = True
                _raise_in(self._thread, TurnStopped)
            if self._ended.wait(_PAUSE):
                return True
        return False

    def _close(self) -> None:
        """See to it that nothing more is raised here; what comes while this is done has come too late."""
        while self._thread is not None:
            with suppress(TurnStopped), self._lock:
                self._thread = None
        if self._told:
            _take_back()
        self._ended.set()


def _take_back() -> None:
    """Put an error that is caught here in the place of one that may not have arrived.

    Taking it back with nothing in its place would leave Python looking for it before every step, for good.
    """
    with suppress(_Nothing, TurnStopped):
        _raise_in(threading.get_ident(), _Nothing)
        for _ in range(_STEPS):
            pass


_STEPS = 10_000
"""Far more steps than it takes until an error arrives."""


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
