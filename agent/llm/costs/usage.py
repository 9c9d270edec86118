"""What a language model has cost in a conversation, what a draft would cost, and what may still be used."""

from typing import Protocol, runtime_checkable

from pydantic import Field

from agent.domain import Session
from knowledge.vocabulary import Value


class ModelUse(Value):
    """What was used of one model in a conversation."""

    model: str = Field(description="Name of the model.")
    host: str = Field(description="Where it is.")
    calls: int = Field(description="How many requests were made.")
    prompt: int = Field(description="Tokens sent.")
    cached: int = Field(description="Those of them that the endpoint had kept.")
    output: int = Field(description="Tokens answered.")
    estimated: bool = Field(default=False, description="Whether some of it is our own estimate.")
    price: float | None = Field(default=None, description="What it cost at the prices of the day; none: not known.")

    @property
    def tokens(self) -> int:
        """Sent and answered together."""
        return self.prompt + self.output

    def words(self) -> str:
        """The numbers in a few words."""
        about = "about " if self.estimated else ""
        calls = "1 call" if self.calls == 1 else f"{self.calls:,} calls"
        money = "" if self.price is None else f", about {self.price:.4f} at the price that is set"
        kept = f" ({self.cached:,} of them cached)" if self.cached else ""
        return f"{calls}, {about}{self.prompt:,} tokens sent{kept}, {self.output:,} answered{money}"


class ModelAccount(Value):
    """What a conversation has used of the language model that is asked for it, beside what it may use."""

    model: str = Field(description="The model that is asked now.")
    host: str = Field(description="Where it is.")
    uses: tuple[ModelUse, ...] = Field(default=(), description="What was used in this conversation, by model.")
    tokens_session: int = Field(description="Tokens of this conversation, as its limit counts them.")
    tokens_today: int = Field(description="Tokens of today in all conversations.")
    limit_session: int = Field(description="The most of a conversation; 0: no limit.")
    limit_day: int = Field(description="The most of a day; 0: no limit.")
    limit_turn: int = Field(description="The most of one turn; 0: no limit.")
    most_calls: int = Field(description="The most calls of one turn; 0: no limit.")
    price_session: float | None = Field(default=None, description="What this conversation cost; none: not known.")
    estimate: str = Field(description="What a full draft would use, in a few words.")
    reached: str = Field(default="", description="The limit that is reached, with what to do; empty: none.")
    note: str = Field(default="", description="What is not known about the numbers.")

    @property
    def calls_session(self) -> int:
        """How many requests this conversation made."""
        return sum(use.calls for use in self.uses)

    @property
    def cached_session(self) -> int:
        """How many of the tokens the endpoints had kept."""
        return sum(use.cached for use in self.uses)

    def used(self) -> str:
        """What this conversation has used so far, in a sentence."""
        calls = "1 call" if self.calls_session == 1 else f"{self.calls_session:,} calls"
        kept = f" ({self.cached_session:,} cached)" if self.cached_session else ""
        money = "" if self.price_session is None else f", about {self.price_session:.4f} at the price that is set"
        return f"Used so far: {calls}, {self.tokens_session:,} tokens{kept}{money}."

    def limits(self) -> str:
        """What may be used, in a sentence."""
        today = f"; today {self.tokens_today:,} of {_most(self.limit_day)}"
        turn = f"; one turn {_most(self.limit_turn)} in {_most(self.most_calls)} calls"
        return f"Limit of this conversation: {_most(self.limit_session)} tokens{turn}{today}."


@runtime_checkable
class Accountant(Protocol):
    """An analyst that can tell what it has used."""

    def account(self, session: Session) -> ModelAccount | None:
        """What a conversation has used; none where no language model is asked for it."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """An analyst that keeps something between turns, and can let go of it."""

    def forget(self, session: str) -> None:
        """Remove what was kept of a conversation, and its address beside the numbers of what was used."""
        ...


def _most(limit: int) -> str:
    return f"{limit:,}" if limit else "any number of"
