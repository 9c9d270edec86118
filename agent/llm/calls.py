"""One call to a chat model: what is sent, what comes back, and the way to send it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any, Protocol


class OutputMode(StrEnum):
    """The ways to ask for JSON, from the surest to the plainest."""

    STRICT = "json_schema, strict"
    SCHEMA = "json_schema"
    TOOL = "one tool call"
    OBJECT = "json_object"
    PROMPT = "plain text"


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    role: str
    text: str


@dataclass(frozen=True)
class Usage:
    """What a call cost in tokens; the cached ones are part of the prompt."""

    prompt: int = 0
    cached: int = 0
    output: int = 0
    estimated: bool = False
    """Whether the endpoint told nothing, so that these are our own estimates."""
    thoughts: int = 0
    """The part of the output that went into thoughts, where the endpoint tells it."""

    @property
    def total(self) -> int:
        """Prompt and output together."""
        return self.prompt + self.output

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            prompt=self.prompt + other.prompt,
            cached=self.cached + other.cached,
            output=self.output + other.output,
            estimated=self.estimated or other.estimated,
            thoughts=self.thoughts + other.thoughts,
        )


@dataclass(frozen=True)
class Call:
    """What is asked."""

    task: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] = field(default_factory=dict)
    mode: OutputMode = OutputMode.PROMPT
    most_output: int = 1200
    keep_back: int = 0
    """How many calls of the turn it must leave to others."""


@dataclass(frozen=True)
class Answer:
    """What came back, still unread."""

    text: str
    usage: Usage = field(default_factory=Usage)


Ear = Callable[[str], None]
"""Takes the text of an answer piece by piece, as it comes."""


@dataclass(frozen=True)
class Patience:
    """How long a call may take, the signal that nobody wants it any more, and who listens meanwhile."""

    seconds: float
    """From when it is sent; waiting for a free place does not count."""
    stop: threading.Event = field(default_factory=threading.Event)
    ear: Callable[[], Ear] | None = None
    """Gives a fresh ear for every try; none where nobody listens, and then no stream is asked for."""
    until: float = inf
    """When, by the monotonic clock, the turn has no more time for it, sent or not."""


class ChatClient(Protocol):
    """Sends one call to one model at one endpoint."""

    @property
    def host(self) -> str:
        """Where texts go, as a person would name it."""
        ...

    @property
    def model(self) -> str:
        """The name of the model."""
        ...

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer, or a ModelError; never later than patience allows."""
        ...


class Around:
    """What a client has in common with the one it wraps: where it sends, and to which model."""

    def __init__(self, client: ChatClient) -> None:
        self._client = client

    @property
    def host(self) -> str:
        """Where texts go."""
        return self._client.host

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._client.model
