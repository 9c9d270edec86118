"""How wide the columns of a printed table are, and its rows in pieces that fit on a page."""

from collections.abc import Iterator, Sequence

from agent.exchange.document import Line, Strong, Table, plain_words, spans

_LINE = 112.0
"""About so many letters stand on a line of a printed table."""
_WORD, _WANTED = 13, 60
"""The longest word that gets a column wide enough for it, and the most letters a column strives for."""
_A_PAGE = 2600
"""About so many letters fill half a page at its full width."""


def widths_of(table: Table) -> tuple[float, ...]:
    """The share of each column: room for its words first, and what is left by the length of its texts."""
    columns = list(zip(table.headers, *([plain_words(cell) for cell in row] for row in table.rows), strict=False))
    needed = [_needed(texts) for texts in columns]
    more = [max(0.0, _wanted(texts) - need) for texts, need in zip(columns, needed, strict=True)]
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
    return min(_WORD, max((_wide(word) for text in texts for word in text.split()), default=1)) * 1.1 + 2.5


def _wanted(texts: Sequence[str]) -> float:
    """Between the mean and the longest of its cells."""
    sizes = [_wide(text) for text in texts[1:]] or [1]
    return min(_WANTED, (max(sizes) + 2 * sum(sizes) / len(sizes)) / 3)


def _wide(text: str) -> int:
    """Letters as wide as they are: those of East Asia count twice."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)


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
