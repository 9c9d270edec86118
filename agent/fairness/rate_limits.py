"""What one person may ask for in a minute, in a day and in all; it is looked at before anything is accepted."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.errors import OverLimit

_MINUTE, _DAY = 60.0, 86_400.0
_MEGABYTE = 1_000_000
_MOST_KNOWN = 10_000
"""As many people's buckets are kept; full ones are dropped first."""


@dataclass(frozen=True)
class Allowance:
    """The most of one person; zero is no limit."""

    turns_per_minute: int = 0
    sessions: int = 0
    megabytes: int = 0
    tokens_per_day: int = 0


@dataclass(frozen=True)
class Used:
    """What a person has: models begun, and the bytes of their versions and turns."""

    sessions: int = 0
    size: int = 0


@dataclass
class Allowances:
    """Refuses with a reason, and with when to try again; what is refused was not accepted and costs nothing."""

    most: Allowance = field(default_factory=Allowance)
    used: Callable[[str], Used] = lambda _: Used()
    tokens_today: Callable[[str], int] = lambda _: 0
    """The tokens that a person's models have used since 00:00 UTC."""
    now: Callable[[], float] = lambda: 0.0
    """Seconds since the epoch."""
    refused: Callable[[str], None] = lambda _: None
    """Is told the name of each limit that refuses."""
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Turns left and when that was so, by person."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, person: str, asks_model: Callable[[], bool]) -> None:
        """Let a person say something; raises OverLimit where they have said or keep too much."""
        self._check_size(person)
        if self.most.tokens_per_day and asks_model():
            self._check_tokens(person)
        if self.most.turns_per_minute:
            self._draw(person)

    def session(self, person: str) -> None:
        """Let a person begin a model; raises OverLimit where they have too many or keep too much."""
        if self.most.sessions and (has := self.used(person).sessions) >= self.most.sessions:
            self._refuse(
                "sessions",
                f"No further model was begun: you have {has:,} and may have {self.most.sessions:,}. Delete one that is "
                "no longer needed, or ask whoever runs this for more (sessions_per_person).",
            )
        self._check_size(person)

    def _check_size(self, person: str) -> None:
        most = self.most.megabytes
        if most and (size := self.used(person).size) >= most * _MEGABYTE:
            self._refuse(
                "bytes",
                f"What you sent was not taken: your models take {size / _MEGABYTE:,.0f} MB and may take {most:,} MB. "
                "Delete a model that is no longer needed, or ask whoever runs this for more (megabytes_per_person).",
            )

    def _check_tokens(self, person: str) -> None:
        most = self.most.tokens_per_day
        if (spent := self.tokens_today(person)) >= most:
            self._refuse(
                "tokens",
                f"What you sent was not taken: your models have used {spent:,} of {most:,} tokens of the language "
                "model today. It goes on at 00:00 UTC (tokens_per_person_per_day); until then, set this model to stay "
                "offline, and the rules alone answer.",
                _DAY - self.now() % _DAY,
            )

    def _draw(self, person: str) -> None:
        """Take one turn out of a person's bucket, which fills again evenly over a minute."""
        most, now = self.most.turns_per_minute, self.now()
        with self._lock:
            left, at = self._buckets.get(person, (float(most), now))
            left = min(float(most), left + max(0.0, now - at) * most / _MINUTE)
            if left >= 1:
                self._buckets[person] = (left - 1, now)
                self._forget_full(now)
                return
        wait = (1 - left) * _MINUTE / most
        self._refuse(
            "turns",
            f"What you sent was not taken: {most:,} turns a minute are the most for one person (turns_per_minute). "
            f"Send it again in {math.ceil(wait)} s.",
            wait,
        )

    def _forget_full(self, now: float) -> None:
        if len(self._buckets) > _MOST_KNOWN:
            self._buckets = {name: kept for name, kept in self._buckets.items() if kept[1] > now - _MINUTE}

    def _refuse(self, limit: str, why: str, wait: float = 0.0) -> None:
        self.refused(limit)
        raise OverLimit(why, limit, math.ceil(wait))
