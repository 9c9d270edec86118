"""A document as plain blocks, so that Markdown, HTML, PDF and DOCX are renderings of one content."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Link:
    """Words that lead to an address."""

    text: str
    url: str


@dataclass(frozen=True)
class Jump:
    """Words that lead to a heading of the same document, by its anchor."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


WEB = ("https://", "http://")
"""How an address begins that words may lead to."""
Inline = str | Link | Jump | Strong
Line = Inline | Sequence[Inline]
"""One piece of running text: a plain string is data and is escaped by the renderer."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its anchor is unique in the document."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: Line


@dataclass(frozen=True)
class Bullets:
    """A list, numbered where the order says something."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Contents:
    """The list of what follows; on paper with page numbers."""

    entries: tuple[Jump, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page, where there are pages."""


@dataclass(frozen=True)
class Diagram:
    """The data-flow diagram, in the two forms that renderers need, with its text equivalent nearby."""

    mermaid: str
    draw: Callable[[], str] = field(compare=False)
    alt: str

    @cached_property
    def svg(self) -> str:
        """The picture, drawn when a renderer asks for it: text needs none, and the way to draw takes long to load."""
        return self.draw()


Block = Heading | Paragraph | Bullets | Table | Contents | NewPage | Diagram


def spans(line: Line) -> tuple[Inline, ...]:
    """A line as its pieces."""
    return (line,) if isinstance(line, (str, Link, Jump, Strong)) else tuple(line)


def plain_words(line: Line) -> str:
    """A line without what stands out or leads somewhere."""
    return "".join(one if isinstance(one, str) else one.text for one in spans(line))


def lines_of(block: Block) -> Iterator[str]:
    """Every text of a block."""
    match block:
        case Heading():
            yield block.text
        case Paragraph():
            yield plain_words(block.text)
        case Bullets():
            yield from map(plain_words, block.items)
        case Table():
            yield from block.headers
            yield from (plain_words(cell) for row in block.rows for cell in row)
        case Contents():
            yield from map(plain_words, block.entries)
        case Diagram():
            yield block.alt
        case NewPage():
            return


def contents_of(blocks: Sequence[Block]) -> Contents:
    """The chapters of some blocks, those with an anchor."""
    return Contents(
        tuple(
            Jump(block.text, block.anchor)
            for block in blocks
            if isinstance(block, Heading) and block.level == 2 and block.anchor
        )
    )
