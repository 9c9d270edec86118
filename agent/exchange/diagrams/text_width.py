"""How wide words are and where their lines break, without a font: the same on every machine."""

import unicodedata

_NARROW = frozenset("fijlrtI.,:;!|'`()[]{}/\\-· ")
_BROAD = frozenset("mwMW%@—…")
_ELLIPSIS = "…"


def width(text: str, size: float) -> float:
    """About how many pixels a line takes in a plain sans-serif face; rather too many than too few."""
    return sum(map(_ems, text)) * size


def broken(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of this width; longer words are parted, what is left out is marked."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= room:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, size, room))
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _ended(lines[most - 1], size, room))


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word in pieces that each fit a line."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, size) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _ended(line: str, size: float, room: float) -> str:
    while line and width(line + _ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    if letter in _NARROW:
        return 0.32
    if letter in _BROAD:
        return 0.88
    return 0.68 if letter.isupper() else 0.56
