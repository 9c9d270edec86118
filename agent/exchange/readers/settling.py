"""Make one of what several places say of the same fact; where they contradict each other, neither counts."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agent.domain.facts import FactValue
from agent.domain.names_in_sentences import clipped
from agent.domain.system import Assumption
from knowledge.catalog import Catalog
from knowledge.vocabulary import AnswerValue

_BECAUSE, _SOURCE, _QUESTION = 300, 200, 260
T = TypeVar("T", FactValue, Assumption)


@dataclass(frozen=True)
class Settled:
    """What is known, what is assumed, and what the places contradict each other on."""

    facts: tuple[FactValue, ...]
    assumptions: tuple[Assumption, ...]
    open: tuple[str, ...]
    """Questions for a person."""


def settled(facts: Iterable[FactValue], assumptions: Iterable[Assumption], catalog: Catalog) -> Settled:
    """One value for each fact; a guess is dropped where the same is known, and asked about where another is."""
    desk = _Desk(catalog)
    kept = tuple(desk.facts(list(facts)))
    left = tuple(desk.assumptions(list(assumptions), {one.fact: one for one in kept}))
    return Settled(kept, left, tuple(dict.fromkeys(desk.open)))


class _Desk:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.open: list[str] = []
        self._contested: set[str] = set()

    def facts(self, told: Sequence[FactValue]) -> Iterator[FactValue]:
        for same in _grouped(told, lambda one: (one.fact, one.subject)):
            first, values = same[0], list(dict.fromkeys(one.value for one in same))
            if len(values) > 1 and not isinstance(first.value, tuple):
                self._contested.add(first.fact)
                self._ask(first.fact, [(one.value, one.because) for one in same])
                continue
            because = clipped("; ".join(dict.fromkeys(one.because for one in same)), _BECAUSE)
            yield first.model_copy(update={"value": self._together(first.fact, values), "because": because})

    def assumptions(self, told: Sequence[Assumption], known: dict[str, FactValue]) -> Iterator[Assumption]:
        yield from {one.text: one for one in reversed(told) if one.fact is None}.values()
        guesses = [one for one in told if one.fact is not None and one.fact not in self._contested]
        for same in _grouped(guesses, lambda one: one.fact):
            first, values = same[0], list(dict.fromkeys(one.value for one in same if one.value is not None))
            stated = known.get(str(first.fact))
            if stated is not None and all(_within(value, stated.value) for value in values):
                continue
            told_before = [(stated.value, stated.because)] if stated is not None else []
            if told_before or (len(values) > 1 and not isinstance(first.value, tuple)):
                said = [(one.value, one.source) for one in same if one.value is not None]
                self._ask(str(first.fact), [*told_before, *said])
                continue
            value = self._together(str(first.fact), values)
            text = clipped(self._catalog.facts[str(first.fact)].meaning(value), 300)
            source = clipped("; ".join(dict.fromkeys(one.source for one in same)), _SOURCE)
            yield first.model_copy(update={"value": value, "text": text, "source": source})

    def _together(self, fact: str, values: Sequence[AnswerValue]) -> AnswerValue:
        """The one value; of a fact that takes several choices, all of them in the order of its definition."""
        if not isinstance(values[0], tuple):
            return values[0]
        held = {choice for value in values if isinstance(value, tuple) for choice in value}
        return tuple(choice.value for choice in self._catalog.facts[fact].choices if choice.value in held)

    def _ask(self, fact: str, said: Iterable[tuple[AnswerValue, str]]) -> None:
        by_value: dict[AnswerValue, str] = {}
        for value, because in said:
            by_value.setdefault(value, because)
        meaning = self._catalog.facts[fact].meaning
        sides = [f"{meaning(value)} ({because})" for value, because in by_value.items()]
        self.open.append(clipped(f"Which holds: {', or '.join(sides)}?", _QUESTION))


def _grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[list[T]]:
    found: dict[Hashable, list[T]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    yield from found.values()


def _within(guess: AnswerValue, stated: AnswerValue) -> bool:
    """Whether a guess says nothing beyond what is stated."""
    if isinstance(guess, tuple) and isinstance(stated, tuple):
        return set(guess) <= set(stated)
    return guess == stated
