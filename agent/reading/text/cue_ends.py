"""With what cues begin and end: most are ruled out by that before they are compiled."""

import sys
from functools import lru_cache
from typing import Any

from agent.reading.text import words as words_module
from agent.reading.text.cue_language import GAPS, MOST_KEPT, parted, parts_of, words_in
from knowledge.loading.prepared import prepared, program

Opened = dict[str, list[int]]
"""By what a cue may begin with: the places of those that do."""
Closed = list[list[list[str]]]
"""By the place of a cue: the words and classes it may end with, and the stems without their stars."""


def ends_of(name: str, cues: tuple[str, ...]) -> tuple[Opened, Closed]:
    """With what the cues of a bank begin and end; kept between two starts where the bank has a name."""

    def made() -> dict[str, Any]:
        opened: Opened = {}
        for place, cue in enumerate(cues):
            for opening in sorted(_openings(cue)):
                opened.setdefault(opening, []).append(place)
        return {"opened": opened, "closed": [_closings(cue) for cue in cues]}

    if name:
        found = prepared(f"cue-ends-{name}", (program(sys.modules[__name__], words_module), *cues), made)
    else:
        found = made()
    return found["opened"], found["closed"]


@lru_cache(maxsize=MOST_KEPT)
def _openings(cue: str) -> frozenset[str]:
    """What a cue may begin with; most need no look at their brackets."""
    first = cue.split(" ", 1)[0]
    if "|" not in cue and "(" not in first and first not in GAPS:
        return frozenset((_end_word(first, last=False),))
    return frozenset(_ends(parts_of(cue))[0])


@lru_cache(maxsize=MOST_KEPT)
def _closings(cue: str) -> list[list[str]]:
    """What a cue may end with: words and classes, and stems without their stars."""
    found = sorted(_ends(parts_of(cue), last=True)[0])
    return [[one for one in found if not one.endswith("*")], [one[:-1] for one in found if one.endswith("*")]]


def _ends(parts: list[str], *, last: bool = False) -> tuple[set[str], bool]:
    """The words, stems and classes with which ``one|other|...`` may begin, or end, and whether it may be empty."""
    found, empty = set[str](), False
    for option in parted(parts):
        passed = True
        for part in reversed(option) if last else option:
            if not passed:
                break
            if isinstance(part, list):
                inner, passed = _ends(part, last=last)
                found |= inner
            elif part not in GAPS:
                found.add(_end_word(part, last=last))
                passed = False
        empty = empty or passed
    return found, empty


def _end_word(part: str, *, last: bool) -> str:
    """The first word of a part as it is compared, or the last; a hyphen may part it into two."""
    if part.startswith("{"):
        return part
    words = words_in(part.removesuffix("*")) or [part]
    starred = part.endswith("*") and (last or len(words) == 1)
    return words[-1 if last else 0] + ("*" if starred else "")
