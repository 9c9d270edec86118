"""What a store takes in and gives out, whatever it keeps it in."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import Field

from agent.domain.changes.edits import Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Turn
from agent.errors import VersionConflict
from knowledge.vocabulary import Value

MOST_AUTHOR = 120
SAID_BEFORE = "This was said before the model was opened from a file."
"""The answer that stands below turns which came with a model."""
UNKNOWN = "No session has this address. Check the link, or start a new session."
"""What is said of an address that never was, and, in the very same words, of one that is somebody else's."""


class Change(Value):
    """A new version to be: the model with how it came about."""

    model: ThreatModel = Field(description="The model.")
    edits: tuple[Edit, ...] = Field(default=(), description="The edits that led to it.")
    author: str = Field(description="Who made it.")
    by: str = Field(default="", max_length=40, description="Key of who made it.")
    reason: str = Field(description="Why, in a line.")
    restores: int | None = Field(default=None, description="The version it repeats, for an undo or redo.")


class Place(Value):
    """Where a version stands among the others."""

    number: int = Field(description="Its number.")
    content: int = Field(description="The version whose content it has: its own, or the one it restores.")
    tip: int = Field(description="The newest version that redo can reach.")
    earlier: int | None = Field(description="What undo would restore.")
    later: int | None = Field(description="What redo would restore.")


class Link(NamedTuple):
    """How a version hangs on the others."""

    parent: int | None
    """The version whose content it changed."""
    restores: int | None
    """The version whose content it repeats."""
    tip: int
    """The newest version redo can reach."""


class Pending(Value):
    """A turn that waits to be worked on."""

    session: str = Field(description="Id of the session.")
    turn: Turn = Field(description="The turn.")
    notes: tuple[str, ...] = Field(default=(), description="What was noted when it was accepted.")
    tries: int = Field(ge=0, description="How often work on it has begun.")


class Lease(Value):
    """The right to write to one session for a while; the fence grows with every holder."""

    session: str = Field(description="Id of the session.")
    holder: str = Field(description="Token of the holder.")
    fence: int = Field(ge=1, description="Number of this holding.")
    seconds: float = Field(gt=0, description="How long it lasts without renewal.")


def place_among(links: Mapping[int, Link], number: int) -> Place:
    """Where a version stands among all of a session, and what undo and redo would restore from there."""
    head = links[number]
    content = number if head.restores is None else head.restores
    later: int | None = None
    step: int | None = head.tip
    while step != content and step is not None:
        later, step = step, links[step].parent
    return Place(number=number, content=content, tip=head.tip, earlier=links[content].parent, later=later)


def link_of(number: int, below: Place | None, restores: int | None) -> Link:
    """How a new version hangs on the one below it; the very first has none."""
    repeats = below is not None and restores is not None
    return Link(below.content if below else None, restores, below.tip if below and repeats else number)


def refuse_moved_on(head: int, base: int) -> None:
    """Raise VersionConflict where a session stands at another version than the one that was read."""
    if head != base:
        raise VersionConflict(
            f"The session has moved on to version {head} since version {base} was read; nothing was written. "
            "Open it again and repeat the change."
        )
