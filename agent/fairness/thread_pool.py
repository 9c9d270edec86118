"""A bounded number of threads that do what owners ask for, each in its turn."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from agent.fairness.fair_queue import Claim, FairQueue

Work = Callable[[], Any]


class _Piece:
    """Something to do, with where its result goes and since when it waits."""

    def __init__(self, work: Work) -> None:
        self.work, self.since = work, time.monotonic()
        self.future: Future[Any] = Future()


class FairPool:
    """Threads over a fair queue: of one lane one piece at a time, of one owner so many at most."""

    def __init__(self, workers: int, each: int, name: str) -> None:
        """At most ``workers`` threads, ``each`` for one owner while others are around; ``name`` is that of threads."""
        self.workers = workers
        self._queue: FairQueue[_Piece] = FairQueue(workers, each, time.monotonic)
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._pieces: dict[tuple[str, str, Future[Any]], _Piece] = {}
        self._running = 0
        self._closed = False

    def submit(self, owner: str, lane: str, work: Work) -> "Future[Any]":
        """Have something done; raises RuntimeError once these are closed."""
        piece = _Piece(work)
        with self._lock:
            if self._closed:
                raise RuntimeError("nothing more is begun, as the program is closing")
            self._queue.put(owner, lane, piece)
            self._pieces[owner, lane, piece.future] = piece
        self._fill()
        return piece.future

    def ahead(self, owner: str, lane: str, future: "Future[Any]") -> int | None:
        """How many pieces are begun before one that waits; none where it is at work or done."""
        with self._lock:
            piece = self._pieces.get((owner, lane, future))
            return None if piece is None else self._queue.ahead(owner, lane, piece)

    def load(self) -> tuple[int, int, float]:
        """How many pieces are at work, how many wait, and for how many seconds the oldest of them has waited."""
        with self._lock:
            ages = [time.monotonic() - piece.since for piece in self._pieces.values()]
            return self._running, len(ages), max(ages, default=0.0)

    def close(self) -> None:
        """Begin nothing more and wait for what is at work; what waits is cancelled."""
        with self._lock:
            self._closed = True
            left = self._queue.drop()
            self._pieces.clear()
        for piece in left:
            piece.future.cancel()
            piece.future.set_running_or_notify_cancel()
        self._threads.shutdown(wait=True)

    def _fill(self) -> None:
        """Give free threads something to do."""
        with self._lock:
            while not self._closed and (claim := self._queue.take()) is not None:
                self._running += 1
                self._pieces.pop((claim.owner, claim.lane, claim.item.future))
                self._threads.submit(self._do, claim)

    def _do(self, claim: Claim[_Piece]) -> None:
        piece = claim.item
        result, problem = None, None
        if piece.future.set_running_or_notify_cancel():
            try:
                result = piece.work()
            except BaseException as raised:  # whatever it is, whoever waits for it is told
                problem = raised
        with self._lock:
            self._queue.give_back(claim)
            self._running -= 1
        self._fill()
        if problem is not None:
            piece.future.set_exception(problem)
        elif not piece.future.cancelled():
            piece.future.set_result(result)
