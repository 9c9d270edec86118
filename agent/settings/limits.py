"""The settings that keep one person from crowding out the others; zero is no limit."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from agent.settings.addresses import is_loopback, service_address
from knowledge.vocabulary import Value

_BY_RULES, _WITH_A_MODEL = 4, 16
"""Turns by the rules share one processor; those that ask a model mostly wait for it."""


class LimitSettings(Value):
    """How much is done at once, and how much one person may ask for; a person is whoever signed in."""

    turns_at_once: int = Field(
        default=0, ge=0, le=64, description="The most turns at work in one process; 0: 4, or 16 with a model."
    )
    turn_processes: int | None = Field(
        default=None, ge=0, le=64, description="Processes that work on turns; 0: threads of the app's own do; "
        "none: one for each core where people sign in, else 0.",
    )  # fmt: skip
    turns_per_minute: int = Field(default=0, ge=0, description="The most turns of one person in a minute; 0: no limit.")
    sessions_per_person: int = Field(default=0, ge=0, description="The most models of one person; 0: no limit.")
    megabytes_per_person: int = Field(
        default=0, ge=0, description="The most megabytes that one person's versions and turns take; 0: no limit."
    )
    tokens_per_person_per_day: int = Field(
        default=0, ge=0, description="The most tokens of one person's turns in a day by UTC; 0: no limit."
    )

    metrics: bool = Field(default=False, description="Tell numbers to Prometheus, at /metrics on this machine alone.")

    metrics_collector: str = Field(
        default="", max_length=400, description="Send numbers to this OpenTelemetry collector, such as "
        "http://127.0.0.1:4318, by OTLP over HTTP; empty: to none.",
    )  # fmt: skip
    metrics_elsewhere: bool = Field(default=False, description="The collector may be on another machine.")

    @field_validator("metrics_collector")
    @classmethod
    def _collector_address(cls, value: str) -> str:
        return service_address(value) if value else ""

    @model_validator(mode="after")
    def _collector_is_here(self) -> Self:
        here = is_loopback(urlsplit(self.metrics_collector).hostname or "")
        if self.metrics_collector and not self.metrics_elsewhere and not here:
            raise ValueError("metrics_collector leads to another machine; set metrics_elsewhere if it shall")
        return self

    def workers(self, asks_model: bool) -> tuple[int, int]:
        """How many turns are at work at the same time, and how many of one person while others are around."""
        most = self.turns_at_once or (_WITH_A_MODEL if asks_model else _BY_RULES)
        return most, max(1, most // 2) if asks_model else 1
