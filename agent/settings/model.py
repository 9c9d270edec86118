"""The settings of the language model: where it is, how it is asked, and what that may take."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from agent.settings.addresses import is_loopback
from knowledge.vocabulary import Value

TASKS = ("read", "draft", "mitigate", "reply")
"""What a model is asked for; each can be left to the rules."""
_AT_ONCE_HERE, _AT_ONCE_ELSEWHERE = 1, 4
"""A server on this machine works on one call at a time; a provider on several."""


class ModelSettings(Value):
    """How the language model is reached."""

    base_url: str | None = Field(default=None, description="Address of an OpenAI-compatible endpoint.")
    api_key: SecretStr | None = Field(default=None, description="Key for that endpoint; never shown or stored.")
    model: str | None = Field(default=None, max_length=200, description="Name of the language model there.")
    temperature: float = Field(default=0.0, ge=0, le=2, description="How freely the language model answers.")
    reasoning_effort: Literal["none", "low", "medium", "high"] | None = Field(
        default=None, description="How long a model that thinks aloud may think; none set: as the endpoint does."
    )
    turn_deadline_seconds: float = Field(
        default=180.0, ge=1, le=3600, description="The longest a turn may take; a call may take what is left of it."
    )
    call_seconds: float | None = Field(
        default=None, ge=1, le=600, description="Former limit of one call; turn_deadline_seconds counts now."
    )
    calls_at_once: int | None = Field(
        default=None, ge=1, le=64, description="The most calls at the same time; not set: 1 here, 4 elsewhere."
    )
    context_tokens: int = Field(
        default=32_000, ge=4_000, le=2_000_000, description="Tokens that request and answer may have together."
    )
    most_output_tokens: int = Field(default=8_000, ge=500, le=200_000, description="The most tokens of one answer.")
    tasks_by_rules: str = Field(default="", max_length=200, description="Tasks for which no model is asked.")
    calls_per_turn: int = Field(default=8, ge=0, description="The most calls in one turn; 0: no limit.")
    tokens_per_turn: int = Field(default=60_000, ge=0, description="The most tokens in one turn; 0: no limit.")
    tokens_per_session: int = Field(default=1_000_000, ge=0, description="The same for one conversation.")
    tokens_per_day: int = Field(default=5_000_000, ge=0, description="The same for one day, all conversations.")
    prompt_price: float = Field(default=0.0, ge=0, description="Price of a million tokens sent; 0: not known.")
    cached_price: float = Field(default=0.0, ge=0, description="Price of a million cached ones; 0: as the others.")
    output_price: float = Field(default=0.0, ge=0, description="Price of a million tokens answered.")

    @field_validator("tasks_by_rules")
    @classmethod
    def _known_tasks(cls, value: str) -> str:
        strange = sorted(_names(value) - set(TASKS))
        if strange:
            raise ValueError(f"{strange[0]} is no task of the language model; the tasks are {', '.join(TASKS)}")
        return value

    @property
    def places(self) -> int:
        """How many calls are made at the same time."""
        if self.calls_at_once is not None:
            return self.calls_at_once
        here = is_loopback(urlsplit(self.base_url or "").hostname or "")
        return _AT_ONCE_HERE if here else _AT_ONCE_ELSEWHERE

    @property
    def left_to_rules(self) -> frozenset[str]:
        """The tasks for which no model is asked."""
        return frozenset(_names(self.tasks_by_rules))

    def former_limit(self) -> str:
        """What counts in place of a former setting that is still set; empty where it is not."""
        if self.call_seconds is None:
            return ""
        return (
            f"call_seconds is a former setting: it still ends a call after {self.call_seconds:g} s, and raising it "
            f"gives no more time than the turn has. What counts now is turn_deadline_seconds, which is "
            f"{self.turn_deadline_seconds:g}: a call may take what is left of the turn. Remove call_seconds."
        )


def _names(told: str) -> set[str]:
    return {name.strip().lower() for name in told.split(",") if name.strip()}
