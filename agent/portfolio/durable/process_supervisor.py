"""Keep a number of executors alive: one that dies is replaced by a fork of this warm, single-threaded process."""

import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from agent.portfolio.durable.executor import execute
from agent.portfolio.durable.run_terms import Terms
from agent.portfolio.items import Opener
from agent.portfolio.worker_process import context, end_with

_QUICK_SECONDS = 0.5
"""As long a pause is made before the next fork, so that executors that cannot begin do not keep the machine busy."""


class Nursery:
    """A process that has the executors; it ends with the one that made it."""

    def __init__(self, opener: Opener, terms: Terms, processes: int) -> None:
        made = context()
        self._line, theirs = made.Pipe()
        self._process: BaseProcess = made.Process(  # type: ignore[attr-defined] # every context has it
            target=_tend, args=(os.getpid(), theirs, opener, terms, processes)
        )
        self._process.start()
        theirs.close()

    def begin(self) -> None:
        """Let the executors begin."""
        self._line.send("begin")

    @property
    def executors(self) -> tuple[int, ...]:
        """The numbers of the processes at work."""
        self._line.send("who")
        return tuple(self._line.recv())

    def close(self) -> None:
        """End them all."""
        with suppress(OSError):
            self._line.send("end")
        self._process.join()
        self._line.close()


def _tend(parent: int, line: Connection, opener: Opener, terms: Terms, processes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with(parent)
    alive: list[BaseProcess] = []
    begun = False
    try:
        while True:
            if begun and len(alive) < processes:
                alive.append(_executor(opener, terms))
            ready = wait([line, *(one.sentinel for one in alive)], timeout=_QUICK_SECONDS)
            if line in ready:
                asked = line.recv()
                if asked == "end":
                    return
                begun = True
                if asked == "who":
                    line.send([one.pid for one in alive])
            for one in [one for one in alive if one.sentinel in ready]:
                one.join()
                alive.remove(one)
    except (EOFError, OSError):
        pass
    finally:
        for one in alive:
            one.kill()
            one.join()
        os._exit(0)


def _executor(opener: Opener, terms: Terms) -> BaseProcess:
    process: BaseProcess = context().Process(  # type: ignore[attr-defined] # every context has it
        target=_executed, args=(os.getpid(), opener, terms), daemon=True
    )
    process.start()
    return process


def _executed(parent: int, opener: Opener, terms: Terms) -> None:
    """Work, and end with the nursery, however that one ends."""
    end_with(parent)
    try:
        execute(opener, terms)
    finally:
        os._exit(1)
