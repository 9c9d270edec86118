"""When to ask an endpoint again, and when to leave it alone; the only place that repeats a call."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.llm.calls import Answer, Around, Call, ChatClient, Patience
from agent.llm.errors import CONTENT, LASTING, PASSING, Kind, ModelError

MOST_AGAIN = 2
LONGEST_WAIT = 20.0
"""The longest an endpoint's own wish for a pause is honoured, in seconds."""
_AGAIN = frozenset({Kind.BUSY, Kind.SERVER})
_FIRST_PAUSE = 0.4
_SHARE = 0.4
"""How many further tries each call earns; so a flapping endpoint never gets half as many again."""
_SAVED = 4.0
_FAILURES = 3
_REST_SECONDS = 8.0
_LASTING_REST_SECONDS = 60.0


@dataclass
class Circuit:
    """Whether the endpoint is left alone for a while, and why."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _until: float = 0.0
    _why: ModelError | None = None
    _saved: float = _SAVED
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Fail at once, with the reason that was met before, while the endpoint is left alone."""
        with self._lock:
            if self._why is not None and self.clock() < self._until:
                raise ModelError(self._why.kind, self._why.host, self._why.model, self._why.detail)

    def went_well(self) -> None:
        """An answer came."""
        with self._lock:
            self._failures, self._why = 0, None
            self._saved = min(_SAVED, self._saved + _SHARE)

    def failed(self, problem: ModelError) -> None:
        """Count a failure: what lasts closes the way at once, what passes after a few."""
        with self._lock:
            if problem.kind in LASTING:
                self._until, self._why = self.clock() + _LASTING_REST_SECONDS, problem
            elif problem.kind in CONTENT:
                self._failures = 0
            elif problem.kind in PASSING:
                self._failures += 1
                self._saved = min(_SAVED, self._saved + _SHARE)
                if self._failures >= _FAILURES:
                    self._until, self._why = self.clock() + _REST_SECONDS, problem

    def may_repeat(self) -> bool:
        """Whether a further try was earned; taking it spends it."""
        with self._lock:
            if self._saved < 1:
                return False
            self._saved -= 1
            return True


class PatientClient(Around):
    """Repeats what is worth repeating, within the time there is, and rests when nothing answers."""

    def __init__(
        self,
        client: ChatClient,
        circuit: Circuit | None = None,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(client)
        self._circuit, self._chance, self._clock = circuit or Circuit(clock), chance, clock

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer, after at most two further tries."""
        self._circuit.check()
        until, pause = self._clock() + patience.seconds, _FIRST_PAUSE
        met: ModelError | None = None
        for left in range(MOST_AGAIN, -1, -1):
            try:
                answer = self._client.complete(call, replace(patience, seconds=until - self._clock()))
            except ModelError as problem:
                if met is not None and problem.kind is Kind.BUDGET:
                    raise met from None  # what went wrong is the trouble, not that no call is left to repeat it
                met = problem
                self._circuit.failed(problem)
                wait = self._wait(problem, pause, until - self._clock())
                if left == 0 or wait is None or not self._circuit.may_repeat():
                    raise
                if patience.stop.wait(wait):
                    raise ModelError(Kind.STOPPED, self.host, self.model) from None
                pause *= 2
            else:
                self._circuit.went_well()
                return answer
        raise ModelError(Kind.SERVER, self.host, self.model)

    def _wait(self, problem: ModelError, pause: float, left: float) -> float | None:
        """How long to wait before the next try; none where another try is not worth it."""
        if problem.kind not in _AGAIN:
            return None
        asked = problem.wait if problem.wait is not None else pause
        wait = asked + pause * self._chance() * 0.5
        return wait if asked <= LONGEST_WAIT and wait < left - 0.5 else None
