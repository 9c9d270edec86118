"""What calls cost: tokens estimated before, counted after, priced, and held within limits."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Protocol

from agent.analyst.llm.calls import Usage


@dataclass(frozen=True)
class Limits:
    """The most that may be used; zero means no limit."""

    calls_per_turn: int = 14
    tokens_per_turn: int = 60_000
    tokens_per_session: int = 1_000_000
    tokens_per_day: int = 5_000_000


@dataclass(frozen=True)
class Prices:
    """What a million tokens cost, in any one currency; zero means unknown."""

    prompt: float = 0.0
    cached: float = 0.0
    output: float = 0.0

    def of(self, usage: Usage) -> float:
        """The price of some usage; cached tokens without a price of their own count as the others."""
        fresh = usage.prompt - usage.cached
        return (fresh * self.prompt + usage.cached * (self.cached or self.prompt) + usage.output * self.output) / 1e6


@dataclass(frozen=True)
class Estimate:
    """What something would cost at most, told before it is done."""

    calls: int
    tokens: int
    price: float

    def line(self) -> str:
        """The estimate in a few words."""
        money = f", about {self.price:.3f} at the price that is set" if self.price else ""
        return f"at most {self.calls} calls and {self.tokens:,} tokens{money}"


class Ledger(Protocol):
    """Keeps what was spent, over turns and days."""

    def spend(self, day: str, session: str, tokens: int, most_of_session: int, most_of_day: int) -> str:
        """Note tokens as spent unless that passes a limit; gives the limit that would be passed, or nothing."""
        ...

    def correct(self, day: str, session: str, tokens: int) -> None:
        """Add tokens, or take them back, without asking."""
        ...


def tokens_in(text: str) -> int:
    """An estimate on the high side, without any model's own way of counting."""
    plain = sum(character.isascii() for character in text)
    return ceil(plain / 3.6 + (len(text) - plain) * 0.9)


@dataclass
class Purse:
    """What one turn may still spend; asked before every single request."""

    limits: Limits
    ledger: Ledger
    session: str = ""
    clock: Callable[[], float] = time.time
    calls: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def reserve(self, tokens: int, keep_back: int = 0) -> str:
        """Take what a request may cost; gives the limit that stands against it, or nothing."""
        limits = self.limits
        with self._lock:
            if limits.calls_per_turn and self.calls + 1 > limits.calls_per_turn - keep_back:
                return f"{limits.calls_per_turn} calls in one turn"
            if limits.tokens_per_turn and self.tokens + tokens > limits.tokens_per_turn:
                return f"{limits.tokens_per_turn:,} tokens in one turn"
            against = self.ledger.spend(
                self._day(), self.session, tokens, limits.tokens_per_session, limits.tokens_per_day
            )
            if not against:
                self.calls, self.tokens = self.calls + 1, self.tokens + tokens
            return against

    def settle(self, reserved: int, spent: int) -> None:
        """Put right what was reserved, once it is known what was spent."""
        with self._lock:
            self.tokens += spent - reserved
        self.ledger.correct(self._day(), self.session, spent - reserved)

    def room(self) -> int:
        """How many more calls the turn may make."""
        return self.limits.calls_per_turn - self.calls if self.limits.calls_per_turn else 1_000

    def _day(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).date().isoformat()
