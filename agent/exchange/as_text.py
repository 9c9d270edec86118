"""A document as plain text for a terminal: lines of a given width, tables in columns, nothing to escape."""

import textwrap
from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from agent.exchange.columns import widths_of
from agent.exchange.document import (
    Block,
    Bullets,
    Contents,
    Diagram,
    Heading,
    Line,
    Link,
    NewPage,
    Paragraph,
    Table,
    plain_words,
    spans,
)
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.letters import clean
from agent.exchange.report import report

NARROWEST, WIDEST = 40, 110
_GAP = 2


def to_text(dossier: Dossier, extent: Extent = Extent.BRIEF, width: int = 100) -> str:
    """The document; a terminal's width is held within what reads well."""
    room = max(NARROWEST, min(WIDEST, width))
    return "\n\n".join(filter(None, ("\n".join(_block(one, room)) for one in report(dossier, extent)))) + "\n"


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading():
            lines = textwrap.wrap(clean(block.text), width)
            yield from lines
            if block.level < 3 and lines:
                yield ("=" if block.level == 1 else "-") * max(map(_columns, lines))
        case Paragraph():
            yield from textwrap.wrap(_words(block.text), width)
        case Bullets():
            yield from _listed(block.items, width, block.numbered)
        case Contents():
            yield from _listed(block.entries, width, numbered=False)
        case Table():
            yield from _table(block, width)
        case Diagram():
            yield from textwrap.wrap(block.alt, width)
        case NewPage():
            return


def _listed(items: Iterable[Line], width: int, numbered: bool) -> Iterator[str]:
    for place, item in enumerate(items, start=1):
        mark = f"{place}. " if numbered else "- "
        yield from textwrap.wrap(_words(item), width, initial_indent=mark, subsequent_indent=" " * len(mark))


def _table(table: Table, width: int) -> Iterator[str]:
    shares = widths_of(table)
    room = width - _GAP * (len(shares) - 1)
    widths = [max(4, int(room * share / sum(shares))) for share in shares]
    for place, row in enumerate((table.headers, *table.rows)):
        cells = [textwrap.wrap(_words(cell), wide) or [""] for cell, wide in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            padded = (part + " " * (wide - _columns(part)) for part, wide in zip(parts, widths, strict=True))
            yield (" " * _GAP).join(padded).rstrip()
        if place == 0:
            yield (" " * _GAP).join("-" * wide for wide in widths)


def _words(line: Line) -> str:
    """A line with its addresses, as words cannot lead anywhere here."""
    led = (f" <{one.url}>" if isinstance(one, Link) and one.url else "" for one in spans(line))
    return clean("".join(f"{plain_words(one)}{address}" for one, address in zip(spans(line), led, strict=True)))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
