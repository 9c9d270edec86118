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
from unicodedata import combining, normalize

from knowledge.errors import CatalogError
from knowledge.tables import word_table
from knowledge.vocabulary import Value

Sign = TypeVar("Sign", covariant=True)
Mark = TypeVar("Mark")

GAPS = {"..": 5, ".": 2}
MOST_GAPS = 2


@dataclass(frozen=True)
class Found(Generic[Sign]):
    """Where a cue was found: its sign, the span of words, and which of them the cue itself names."""

    sign: Sign
    start: int
    end: int
    named: tuple[int, ...]


class WordClasses(Value):
    """Words that mean alike wherever a cue needs any of them."""

    classes: dict[str, tuple[str, ...]]
    """Class, then its words; one that ends in a star stands for all that begin so."""


class CueBank(Generic[Mark]):
    """Many cues, each with the mark it stands for."""

    def __init__(self, cues: Iterable[tuple[str, Mark]]) -> None:
        self._words: dict[str, list[tuple[_State, Mark]]] = {}
        self._stems: dict[int, dict[str, list[tuple[_State, Mark]]]] = {}
        for cue, mark in cues:
            self._take(compiled(cue), mark)

    def find(
        self, words: Sequence[str], turns: frozenset[int] = frozenset(), *, longest: bool = False
    ) -> tuple[Found[Mark], ...]:
        """Every cue in the words, in order of place; from one place a mark counts once, in its shortest form.

        No gap passes a turn: the place of a word that opens a new statement. What is a name wants its longest form.
        """
        order = _latest if longest else _earliest
        found: list[Found[Mark]] = []
        for start, word in enumerate(words):
            best: dict[Mark, tuple[int, ...]] = {}
            for state, mark in self._firsts(word):
                named = min(_walk(state, words, turns, (start,)), key=order, default=None)
                if named is not None and (mark not in best or order(named) < order(best[mark])):
                    best[mark] = named
            found.extend(Found(mark, start, named[-1] + 1, named) for mark, named in best.items())
        return tuple(found)

    def _take(self, entry: "_State", mark: Mark) -> None:
        for word, states in entry.words.items():
            self._words.setdefault(word, []).extend((state, mark) for state in states)
        for length, stems in entry.stems.items():
            for stem, states in stems.items():
                shelf = self._stems.setdefault(length, {}).setdefault(stem, [])
                shelf.extend((state, mark) for state in states)

    def _firsts(self, word: str) -> Iterator[tuple["_State", Mark]]:
        for key in (word, *classes_of(word)):
            yield from self._words.get(key, ())
        for length, stems in self._stems.items():
            yield from stems.get(word[:length], ())


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


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as cues see them, with their places; commas count as words."""
    return [(_plain(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes a word belongs to, as cues write them."""
    single, stems = _class_words()
    found = {name for stem, names in stems.items() if word.startswith(stem) for name in names}
    return tuple(sorted(found | single.get(word, set())))


@lru_cache(maxsize=1)
def _class_words() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Words and stems with the classes that hold them."""
    single: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for name, words in word_table("word_classes", WordClasses).classes.items():
        for word in words:
            shelf = stems if word.endswith("*") else single
            shelf.setdefault(_plain(word.removesuffix("*")), set()).add(f"{{{name}}}")
    return single, stems


def lexicon(words: str) -> frozenset[str]:
    """A set of words, in the form in which texts are compared."""
    return frozenset(_plain(word) for word in words.split())


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


_WORD = re.compile(r"(?:(?<![^\W_])[^\W\d_]-(?=[^\W\d_]{2}))?[^\W_]+(?:['\u2019\u02bc][^\W\d_]+)*|,")
_PARTS = re.compile(r"[()|]|[^\s()|]+")
_CLOSINGS = ("'s", "'re", "'ve", "'m", "'d")


def _plain(word: str) -> str:
    """A word in the one form that is compared."""
    plain = word.lower().replace("\u2019", "'").replace("\u02bc", "'").replace("-", "")
    if not plain.isascii():
        plain = "".join(mark for mark in normalize("NFKD", plain) if not combining(mark))
    for closing in _CLOSINGS:
        plain = plain.removesuffix(closing)
    return plain


def _options(parts: list[str], target: _State, cue: str) -> _State:
    """The state before ``one|other|...``; every way through leads to the target."""
    entry, option = _State(), list[str | list[str]]()
    at = 0
    while at < len(parts):
        if parts[at] == "(":
            end = _closing(parts, at, cue)
            option.append(parts[at + 1 : end])
            at = end
        elif parts[at] == "|":
            entry.absorb(_sequence(option, target, cue))
            option = []
        else:
            option.append(parts[at])
        at += 1
    entry.absorb(_sequence(option, target, cue))
    return entry


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
        if item[1:-1] not in word_table("word_classes", WordClasses).classes or not item.endswith("}"):
            raise CatalogError(f"cue {cue!r}: there is no class of words {item}")
        before = _State()
        before.add(item, target)
        return before
    plain = [word for word, _, _ in words_of(item.removesuffix("*")) if word != ","]
    if not plain or "*" in item[:-1]:
        raise CatalogError(f"cue {cue!r}: {item!r} is not a word")
    if item.endswith("*"):
        plain[-1] += "*"
    for word in reversed(plain):
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
