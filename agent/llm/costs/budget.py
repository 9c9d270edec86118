"""What calls cost: tokens estimated before, counted after, priced, and held within limits."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import Protocol

from agent.llm.calls import Usage

CALLS = "(THREATPARLEY_CALLS_PER_TURN)"
"""How the limit ends that comes from the number of calls; it is met in the middle of a large draft."""


@dataclass(frozen=True)
class Limits:
    """The most that may be used; zero means no limit."""

    calls_per_turn: int = 8
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
    """What something would cost, told before it is done, and the most it may; fewer than no calls: not known yet."""

    calls: int
    tokens: int
    price: float = 0.0
    most_calls: int = 0
    most_tokens: int = 0
    """Zero means no limit."""

    def line(self) -> str:
        """The estimate in a few words."""
        if self.calls < 0:
            return self._bounds("at most ", " and ") or "not known before the system is described"
        if not self.calls:
            return "nothing is asked, as the draft is up to date"
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        money = f", about {self.price:.4f} at the price that is set" if self.price else ""
        return f"about {calls} and {self.tokens:,} tokens{money}{self._bounds('; never more than ', ' or ')}"

    def _bounds(self, before: str, between: str) -> str:
        bounds = [f"{self.most_calls} calls"] if self.most_calls > max(0, self.calls) else []
        bounds += [f"{self.most_tokens:,} tokens"] if self.most_tokens > max(0, self.tokens) else []
        return before + between.join(bounds) if bounds else ""


CALLS_OF_A_DRAFT, OF_A_DRAFT, OF_A_PART = 4, 20_000, 450
"""A draft is read, put in order, given measures and a next question, one call each; tokens of these, and what each part
of the system adds to them."""


def estimate_of_draft(parts: int, limits: Limits, prices: Prices) -> Estimate:
    """What a whole new draft of a system with so many parts would cost."""
    calls, tokens = CALLS_OF_A_DRAFT, OF_A_DRAFT + parts * OF_A_PART
    if limits.calls_per_turn and calls > limits.calls_per_turn:
        calls, tokens = limits.calls_per_turn, tokens * limits.calls_per_turn // calls
    tokens = min(tokens, limits.tokens_per_turn or tokens)
    price = prices.of(Usage(prompt=tokens * 3 // 4, output=tokens - tokens * 3 // 4))
    return Estimate(calls, tokens, price, limits.calls_per_turn, limits.tokens_per_turn)


class Ledger(Protocol):
    """Keeps what was spent, over turns and days."""

    def spend(self, day: str, session: str, tokens: int, most_of_session: int, most_of_day: int) -> str:
        """Note tokens as spent unless that passes a limit; gives the limit that would be passed, or nothing."""
        ...

    def correct(self, day: str, session: str, tokens: int) -> None:
        """Add tokens, or take them back, without asking."""
        ...

    def count(self, day: str, session: str, asked: tuple[str, str], usage: Usage, price: float | None) -> None:
        """Count one call to a host and model."""
        ...


def tokens_in(text: str) -> int:
    """An estimate on the high side, without any model's own way of counting."""
    plain = len(text.encode("ascii", "ignore"))
    return ceil(plain / 3.6 + (len(text) - plain) * 0.9)


@dataclass
class TokenBudget:
    """What one turn may still spend; asked before every single request."""

    limits: Limits
    ledger: Ledger
    session: str = ""
    clock: Callable[[], float] = time.time
    calls: int = 0
    tokens: int = 0
    asked: tuple[str, str] = ("", "")
    """The host and the model that are paid."""
    prices: Prices = field(default_factory=Prices)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._day = day_of(self.clock())
        """The day of the turn, also past midnight, so that what was reserved is put right where it was taken."""

    def reserve(self, tokens: int, keep_back: int = 0) -> str:
        """Take what a request may cost; gives the limit that stands against it, or nothing."""
        limits = self.limits
        with self._lock:
            if limits.calls_per_turn and self.calls + 1 > limits.calls_per_turn - keep_back:
                return f"{limits.calls_per_turn} calls in one turn {CALLS}"
            if limits.tokens_per_turn and self.tokens + tokens > limits.tokens_per_turn:
                return f"{limits.tokens_per_turn:,} tokens in one turn (THREATPARLEY_TOKENS_PER_TURN)"
            against = self.ledger.spend(
                self._day, self.session, tokens, limits.tokens_per_session, limits.tokens_per_day
            )
            if not against:
                self.calls, self.tokens = self.calls + 1, self.tokens + tokens
            return against

    def settle(self, reserved: int, spent: int) -> None:
        """Put right what was reserved, once it is known what was spent."""
        with self._lock:
            self.tokens += spent - reserved
        self.ledger.correct(self._day, self.session, spent - reserved)

    def count(self, usage: Usage) -> None:
        """Note what an answered call used, for the account."""
        price = self.prices.of(usage) if self.prices != Prices() else None
        self.ledger.count(self._day, self.session, self.asked, usage, price)

    def room(self) -> int:
        """How many more calls the turn may make."""
        return self.limits.calls_per_turn - self.calls if self.limits.calls_per_turn else 1_000


def day_of(moment: float) -> str:
    """The day that a moment counts towards."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
