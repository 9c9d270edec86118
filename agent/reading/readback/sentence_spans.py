"""Part a text into the sentences that are shown: all of its words are in one of them, read or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.reading.readback.read_back_result import Standing
from agent.reading.text.language import is_foreign
from agent.reading.text.stances import Stance
from agent.reading.text.system_sentences import Told

REASONS = {
    Stance.ADVISED: "advice, or still to do",
    Stance.PLANNED: "planned, so it does not count yet",
    Stance.REJECTED: "out of scope, or decided against",
    Stance.PAST: "the past",
    Stance.ATTACK: "risks and attacks, not what the system is",
    Stance.OTHERS: "no description of the system",
}
"""Why a sentence under such a heading is kept apart."""


@dataclass(frozen=True)
class Frame:
    """A sentence before it is known what was taken from it."""

    start: int
    end: int
    standing: Standing = Standing.READ
    reason: str = ""

    def holds(self, start: int, end: int) -> bool:
        """Whether a span begins in it, or reaches into it."""
        return start < self.end and end > self.start


def frames_of(told: Told, text: str) -> tuple[Frame, ...]:
    """The sentences of a text in order, and what stands between them."""
    known = [
        *(Frame(one.start, one.start + len(bare(one.text)), Standing.TITLE if one.title else Standing.READ)
          for one in told.sentences),
        *(Frame(one.start, one.start + len(bare(one.text)), Standing.APART, _why(one.stance, one.heading))
          for one in told.aside),
    ]  # fmt: skip
    frames: list[Frame] = []
    place = 0
    for frame in sorted(known, key=lambda one: one.start):
        if frame.start < place:
            continue
        frames += [*_between(place, frame.start, text), frame]
        place = frame.end
    return tuple(_titles_joined([*frames, *_between(place, len(text), text)], text))


def bare(sentence: str) -> str:
    """A sentence without the bars that close the row of a table."""
    return sentence.rstrip(" |") or sentence


def _titles_joined(frames: list[Frame], text: str) -> Iterator[Frame]:
    """The frames, with a title and its number as one."""
    last: Frame | None = None
    for frame in frames:
        both = last is not None and last.standing is frame.standing is Standing.TITLE
        if last is not None and both and "\n" not in text[last.end : frame.start]:
            last = replace(last, end=frame.end)
            continue
        if last is not None:
            yield last
        last = frame
    if last is not None:
        yield last


def _why(stance: Stance, heading: str) -> str:
    reason = REASONS.get(stance, "kept apart")
    return f"{reason} (under “{heading[:60]}”)" if heading else reason


def _between(start: int, end: int, text: str) -> Iterator[Frame]:
    """What stands between two sentences: headings, blocks of code, paragraphs; marks alone are nothing."""
    for found in _PIECE.finditer(text, start, end):
        words = found[0].strip(_MARKS)
        if not any(letter.isalpha() for letter in words):
            continue
        low = found.start() + found[0].index(words)
        title = found[0].startswith("#")
        standing = Standing.TITLE if title else Standing.FOREIGN if is_foreign(words) else Standing.NO_PROSE
        yield Frame(low, low + len(words), standing)


_MARKS = " \t\n-*>|#=+\u2022\u00b7"
_PIECE = re.compile(
    r"(?P<fence>`{3,}|~{3,})[\s\S]*?(?:(?P=fence)|\Z)|#[^\n]*|[^\s](?:(?!\n[^\w\n]*(?:\n|\Z)|\n\s*(?:#|`{3}|~{3}))[\s\S])*"
)
