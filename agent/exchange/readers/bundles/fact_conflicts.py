"""Make one of what several places say of the same fact; where they contradict each other, neither counts."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agent.domain.facts import FactValue, Provenance
from agent.domain.system import Assumption
from agent.domain.wording.names_in_sentences import clipped
from knowledge.catalog import Catalog
from knowledge.entries import FactType
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
    """One value for each fact; a guess is dropped where the same is stated, and asked about where another is."""
    desk, told, claims = _Desk(catalog), list(facts), list(assumptions)
    firm = [one for one in told if one.provenance is not Provenance.INFERRED]
    stated = tuple(desk.stated(firm))
    likely = [one for one in told if one.provenance is Provenance.INFERRED]
    desk.contest(stated, likely, claims)
    inferred = tuple(desk.stated([one for one in likely if desk.is_open(one.fact)]))
    left = tuple(desk.claims([one for one in claims if one.fact is None or desk.is_open(one.fact)]))
    return Settled((*stated, *inferred), left, tuple(dict.fromkeys(desk.open)))


class _Desk:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.open: list[str] = []
        self._closed: set[str] = set()
        """Facts of which no guess is kept: they are stated, or contested."""

    def is_open(self, fact: str) -> bool:
        """Whether a guess at a fact still counts."""
        return fact not in self._closed

    def stated(self, told: Sequence[FactValue]) -> Iterator[FactValue]:
        """One value each; where values contradict each other, none."""
        for same in _grouped(told, lambda one: (one.fact, one.subject)):
            first, values = same[0], list(dict.fromkeys(one.value for one in same))
            if len(values) > 1 and not self._adds_up(first.fact):
                self._closed.add(first.fact)
                self._ask(first.fact, [(one.value, one.because) for one in same])
                continue
            because = clipped("; ".join(dict.fromkeys(one.because for one in same)), _BECAUSE)
            yield first.model_copy(update={"value": self._together(first.fact, values), "because": because})

    def contest(self, stated: Iterable[FactValue], likely: Iterable[FactValue], claims: Iterable[Assumption]) -> None:
        """Close the facts that are stated, and those that guesses contradict each other on; ask where values differ."""
        known = {one.fact: one for one in stated}
        guesses: dict[str, list[tuple[AnswerValue, str]]] = {}
        for fact, value, because in (
            *((one.fact, one.value, one.because) for one in likely),
            *((one.fact, one.value, one.source) for one in claims),
        ):
            if fact is not None and value is not None:
                guesses.setdefault(fact, []).append((value, because))
        for fact, said in guesses.items():
            if fact in self._closed:
                continue
            firm = known.get(fact)
            if firm is not None:
                self._closed.add(fact)
                if any(self._together(fact, (value, firm.value)) != firm.value for value, _ in said):
                    self._ask(fact, [(firm.value, firm.because), *said])
            elif len({value for value, _ in said}) > 1 and not self._adds_up(fact):
                self._closed.add(fact)
                self._ask(fact, said)

    def claims(self, told: Sequence[Assumption]) -> Iterator[Assumption]:
        """One of each claim, with every place that makes it; texts that are about no fact stay as they are."""
        yield from {one.text: one for one in told if one.fact is None}.values()
        for same in _grouped([one for one in told if one.fact is not None], lambda one: one.fact):
            source = clipped("; ".join(dict.fromkeys(one.source for one in same)), _SOURCE)
            yield same[0].model_copy(update={"source": source})

    def _adds_up(self, fact: str) -> bool:
        """Whether several values of a fact make one: it takes several choices, or asks for the most exposed one."""
        definition = self._catalog.facts[fact]
        return definition.type is FactType.SEVERAL or definition.widest

    def _together(self, fact: str, values: Sequence[AnswerValue]) -> AnswerValue:
        """One value of all: every choice, or the most exposed one, in the order of the fact's definition; else none."""
        if not self._adds_up(fact):
            return values[0] if len(set(values)) == 1 else ()
        held = {choice for value in values for choice in (value if isinstance(value, tuple) else (value,))}
        choices = tuple(choice.value for choice in self._catalog.facts[fact].choices if choice.value in held)
        return choices[-1] if self._catalog.facts[fact].type is FactType.CHOICE else choices

    def _ask(self, fact: str, said: Iterable[tuple[AnswerValue, str]]) -> None:
        by_value: dict[AnswerValue, str] = {}
        for value, because in said:
            by_value.setdefault(value, because)
        meaning = self._catalog.facts[fact].meaning
        sides = [f"{meaning(value)} ({_file_of(because)})" for value, because in by_value.items()]
        self.open.append(clipped(f"Which holds: {', or '.join(sides)}?", _QUESTION))


def _grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[list[T]]:
    found: dict[Hashable, list[T]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    yield from found.values()


def _file_of(because: str) -> str:
    """The file at the end of a reason, or the reason itself where its file has no name yet."""
    return clipped(because.rpartition(" in ")[2], 80)
