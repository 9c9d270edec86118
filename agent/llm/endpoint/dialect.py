"""Which parameters an endpoint takes for a model; what it once refused is not sent again."""

import json
import time
from collections.abc import Callable
from typing import Protocol

from agent.llm.errors import Kind, ModelError

LENGTHS = ("max_tokens", "max_completion_tokens")
"""The two names under which servers know the most tokens of an answer; the first that is not refused is sent."""
OPTIONAL = frozenset({"temperature", "reasoning_effort", "stream_options", "stream", "tool_choice"})
"""Parameters that an answer can do without."""
REMEMBERED_SECONDS = 24 * 3600.0


class Notes(Protocol):
    """Keeps short texts by key."""

    def get(self, key: str) -> str | None:
        """What is kept under a key."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep a text."""
        ...


class Dialect:
    """What one endpoint refuses to be sent; kept in notes where there are any, for a day."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        self._key, self._clock = f"dialect {key}", clock
        self._refused: frozenset[str] = frozenset()
        self._notes: Notes | None = None

    def keep_in(self, notes: Notes) -> None:
        """Go on from what was kept there, and keep what is learned."""
        self._notes = notes
        try:
            kept = json.loads(notes.get(self._key) or "{}")
            if self._clock() - float(kept.get("at", 0)) < REMEMBERED_SECONDS:
                self._refused |= frozenset(kept["refused"]) & (OPTIONAL | frozenset(LENGTHS))
        except (ValueError, KeyError, TypeError, AttributeError):
            return

    @property
    def refused(self) -> frozenset[str]:
        """The parameters that are not sent any more."""
        return self._refused

    def learn(self, problem: ModelError, sent: frozenset[str]) -> None:
        """Take note of a parameter that was rejected; ``sent`` is what was not sent already then."""
        if problem.kind is not Kind.FORM:
            return
        name = length_name(sent) if problem.detail in LENGTHS else problem.detail
        if name not in OPTIONAL and set(LENGTHS) <= sent | {name}:
            return
        if name in OPTIONAL or name in LENGTHS:
            self._refused |= {name}
            if self._notes is not None:
                kept = {"refused": sorted(self._refused), "at": self._clock()}
                self._notes.put(self._key, json.dumps(kept))


def length_name(refused: frozenset[str]) -> str:
    """The name under which the most tokens of an answer are sent."""
    return next((name for name in LENGTHS if name not in refused), LENGTHS[0])
