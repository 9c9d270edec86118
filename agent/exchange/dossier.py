"""What a document is written from, and how much of it is wanted."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from agent.domain.findings.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.domain.sessions.quoted_turns import NO_TURNS, Record
from agent.domain.similar_systems import Alike
from knowledge.catalog import Catalog


class Extent(StrEnum):
    """How much of a model a document tells."""

    BRIEF = "brief"
    """Two pages for everybody."""
    REPORT = "report"
    """The two pages, and an annex of bounded length."""
    FULL = "full"
    """The two pages, and everything."""


@dataclass(frozen=True)
class Cover:
    """What a document says of itself; what is not known is left out."""

    version: str = ""
    """Number of the model's version, with its name where it has one."""
    day: date | None = None
    """When that version was made: the same model gives the same bytes on any day."""
    author: str = ""
    """Who made that version."""
    file: str = ""
    """The native file it was read from, as a path with slashes; empty for a kept session."""
    native: str = ""
    """What that file says, so that a line of it can be pointed at."""


@dataclass(frozen=True)
class Dossier:
    """A model with everything that documents tell of it."""

    model: ThreatModel
    catalog: Catalog
    ledger: Ledger = field(default_factory=lambda: Ledger(verdicts=()))
    gaps: tuple[Gap, ...] = ()
    alike: tuple[Alike, ...] = ()
    cover: Cover = Cover()
    record: Record = NO_TURNS
    """The turns that its quotes come from."""

    @property
    def title(self) -> str:
        """The name of the system, or that it has none."""
        return self.model.system.name or "unnamed system"
