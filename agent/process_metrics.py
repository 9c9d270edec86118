"""What this process has done since it began, in numbers without anybody's words: for probes and for metrics."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["done", "failed", "left"]
"""A turn was answered, ended with a problem, or was left to be finished later or elsewhere."""
Heard = Callable[[str, float, str], None]
"""Is told what happened, how much of it, and its kind."""


@dataclass
class Pulse:
    """Counts; safe to use from every thread."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By what happened and its kind."""
    answered_at: float | None = None
    """When the endpoint of the language model answered last, by the clock that only goes forward."""
    failed_at: float | None = None
    """When it last failed to."""
    heard: Heard = lambda name, amount, kind: None
    processes: Callable[[], tuple[int, int]] = lambda: (0, 0)
    """Gives how many processes work on turns, and how many there are to be; none where threads do."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, seconds: float, outcome: Outcome) -> None:
        """A turn came to an end after so many seconds of work."""
        self._count("turns", 1, outcome)
        self.heard("turn_seconds", seconds, outcome)

    def refused(self, limit: str) -> None:
        """Somebody asked for more than the settings allow."""
        self._count("refusals", 1, limit)

    def asked(self, answers: int, tokens: int, troubles: tuple[str, ...]) -> None:
        """A turn asked the endpoint: how often it answered, what was used, and the kinds of what went wrong."""
        if answers:
            self.answered_at = time.monotonic()
        if troubles:
            self.failed_at = time.monotonic()
        self._count("answers", answers, "")
        self._count("tokens", tokens, "")
        for kind in troubles:
            self._count("errors", 1, kind)

    def replaced(self) -> None:
        """A process that worked on turns ended, and another one takes its place."""
        self._count("replaced", 1, "")

    def crew(self) -> dict[str, object] | None:
        """How the processes are that work on turns; none where threads do by themselves."""
        there, wanted = self.processes()
        if not wanted:
            return None
        return {"well": there > 0, "at_work": there, "replaced": self.counts["replaced", ""]}

    def take(self, name: str, amount: float, kind: str) -> None:
        """Take in what another process of this program counted."""
        if name == "turn_seconds":
            self.heard(name, amount, kind)
            return
        if name == "answers":
            self.answered_at = time.monotonic()
        if name == "errors":
            self.failed_at = time.monotonic()
        self._count(name, round(amount), kind)

    def endpoint(self) -> dict[str, object]:
        """What is known of the endpoint from being asked: nothing is asked for this."""
        now = time.monotonic()
        ago = {
            name: None if at is None else round(now - at)
            for name, at in (("answered_seconds_ago", self.answered_at), ("failed_seconds_ago", self.failed_at))
        }
        well = self.failed_at is None or (self.answered_at or 0.0) > self.failed_at
        return {"well": well, **ago}

    def _count(self, name: str, amount: int, kind: str) -> None:
        if not amount:
            return
        with self._lock:
            self.counts[name, kind] += amount
        self.heard(name, amount, kind)
