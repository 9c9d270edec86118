"""The language of cues, and the bank that finds all of them in one pass over the words.

A cue is a phrase in lower case. Its parts, separated by spaces:

``store``               this word
``stor*``               any word that starts so
``(mail|e-mail|post)``  one of these; each may be a phrase with parts of its own; an empty one makes the part optional
``{staff}``             any word of a class in ``knowledge/data/language/en/word_classes.yaml``
``..``  ``.``           up to five words between, or up to two; never at an end, at most twice on a way through a cue

Words are compared without case, with plain apostrophes, without a closing 's. A hyphen parts words, save after a
single letter: ``fine-tune`` is the two words of ``fine tune``, ``e-mail`` is the one word ``email``. A comma counts
as a word, so two neighbours in a cue have no comma between them in the text, while ``..`` may pass one.

Each cue becomes a small automaton of words, linear in its length. Finding costs a walk from each word; how deep a
walk goes and how wide it branches is bounded by the cue, so the time grows with the length of the text alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from agent.reading.text.words import classes_of, is_class, plain, words_of
from knowledge.errors import CatalogError

Sign = TypeVar("Sign", covariant=True)
Mark = TypeVar("Mark")

GAPS = {"..": 5, ".": 2}
MOST_GAPS = 2
MOST_KEPT = 8192
"""How many cues are kept compiled, for all banks together."""


@dataclass(frozen=True)
class Found(Generic[Sign]):
    """Where a cue was found: its sign, the span of words, and which of them the cue itself names."""

    sign: Sign
    start: int
    end: int
    named: tuple[int, ...]


class CueBank(Generic[Mark]):
    """Many cues, each with the mark it stands for; a cue is compiled when a word first opens it."""

    def __init__(self, cues: Iterable[tuple[str, Mark]]) -> None:
        self._cues = tuple(cues)
        self._states: dict[int, _State] = {}
        self._opened: dict[str, list[int]] = {}
        for place, (cue, _) in enumerate(self._cues):
            for opening in _openings(cue):
                self._opened.setdefault(opening, []).append(place)
        self._stems = sorted({len(one) - 1 for one in self._opened if one.endswith("*")})

    def find(
        self, words: Sequence[str], turns: frozenset[int] = frozenset(), *, longest: bool = False
    ) -> tuple[Found[Mark], ...]:
        """Every cue in the words, in order of place; from one place a mark counts once, in its shortest form.

        No gap passes a turn: the place of a word that opens a new statement. What is a name wants its longest form.
        """
        order = _latest if longest else _earliest
        found: list[Found[Mark]] = []
        keys = [self._keys(word) for word in words]
        known = frozenset(key for some in keys for key in some)
        ends: dict[int, bool] = {}
        for start in range(len(words)):
            best: dict[Mark, tuple[int, ...]] = {}
            for place in sorted({place for key in keys[start] for place in self._opened.get(key, ())}):
                if place not in ends:
                    closings, stems = _closings(self._cues[place][0])
                    ends[place] = not closings.isdisjoint(known) or any(word.startswith(stems) for word in words)
                if not ends[place]:
                    continue
                mark = self._cues[place][1]
                named = min(_onward(self._state(place), words, turns, (start,)), key=order, default=None)
                if named is not None and (mark not in best or order(named) < order(best[mark])):
                    best[mark] = named
            found.extend(Found(mark, start, named[-1] + 1, named) for mark, named in best.items())
        return tuple(found)

    def _keys(self, word: str) -> tuple[str, ...]:
        """The ways in which a cue may name a word."""
        return (word, *classes_of(word), *(f"{word[:length]}*" for length in self._stems if length <= len(word)))

    def _state(self, place: int) -> "_State":
        if place not in self._states:
            self._states[place] = compiled(self._cues[place][0])
        return self._states[place]


@dataclass(eq=False)
class _State:
    """A place within a cue: which words lead on, and whether the cue is complete."""

    words: dict[str, list["_State"]] = field(default_factory=dict)
    stems: dict[int, dict[str, list["_State"]]] = field(default_factory=dict)
    gaps: list[tuple[int, "_State"]] = field(default_factory=list)
    complete: bool = False
    depth: int = 0
    """The most gaps on a way from here to the end."""

    def add(self, word: str, following: "_State") -> None:
        """Let a word, or a stem that ends in a star, lead to a state."""
        if word.endswith("*"):
            shelf = self.stems.setdefault(len(word) - 1, {}).setdefault(word[:-1], [])
        else:
            shelf = self.words.setdefault(word, [])
        shelf.append(following)
        self.depth = max(self.depth, following.depth)

    def absorb(self, other: "_State") -> None:
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
def compiled(cue: str) -> _State:
    """The automaton of a cue; a malformed cue raises CatalogError with what is wrong."""
    parts = _PARTS.findall(cue)
    if re.sub(r"\s", "", cue) != "".join(parts) or cue != cue.lower():
        raise CatalogError(f"cue {cue!r}: expected lower-case words, stems*, (one|other) and .. between spaces")
    entry = _options(parts, _State(complete=True), cue)
    if entry.complete or entry.gaps:
        raise CatalogError(f"cue {cue!r}: it must begin with a word")
    if entry.depth > MOST_GAPS:
        raise CatalogError(f"cue {cue!r}: at most {MOST_GAPS} gaps may be passed on one way")
    return entry


@lru_cache(maxsize=MOST_KEPT)
def _openings(cue: str) -> frozenset[str]:
    """What a cue may begin with; all cues are asked for that at a start, and most need no look at their brackets."""
    first = cue.split(" ", 1)[0]
    if "|" not in cue and "(" not in first and first not in GAPS:
        return frozenset((_end_word(first, last=False),))
    return frozenset(_ends(_PARTS.findall(cue))[0])


@lru_cache(maxsize=MOST_KEPT)
def _closings(cue: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What a cue may end with: words and classes, and stems without their stars."""
    found = _ends(_PARTS.findall(cue), last=True)[0]
    stems = tuple(sorted(one.removesuffix("*") for one in found if one.endswith("*")))
    return frozenset(one for one in found if not one.endswith("*")), stems


