"""Cues as automata: each becomes a small one of words, linear in its length.

Finding costs a walk from each word; how deep a walk goes and how wide it branches is bounded by the cue, so the time
grows with the length of the text alone.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from agent.reading.text import cue_language
from agent.reading.text import words as words_module
from agent.reading.text.cue_language import GAPS, MOST_KEPT, parted, parts_of, words_in
from agent.reading.text.words import is_class, plain
from knowledge.errors import CatalogError
from knowledge.loading.parsing import holds
from knowledge.loading.prepared import program

MOST_GAPS = 2


@dataclass(eq=False, slots=True)
class State:
    """A place within a cue: which words lead on, and whether the cue is complete."""

    words: dict[str, list["State"]] = field(default_factory=dict)
    stems: dict[int, dict[str, list["State"]]] = field(default_factory=dict)
    gaps: list[tuple[int, "State"]] = field(default_factory=list)
    complete: bool = False
    depth: int = 0
    """The most gaps on a way from here to the end."""

    def add(self, word: str, following: "State") -> None:
        """Let a word, or a stem that ends in a star, lead to a state."""
        if word.endswith("*"):
            shelf = self.stems.setdefault(len(word) - 1, {}).setdefault(word[:-1], [])
        else:
            shelf = self.words.setdefault(word, [])
        shelf.append(following)
        self.depth = max(self.depth, following.depth)

    def absorb(self, other: "State") -> None:
        """Let whatever leads on from another state lead on from this one too."""
        for word, states in other.words.items():
            self.words.setdefault(word, []).extend(states)
        for length, stems in other.stems.items():
            for stem, states in stems.items():
                self.stems.setdefault(length, {}).setdefault(stem, []).extend(states)
        self.gaps.extend(other.gaps)
        self.complete = self.complete or other.complete
        self.depth = max(self.depth, other.depth)


@lru_cache(maxsize=MOST_KEPT)
def compiled(cue: str) -> State:
    """The automaton of a cue; a malformed cue raises CatalogError with what is wrong."""
    parts = parts_of(cue)
    if re.sub(r"\s", "", cue) != "".join(parts) or cue != cue.lower():
        raise CatalogError(f"cue {cue!r}: expected lower-case words, stems*, (one|other) and .. between spaces")
    entry = _options(parts, State(complete=True), cue)
    if entry.complete or entry.gaps:
        raise CatalogError(f"cue {cue!r}: it must begin with a word")
    if entry.depth > MOST_GAPS:
        raise CatalogError(f"cue {cue!r}: at most {MOST_GAPS} gaps may be passed on one way")
    return entry


def check_cues(cues: tuple[str, ...], classes: Iterable[str]) -> None:
    """See that all cues are well formed, given the classes of words there are; the same ones are not compiled twice.

    Raises CatalogError with what is wrong with the first that is not.
    """

    def sound() -> bool:
        for cue in cues:
            compiled(cue)
        return True

    depends_on = (program(sys.modules[__name__], cue_language, words_module), *classes, *cues)
    holds(f"cues {sha256(chr(10).join(depends_on).encode()).hexdigest()}", sound)


def _options(parts: list[str], target: State, cue: str) -> State:
    """The state before ``one|other|...``; every way through leads to the target."""
    options = parted(parts, cue)
    if len(options) == 1:
        return _sequence(options[0], target, cue)
    entry = State()
    for option in options:
        if len(option) == 1 and isinstance(option[0], str) and option[0].isalpha():
            entry.add(plain(option[0]), target)
        else:
            entry.absorb(_sequence(option, target, cue))
    return entry


def _sequence(items: list[str | list[str]], target: State, cue: str) -> State:
    """The state before a row of parts that ends at the target, built from its end."""
    for item in reversed(items):
        if isinstance(item, list):
            target = _options(item, target, cue)
        elif item in GAPS:
            if target.complete:
                raise CatalogError(f"cue {cue!r}: {item} stands between words, not at the end")
            target = State(gaps=[(GAPS[item], target)], depth=target.depth + 1)
        else:
            target = _word(item, target, cue)
    return target


def _word(item: str, target: State, cue: str) -> State:
    if item.startswith("{"):
        if not is_class(item[1:-1]) or not item.endswith("}"):
            raise CatalogError(f"cue {cue!r}: there is no class of words {item}")
        before = State()
        before.add(item, target)
        return before
    words = words_in(item.removesuffix("*"))
    if not words or "*" in item[:-1]:
        raise CatalogError(f"cue {cue!r}: {item!r} is not a word")
    if item.endswith("*"):
        words[-1] += "*"
    for word in reversed(words):
        before = State()
        before.add(word, target)
        target = before
    return target
