"""A run that can be ended from outside, also where it does nothing but compute.

Processes could be ended more simply, but each would hold the catalog and the search once more. So the run's thread is
made to raise an error instead, which reaches it between two steps of Python. What such a run would still write is kept
out by the lease's fence, and what it holds it holds by ``with``.
"""

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

from agent.graph.run import TurnStopped

T = TypeVar("T")
_TRIES, _PAUSE = 20, 0.1
"""Some code catches errors and goes on; it is told again, for so many times and after so many seconds each."""


class Run:
    """One piece of work on whichever thread takes it; ended at most once, and never after its end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._thread: int | None = None

    def of(self, work: Callable[[], T]) -> T:
        """Do the work; raises TurnStopped where it was ended."""
        with self._lock:
            self._thread = threading.get_ident()
        self.begun.set()
        try:
            return work()
        finally:
            with self._lock:  # from here on nothing more is raised, and what has not arrived yet is taken back
                _raise_in(self._thread, None)
                self._thread = None
            self._ended.set()

    def end(self) -> bool:
        """Have it end, and say whether it did; what waits outside of Python ends once that gives way."""
        for _ in range(_TRIES):
            with self._lock:
                if self._thread is None:
                    return True
                _raise_in(self._thread, TurnStopped)
            if self._ended.wait(_PAUSE):
                return True
        return False


def _raise_in(thread: int | None, error: type[BaseException] | None) -> None:
    if thread is not None:
        raised = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
