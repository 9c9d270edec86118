"""What is told of one format that models are written in or read from."""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a format is for."""

    SHARE = "Share"
    TRACK = "Track"
    TOOLS = "Use in other tools"
    INTELLIGENCE = "Intelligence and audit"
    PROOF = "Prove that measures work"
    DIAGRAMS = "Diagrams"


class Direction(StrEnum):
    """Which way models go."""

    OUT = "written"
    IN = "read"
    BOTH = "written and read"


class Takes(StrEnum):
    """What a reader is given."""

    DATA = "data"
    """The data of one JSON or YAML document."""
    DOCUMENTS = "documents"
    """A list with the data of each document of the file."""
    TEXT = "text"
    """The text as it is."""


@dataclass(frozen=True)
class FileFormat:
    """One format."""

    id: str
    """What the command line calls it."""
    name: str
    """What the page calls it."""
    group: Group
    ending: str
    """The ending of the file's name, without the first dot."""
    mime: str
    includes: str
    """What it includes, and what it leaves out."""
    writer: str = ""
    """The function that writes it, by its module in this package; empty: it is not written."""
    reader: str = ""
    """The function that reads it, by its module in this package; empty: it is not read."""
    kinds: tuple[str, ...] = ()
    """What a file of it is called where files are recognised by their content."""
    takes: Takes = Takes.DATA
    """What its reader is given."""
    setup: bool = False
    """Whether it describes a system from one side, so that several of them make one; else it is a model of its own."""
    binary: bool = False
    """Whether it is no text, so that a terminal cannot show it."""
    told: bool = False
    """Whether it is a document for people, which comes in three lengths."""
    closes: bool = False
    """Whether it leaves out what is settled, unless asked for."""
    own: bool = False
    """Whether it is our own, which opens as it is and needs no reader."""
    experimental: bool = False
    """Whether it follows a draft that will change, so that it has to be asked for twice."""

    @property
    def direction(self) -> Direction:
        """Which way models go in it."""
        if not (self.reader or self.own):
            return Direction.OUT
        return Direction.BOTH if self.writer else Direction.IN
