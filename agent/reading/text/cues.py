"""The bank of cues that finds all of them in one pass over the words; ``cue_language`` says how cues are written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from agent.reading.text.cue_automata import State, compiled
from agent.reading.text.cue_ends import ends_of
from agent.reading.text.words import classes_of

Sign = TypeVar("Sign", covariant=True)
Mark = TypeVar("Mark")


@dataclass(frozen=True)
class Found(Generic[Sign]):
    """Where a cue was found: its sign, the span of words, and which of them the cue itself names."""

    sign: Sign
    start: int
    end: int
    named: tuple[int, ...]


class CueBank(Generic[Mark]):
    """Many cues, each with the mark it stands for; a cue is compiled when a word first opens it.

    Of a bank with a name it is kept between two starts with which words its cues begin and end.
    """

    def __init__(self, cues: Iterable[tuple[str, Mark]], name: str = "") -> None:
        self._cues = tuple(cues)
        self._states: dict[int, State] = {}
        self._opened, self._closed = ends_of(name, tuple(cue for cue, _ in self._cues))
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
                    closings, stems = self._closed[place]
                    ends[place] = not known.isdisjoint(closings) or any(word.startswith(tuple(stems)) for word in words)
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

    def _state(self, place: int) -> "State":
        if place not in self._states:
            self._states[place] = compiled(self._cues[place][0])
        return self._states[place]


def _earliest(named: tuple[int, ...]) -> tuple[int, int]:
    return named[-1], -len(named)


def _latest(named: tuple[int, ...]) -> tuple[int, int]:
    return -named[-1], -len(named)


def _walk(
    state: State, words: Sequence[str], turns: frozenset[int], named: tuple[int, ...]
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
    state: State, words: Sequence[str], turns: frozenset[int], named: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    word = words[named[-1]]
    for key in (word, *classes_of(word)):
        for following in state.words.get(key, ()):
            yield from _walk(following, words, turns, named)
    for length, stems in state.stems.items():
        for following in stems.get(word[:length], ()):
            yield from _walk(following, words, turns, named)
