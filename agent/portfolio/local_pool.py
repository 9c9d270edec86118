"""Run items on this machine: one warm pool of processes, of which each may die without the others noticing."""

import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait

from agent.portfolio.items import MOST_DEATHS, MOST_TRIES, Item, Opener, Outcome, set_aside
from agent.portfolio.worker_process import Worker

_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})
"""Exit codes of a process that somebody else ended, such as an operator, or a system short of memory."""


class LocalRunner:
    """A pool of processes; an item that fails is tried again after the others, and set aside in the end."""

    def __init__(
        self, opener: Opener, processes: int, seconds: float = 600, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``seconds`` is the longest that one item may take in one try."""
        self._opener, self._processes, self._seconds, self._clock = opener, processes, seconds, clock
        self._workers: list[Worker] = []
        self._again: deque[Item] = deque()
        self._tries: Counter[str] = Counter()
        self._deaths: Counter[str] = Counter()

    @property
    def workers(self) -> tuple[int, ...]:
        """The numbers of the processes that are at work."""
        return tuple(worker.process for worker in self._workers if worker.item is not None)

    def run(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """The outcomes as they come; only as many items are taken as there are processes."""
        coming = iter(items)
        try:
            while self._hand_out(coming):
                yield from self._collected()
        finally:
            self.close()

    def close(self) -> None:
        """End all processes."""
        while self._workers:
            self._workers.pop().end()

    def _hand_out(self, coming: Iterator[Item]) -> bool:
        """Give every idle process an item; false once all are idle and nothing is left."""
        for worker in self._workers:
            if worker.item is None and (item := self._next(coming)) is not None:
                worker.begin(item, self._clock())
        while len(self._workers) < self._processes and (item := self._next(coming)) is not None:
            self._workers.append(Worker(self._opener))
            self._workers[-1].begin(item, self._clock())
        return any(worker.item is not None for worker in self._workers)

    def _next(self, coming: Iterator[Item]) -> Item | None:
        """A fresh item, or at the end one that is tried again."""
        item = next(coming, None)
        return item if item is not None else self._again.popleft() if self._again else None

    def _collected(self) -> Iterator[Outcome]:
        """Wait until something happens, and give what is finished by it."""
        self._wait()
        for worker in tuple(self._workers):
            item = worker.item
            if item is None:
                continue
            answer = worker.answer()
            if answer is not None:
                worker.item = None
                problem, outcome = answer
                yield from (outcome,) if outcome else self._failed(item, problem)
            elif worker.ended in wait([worker.ended], timeout=0):
                yield from self._died(worker, item)
            elif self._clock() - worker.began > self._seconds:
                self._drop(worker)
                yield from self._failed(item, f"it took longer than {self._seconds:g} s")

    def _wait(self) -> None:
        busy = [worker for worker in self._workers if worker.item is not None]
        left = min(worker.began for worker in busy) + self._seconds - self._clock()
        wait([one for worker in busy for one in (worker.connection, worker.ended)], timeout=max(0.01, left + 0.01))

    def _died(self, worker: Worker, item: Item) -> Iterator[Outcome]:
        """A process that was ended from outside says nothing against its item; one that crashed does."""
        code = self._drop(worker)
        if code not in _OUTSIDE:
            what = f"by signal {-code}" if code < 0 else f"with code {code}"
            yield from self._failed(item, f"the process that worked on it ended {what}")
            return
        self._deaths[item.id] += 1
        if self._deaths[item.id] < MOST_DEATHS:
            self._again.append(item)
        else:
            yield set_aside(item, f"the process that worked on it was ended from outside {MOST_DEATHS} times")

    def _failed(self, item: Item, problem: str) -> Iterator[Outcome]:
        self._tries[item.id] += 1
        if problem.startswith("!"):
            yield set_aside(item, problem[1:])
        elif self._tries[item.id] < MOST_TRIES:
            self._again.append(item)
        else:
            yield set_aside(item, f"it failed {MOST_TRIES} times: {problem}")

    def _drop(self, worker: Worker) -> int:
        self._workers.remove(worker)
        return worker.end()
