"""What the language model's part of a run came to: calls, tokens, price, and the turns that went on by the rules."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import Field

from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from agent.llm.costs.budget import Prices
    from agent.llm.turn_log import TurnLog


class Spent(Value):
    """What some turns came to; all zero where no language model was asked."""

    turns: int = Field(default=0, description="Turns in which a language model was asked.")
    by_rules: int = Field(default=0, description="Turns of which a step went on by the rules, as the model failed.")
    limited: int = Field(default=0, description="Turns in which a limit of the settings left the rest to the rules.")
    requests: int = Field(default=0, description="Requests that were sent, those without an answer among them.")
    calls: int = Field(default=0, description="Requests that were answered.")
    prompt: int = Field(default=0, description="Tokens sent.")
    cached: int = Field(default=0, description="Those of them that the endpoint had kept.")
    output: int = Field(default=0, description="Tokens answered.")
    estimated: bool = Field(default=False, description="Whether the endpoint told no counts, so that we estimated.")
    price: float = Field(default=0.0, description="Price by the settings; zero where none is set.")
    reasons: dict[str, int] = Field(default_factory=dict, description="Why the rules went on, and how often.")

    @property
    def tokens(self) -> int:
        """Sent and answered together."""
        return self.prompt + self.output

    def __add__(self, other: "Spent") -> "Spent":
        counts = ("turns", "by_rules", "limited", "requests", "calls", "prompt", "cached", "output", "price")
        return Spent(
            **{name: getattr(self, name) + getattr(other, name) for name in counts},
            estimated=self.estimated or other.estimated,
            reasons=dict(Counter(self.reasons) + Counter(other.reasons)),
        )

    def line(self) -> str:
        """The count in a few words."""
        if not self.turns:
            return "no language model was asked"
        about = "about " if self.estimated else ""
        price = f", price about {self.price:.4f}" if self.price else ""
        return (
            f"{self.calls} calls ({self.requests} requests), tokens: {about}{self.prompt:,} sent "
            f"({self.cached:,} of them cached), {self.output:,} answered{price}"
        )

    def by_rules_line(self) -> str:
        """How often the rules went on alone, and why."""
        why = "; ".join(f"{count} x {reason}" for reason, count in sorted(self.reasons.items()))
        failed = f"went on by the rules in {self.by_rules} of {self.turns} turns{f': {why}' if why else ''}"
        return f"{failed}; a limit that is set was reached in {self.limited}" if self.limited else failed


def total(parts: Iterable[Spent]) -> Spent:
    """All of it together."""
    return sum(parts, Spent())


@dataclass
class Book:
    """Adds up the accounts of the turns of one facilitator; it stays empty where no language model is asked."""

    prices: "Prices | None" = None
    _spent: Spent = field(default_factory=Spent)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, turn_log: "TurnLog") -> None:
        """Take the account of a turn that is over."""
        from agent.llm.errors import Kind

        usage, troubles = turn_log.usage, turn_log.troubles.values()
        failed = [problem for problem in troubles if problem.kind is not Kind.BUDGET]
        turn = Spent(
            turns=int(bool(turn_log.budget.calls or turn_log.troubles)),
            by_rules=int(bool(failed)),
            limited=int(len(failed) < len(troubles)),
            requests=turn_log.budget.calls,
            calls=turn_log.answered,
            prompt=usage.prompt,
            cached=usage.cached,
            output=usage.output,
            estimated=usage.estimated,
            price=self.prices.of(usage) if self.prices else 0.0,
            reasons=dict(Counter(str(problem) for problem in failed)),
        )
        with self._lock:
            self._spent += turn

    def so_far(self) -> Spent:
        """What all turns came to until now."""
        with self._lock:
            return self._spent
