"""A document as plain text for a terminal: lines of a given width, tables in columns, nothing to escape."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from agent.exchange.documents.document import (
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
from agent.exchange.documents.table_columns import widths_of
from agent.exchange.documents.writing_systems import clean, columns
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.report import report

NARROWEST, WIDEST = 40, 110
_GAP = 2


def to_text(dossier: Dossier, extent: Extent = Extent.BRIEF, width: int = 100) -> str:
    """The document; a terminal's width is held within what reads well."""
    room = max(NARROWEST, min(WIDEST, width))
    return "\n\n".join(filter(None, ("\n".join(_block(one, room)) for one in report(dossier, extent)))) + "\n"


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading():
            lines = _wrapped(clean(block.text), width)
            yield from lines
            if block.level < 3 and lines:
                yield ("=" if block.level == 1 else "-") * max(map(columns, lines))
        case Paragraph():
            yield from _wrapped(_words(block.text), width)
        case Bullets():
            yield from _listed(block.items, width, block.numbered)
        case Contents():
            yield from _listed(block.entries, width, numbered=False)
        case Table():
            yield from _table(block, width)
        case Diagram():
            yield from _wrapped(clean(block.alt), width)
        case NewPage():
            return


def _listed(items: Iterable[Line], width: int, numbered: bool) -> Iterator[str]:
    for place, item in enumerate(items, start=1):
        mark = f"{place}. " if numbered else "- "
        for number, line in enumerate(_wrapped(_words(item), width - len(mark))):
            yield f"{' ' * len(mark) if number else mark}{line}"


def _table(table: Table, width: int) -> Iterator[str]:
    shares = widths_of(table)
    room = width - _GAP * (len(shares) - 1)
    widths = _fitted(shares, room)
    for place, row in enumerate((table.headers, *table.rows)):
        cells = [_wrapped(_words(cell), wide) or [""] for cell, wide in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            padded = (part + " " * (wide - columns(part)) for part, wide in zip(parts, widths, strict=True))
            yield (" " * _GAP).join(padded).rstrip()
        if place == 0:
            yield (" " * _GAP).join("-" * wide for wide in widths)


def _words(line: Line) -> str:
    """A line with its addresses, as words cannot lead anywhere here."""
    led = (f" <{one.url}>" if isinstance(one, Link) and one.url else "" for one in spans(line))
    return clean("".join(f"{plain_words(one)}{address}" for one, address in zip(spans(line), led, strict=True)))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a text; the library counts letters, so wide ones get half as many."""
    return textwrap.wrap(text, width if columns(text) == len(text) else max(1, width // 2))


def _fitted(shares: Sequence[float], room: int) -> list[int]:
    """The widths of columns, which take no more room than there is."""
    widths = [max(3, int(room * share / sum(shares))) for share in shares]
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths
