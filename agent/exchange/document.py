"""A report as plain blocks, so that Markdown and HTML are two renderings of one content."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Words that lead to an address."""

    text: str
    url: str


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


Inline = str | Link | Strong
Line = Inline | Sequence[Inline]
"""One piece of running text: a plain string is data and is escaped by the renderer."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its anchor is unique in the report."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: Line


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table with headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Diagram:
    """The data-flow diagram, in the two forms that renderers need, with its text equivalent nearby."""

    mermaid: str
    svg: str
    alt: str


Block = Heading | Paragraph | Bullets | Table | Diagram


def spans(line: Line) -> tuple[Inline, ...]:
    """A line as its pieces."""
    return (line,) if isinstance(line, (str, Link, Strong)) else tuple(line)
