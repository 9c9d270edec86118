"""One process of a pool: it opens the work, and drafts one item after the other that it is handed."""

import ctypes
import multiprocessing
import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext

from agent.portfolio.items import Item, Opener, Outcome, Unusable

Answer = tuple[str, Outcome | None]
"""A problem in words, or none and the outcome; "!" before the words says that trying again would not help."""


def context() -> BaseContext:
    """How processes begin: by a fork where that is sound, as the copy has everything loaded and is at work at once.

    What is forked must have no threads and no open database: who opens the work before the fork sees to that (a search
    in memory, not Chroma; the facilitator that warmed up is closed, its threads with it). Elsewhere a process begins
    afresh and loads everything itself.
    """
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


_PR_SET_PDEATHSIG = 1


class Worker:
    """A process with at most one item at work."""

    def __init__(self, opener: Opener) -> None:
        self.item: Item | None = None
        self.began = 0.0
        made = context()
        self.connection, theirs = made.Pipe()
        self._process = made.Process(  # type: ignore[attr-defined] # every context has it, the base does not say so
            target=_serve, args=(os.getpid(), theirs, opener), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def process(self) -> int:
        """Its number."""
        return int(self._process.pid or 0)

    @property
    def ended(self) -> int:
        """What becomes ready when it ends, for ``multiprocessing.connection.wait``."""
        return int(self._process.sentinel)

    def begin(self, item: Item, now: float) -> None:
        """Hand it an item; a process that is gone meanwhile is found out by whoever waits for it."""
        self.item, self.began = item, now
        try:
            self.connection.send(item)
        except OSError:
            return

    def answer(self) -> Answer | None:
        """What it says; none where it ended without a word."""
        try:
            return self.connection.recv() if self.connection.poll() else None
        except (EOFError, OSError):
            return None

    def end(self) -> int:
        """Make it end, and give its exit code: negative where a signal ended it."""
        self._process.join(timeout=0)
        if self._process.exitcode is None:
            self._process.kill()
        self._process.join()
        code = int(self._process.exitcode or 0)
        self.connection.close()
        self._process.close()
        return code


def end_with(parent: int) -> None:
    """See to it that this process does not outlive the one that began it, even where that one is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _serve(parent: int, connection: Connection, opener: Opener) -> None:
    """Work until nobody hands anything any more; whoever watches the terminal stops the process that began this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with(parent)
    try:
        with opener() as work:
            while True:
                connection.send(_answered(work, connection.recv()))
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)  # a forked copy runs nothing of what the first process does at its end


def _answered(work: object, item: Item) -> Answer:
    assert callable(work)
    try:
        return "", work(item)
    except Unusable as problem:
        return f"!{problem}", None
    except Exception as problem:  # whatever it is, it is told, and the other items go on
        return told(problem), None


def told(problem: BaseException) -> str:
    """An error in one line, with the place it came from."""
    places = traceback.extract_tb(problem.__traceback__)
    where = f" ({os.path.basename(places[-1].filename)}, line {places[-1].lineno})" if places else ""
    return f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}{where}"
