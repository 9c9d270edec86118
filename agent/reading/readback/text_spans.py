"""Places of words: names in any script, words of a text whose slips were mended, and spans that do not overlap."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.reading.readback.read_back_result import Understood
from agent.reading.text.language import function_words
from knowledge.owners_words import keeping_words

_MARKS = " \t\n.,;:!?()[]{}\"'\u201c\u201d\u2018\u2019\u00ab\u00bb*_`|<>#/\\-\u2013\u2014"
_CAREFUL = 3
"""A name this short is only found as it is written: ``AI``, ``CRM``."""


@dataclass(frozen=True)
class Found:
    """Words that may be taken for something; the lower the rank, the earlier they are placed."""

    start: int
    end: int
    means: Understood
    rank: int


class Shift:
    """Leads from places in a text whose slips were mended to those in the text as it was typed, word by word."""

    def __init__(self, mended: str, typed: str) -> None:
        self._same = mended == typed
        self._from = [] if self._same else [(one.start(), one.end(), one[0]) for one in _TOKEN.finditer(mended)]
        self._to = [] if self._same else [(one.start(), one.end(), one[0]) for one in _TOKEN.finditer(typed)]
        self._starts = [start for start, _, _ in self._from]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """A span in the text as typed; none where the words cannot be matched."""
        if self._same:
            return start, end
        if len(self._from) != len(self._to):
            return None
        first, last = self._place(start), self._place(end - 1)
        if first is None or last is None:
            return None
        begin, stop = self._at(first, start, closing=False), self._at(last, end, closing=True)
        return (begin, stop) if begin < stop else None

    def _place(self, at: int) -> int | None:
        place = bisect_right(self._starts, at) - 1
        return place if place >= 0 and at < self._from[place][1] else None

    def _at(self, place: int, at: int, *, closing: bool) -> int:
        """A place inside a word: the same letter where the word is the same, else the edge of the word."""
        (start, _, word), (other, end, typed) = self._from[place], self._to[place]
        if word == typed:
            return other + at - start
        lead, trail = len(typed) - len(typed.lstrip(_MARKS)), len(typed) - len(typed.rstrip(_MARKS))
        return end - trail if closing else other + lead


def named_at(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text names a thing so: in any case, in one or many, with spaces or hyphens between its words."""
    pattern = _pattern(name)
    if pattern is not None:
        yield from (found.span() for found in pattern.finditer(text))


def apart(found: Iterable[Found], low: int, high: int, text: str) -> tuple[list[Found], list[Understood]]:
    """Spans between two places that do not overlap, in their order, and what found no words of its own.

    What begins outside is cut; of two that meet the one of lower rank stays whole, and the other keeps what is left.
    """
    kept: list[Found] = []
    left: list[Understood] = []
    for one in sorted(found, key=lambda one: (one.rank, one.start - one.end, one.start)):
        place = _room(one, max(low, one.start), min(high, one.end), kept, text)
        if place is None:
            left.append(one.means)
        else:
            kept.append(Found(*place, one.means, one.rank))
    return sorted(kept, key=lambda one: one.start), left


def _room(one: Found, low: int, high: int, kept: list[Found], text: str) -> tuple[int, int] | None:
    """The words that are left for it beside what is kept: of what is no name the longest piece between names."""
    names = [other for other in kept if other.rank < SOFT]
    free = _free(low, high, names)
    if free == [(low, high)] and (low, high) == (one.start, one.end):
        best: tuple[int, int] | None = (low, high)
    elif one.rank < SOFT:
        return None
    else:
        cores = (_core(start, end, text) for start, end in free)
        best = max((core for core in cores if core), key=lambda core: core[1] - core[0], default=None)
    met = best is None or any(other.start < best[1] and best[0] < other.end for other in kept)
    return None if met else best


SOFT = 2
"""From this rank on a span may be cut: names stand as a whole or not at all."""


def between(one: tuple[int, int], other: tuple[int, int], text: str) -> tuple[int, int] | None:
    """The telling words between two spans; none where nothing but small words stands there, or too much."""
    start, end = min(one[1], other[1]), max(one[0], other[0])
    return _core(start, end, text) if 0 < end - start <= _FAR else None


_FAR = 60
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def _free(start: int, end: int, kept: Iterable[Found]) -> list[tuple[int, int]]:
    """What is left of a span beside those that are kept."""
    free = [(start, end)] if start < end else []
    for other in kept:
        free = [
            piece
            for low, high in free
            for piece in ((low, min(high, other.start)), (max(low, other.end), high))
            if piece[0] < piece[1]
        ]
    return free


def _core(start: int, end: int, text: str) -> tuple[int, int] | None:
    """A span without the small words and marks at its ends; none where nothing is left."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    telling = [
        place for place, (low, high) in enumerate(words) if text[low:high].lower() not in function_words()
    ]  # fmt: skip
    return (words[telling[0]][0], words[telling[-1]][1]) if telling else None


@keeping_words(4_096)
def _pattern(name: str) -> re.Pattern[str] | None:
    words = [word for word in re.split(r"[\s\-_]+", name.strip()) if word]
    if not words or not any(letter.isalnum() for letter in name):
        return None
    inner = r"[\s\-_]{1,3}".join(re.escape(word) for word in words)
    plural = r"(?:'s|\u2019s|e?s)?" if words[-1][-1:].isascii() and words[-1][-1:].isalpha() else ""
    if words[-1].lower().endswith("s") and len(words[-1]) > _CAREFUL and words[-1].isascii():
        inner, plural = inner[:-1], "s?"
    flags = 0 if len(name) <= _CAREFUL else re.IGNORECASE
    return re.compile(f"{_edge(words[0][0], before=True)}{inner}{plural}{_edge(words[-1][-1], before=False)}", flags)


def _edge(letter: str, *, before: bool) -> str:
    """Where a name may begin or end: not within a word, in scripts that part their words."""
    if not letter.isalnum() or (not letter.isascii() and letter.lower() == letter.upper()):
        return ""
    return r"(?<!\w)" if before else r"(?!\w)"
