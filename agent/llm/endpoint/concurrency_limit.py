"""Only so many calls at once: as many as the endpoint serves. Whoever waits for a place is not on the clock."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from agent.llm.calls import Answer, Around, Call, ChatClient, Patience
from agent.llm.errors import DOWN, Kind, ModelError
from agent.llm.turn_log import TurnLog, open_turn_log

_LOOK_SECONDS = 0.1


class Seats(Around):
    """Hands on as many calls at a time as there are places; the others wait, as long as their turn has time."""

    def __init__(self, client: ChatClient, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(client)
        self._places, self._clock = threading.BoundedSemaphore(places), clock

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer, or a ModelError; at once where a call of the same turn found the endpoint down meanwhile."""
        turn_log = open_turn_log()
        with self._seated(patience, turn_log):
            left = patience.until - self._clock()
            try:
                return self._client.complete(call, replace(patience, seconds=min(patience.seconds, left)))
            except ModelError as problem:
                if turn_log is not None and problem.kind in DOWN and problem.kind is not Kind.TIMEOUT:
                    turn_log.met(problem)  # before the place is free, so that the next in line is spared
                raise

    @contextmanager
    def _seated(self, patience: Patience, turn_log: TurnLog | None) -> Iterator[None]:
        while not self._places.acquire(timeout=_LOOK_SECONDS):
            self._look(patience, turn_log)
        try:
            self._look(patience, turn_log)
            yield
        finally:
            self._places.release()

    def _look(self, patience: Patience, turn_log: TurnLog | None) -> None:
        """Leave the line where waiting has no point any more."""
        if patience.stop.is_set():
            raise ModelError(Kind.STOPPED, self.host, self.model)
        if turn_log is not None:
            turn_log.check()
        if self._clock() >= patience.until:
            raise ModelError(Kind.TIMEOUT, self.host, self.model)
