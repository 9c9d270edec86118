"""How wide the columns of a printed table are, and its rows in pieces that fit on a page."""

from collections.abc import Iterator, Sequence

from agent.exchange.documents.document import Line, Strong, Table, plain_words, spans
from agent.exchange.documents.writing_systems import columns

_LINE = 112.0
"""About so many letters stand on a line of a printed table."""
_WORD, _WANTED = 13, 120
"""The longest word, or short text, that gets a column wide enough, and the most letters a column strives for."""
_SHORT = 28
"""Texts no longer than this strive for one line."""
_A_PAGE = 2600
"""About so many letters fill half a page at its full width."""


def widths_of(table: Table) -> tuple[float, ...]:
    """The share of each column: room for its words first, and what is left by the length of its texts."""
    texts_of = list(zip(table.headers, *([plain_words(cell) for cell in row] for row in table.rows), strict=False))
    needed = [_needed(texts) for texts in texts_of]
    more = [max(0.0, _wanted(texts) - need) for texts, need in zip(texts_of, needed, strict=True)]
    spare = max(0.0, _LINE - sum(needed)) / (sum(more) or 1)
    return tuple(need + spare * one for need, one in zip(needed, more, strict=True))


def split_rows(table: Table, widths: Sequence[float]) -> Iterator[tuple[Line, ...]]:
    """The rows, those with very long cells in several pieces: a row is never taller than a page."""
    rooms = [max(60, int(_A_PAGE * width / sum(widths))) for width in widths]
    for row in table.rows:
        if all(len(plain_words(cell)) <= room for cell, room in zip(row, rooms, strict=True)):
            yield row
            continue
        pieces = [list(_pieces(cell, room)) for cell, room in zip(row, rooms, strict=True)]
        for place in range(max(map(len, pieces))):
            yield tuple(piece[place] if place < len(piece) else "" for piece in pieces)


def _needed(texts: Sequence[str]) -> float:
    longest_word = max((columns(word) for text in texts for word in text.split()), default=1)
    longest = max(map(columns, texts), default=1)
    return (longest if longest_word < longest <= _WORD else min(_WORD, longest_word)) * 1.1 + 2.5


def _wanted(texts: Sequence[str]) -> float:
    """Between the mean and the longest of its cells."""
    sizes = [columns(text) for text in texts[1:]] or [1]
    longest, mean = max(sizes), sum(sizes) / len(sizes)
    return min(_WANTED, longest + 2.0 if longest <= _SHORT else (longest + 2 * mean) / 3)


def _pieces(cell: Line, room: int) -> Iterator[Line]:
    if len(plain_words(cell)) <= room:
        yield cell
        return
    stands_out = spans(cell)[0]
    text = plain_words(cell)
    if isinstance(stands_out, Strong) and len(stands_out.text) < room:
        text = text[len(stands_out.text) :]
        end = _end(text, room - len(stands_out.text))
        yield (stands_out, text[:end])
        text = text[end:].lstrip()
    while text:
        end = _end(text, room)
        yield text[:end]
        text = text[end:].lstrip()


def _end(text: str, room: int) -> int:
    """Where a piece of a text ends: behind a word, where one ends in its second half."""
    if len(text) <= room:
        return len(text)
    blank = text.rfind(" ", room // 2, room)
    return blank if blank > 0 else room
