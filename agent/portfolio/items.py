"""What a portfolio run is made of: an item to draft, what came of it, and who runs many of them."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, Protocol

from pydantic import Field

from knowledge.vocabulary import Value

MOST_TRIES = 3
"""How often an item is tried that fails by itself, before it is set aside."""
MOST_DEATHS = 10
"""How often the process that works on an item may be killed from outside, before the item is set aside."""


class ItemFile(Value):
    """One file of a system, with what it holds."""

    name: str = Field(description="Its name, as it is shown.")
    path: str = Field(default="", description="Its path from the working folder on, as an imported file is noted.")
    content: bytes = Field(repr=False, description="Its bytes.")


class Item(Value):
    """One system to draft."""

    id: str = Field(description="Digest of everything that its result depends on.")
    name: str = Field(description="What its files in the output are called.")
    files: tuple[ItemFile, ...] = Field(description="What it is read from.")


class Standing(StrEnum):
    """What came of an item."""

    DONE = "done"
    THIN = "thin"
    """Drafted, but hardly anything was understood."""
    ASIDE = "set aside"


class Outcome(Value):
    """What came of one item: its two documents and its line in the summary, or why there are none."""

    id: str = Field(description="The item's id.")
    name: str = Field(description="The item's name.")
    standing: Standing = Field(description="Whether it was drafted.")
    reason: str = Field(default="", description="Why it was set aside, or what is missing.")
    native: bytes = Field(default=b"", repr=False, description="The native model.")
    brief: bytes = Field(default=b"", repr=False, description="The brief, as Markdown.")
    row: dict[str, Any] = Field(default_factory=dict, description="Its line in the summary: column to cell.")


class Unusable(Exception):
    """An item that cannot be drafted however often it is tried; the words say why."""


class Work(Protocol):
    """Drafts one item; it is used by one process at a time."""

    def __call__(self, item: Item) -> Outcome:
        """What came of the item; raises Unusable where trying again would not help."""


class Opener(Protocol):
    """Opens what does the work; called in the process that works, and once before, where processes are forked."""

    def __call__(self) -> AbstractContextManager[Work]:
        """The work, until the context is left."""


class Runner(Protocol):
    """Runs items, each of which ends in exactly one outcome; in which order is the runner's own affair."""

    def run(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """The outcomes as they come; items are taken from the iterable as there is room for them."""

    def close(self) -> None:
        """Stop at once; what is not finished is not done."""


def set_aside(item: Item, reason: str) -> Outcome:
    """The outcome of an item that could not be drafted."""
    return Outcome(id=item.id, name=item.name, standing=Standing.ASIDE, reason=reason)