def _ends(parts: list[str], *, last: bool = False) -> tuple[set[str], bool]:
    """The words, stems and classes with which ``one|other|...`` may begin, or end, and whether it may be empty."""
    found, empty = set[str](), False
    for option in _parted(parts):
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
    if part.isalpha() or part.startswith("{"):
        return plain(part) if part.isalpha() else part
    words = [word for word, _, _ in words_of(part.removesuffix("*")) if word != ","] or [part]
    starred = part.endswith("*") and (last or len(words) == 1)
    return words[-1 if last else 0] + ("*" if starred else "")


_PARTS = re.compile(r"[()|]|[^\s()|]+")


def _options(parts: list[str], target: _State, cue: str) -> _State:
    """The state before ``one|other|...``; every way through leads to the target."""
    entry = _State()
    for option in _parted(parts, cue):
        entry.absorb(_sequence(option, target, cue))
    return entry


def _parted(parts: list[str], cue: str = "") -> list[list[str | list[str]]]:
    """The options of ``one|other|...``, each with what its brackets hold in a list of its own."""
    options, at = list[list[str | list[str]]](([],)), 0
    while at < len(parts):
        if parts[at] == "(":
            end = _closing(parts, at, cue or " ".join(parts))
            options[-1].append(parts[at + 1 : end])
            at = end
        elif parts[at] == "|":
            options.append([])
        else:
            options[-1].append(parts[at])
        at += 1
    return options


def _closing(parts: list[str], opening: int, cue: str) -> int:
    depth = 0
    for at in range(opening, len(parts)):
        depth += (parts[at] == "(") - (parts[at] == ")")
        if depth == 0:
            return at
    raise CatalogError(f"cue {cue!r}: a bracket is not closed")


def _sequence(items: list[str | list[str]], target: _State, cue: str) -> _State:
    """The state before a row of parts that ends at the target, built from its end."""
    for item in reversed(items):
        if isinstance(item, list):
            target = _options(item, target, cue)
        elif item in GAPS:
            if target.complete:
                raise CatalogError(f"cue {cue!r}: {item} stands between words, not at the end")
            target = _State(gaps=[(GAPS[item], target)], depth=target.depth + 1)
        else:
            target = _word(item, target, cue)
    return target


def _word(item: str, target: _State, cue: str) -> _State:
    if item.startswith("{"):
        if not is_class(item[1:-1]) or not item.endswith("}"):
            raise CatalogError(f"cue {cue!r}: there is no class of words {item}")
        before = _State()
        before.add(item, target)
        return before
    words = [word for word, _, _ in words_of(item.removesuffix("*")) if word != ","]
    if not words or "*" in item[:-1]:
        raise CatalogError(f"cue {cue!r}: {item!r} is not a word")
    if item.endswith("*"):
        words[-1] += "*"
    for word in reversed(words):
        before = _State()
        before.add(word, target)
        target = before
    return target


def _earliest(named: tuple[int, ...]) -> tuple[int, int]:
    return named[-1], -len(named)


def _latest(named: tuple[int, ...]) -> tuple[int, int]:
    return -named[-1], -len(named)


def _walk(
    state: _State, words: Sequence[str], turns: frozenset[int], named: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Every way from a state to the end of its cue, as the places of the words it names."""
    if state.complete:
        yield named
    at = named[-1] + 1
    if at < len(words):
        yield from _onward(state, words, turns, (*named, at))
        for most, beyond in state.gaps:
            for place in range(at, min(at + most + 1, len(words))):
                if place in turns:
                    break
                yield from _onward(beyond, words, turns, (*named, place))


def _onward(
    state: _State, words: Sequence[str], turns: frozenset[int], named: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    word = words[named[-1]]
    for key in (word, *classes_of(word)):
        for following in state.words.get(key, ()):
            yield from _walk(following, words, turns, named)
    for length, stems in state.stems.items():
        for following in stems.get(word[:length], ()):
            yield from _walk(following, words, turns, named)
