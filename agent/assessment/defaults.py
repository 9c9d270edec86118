"""The usual assumptions: what is taken as given about a fact while the owner has not said."""

from collections.abc import Collection, Iterable, Mapping

from agent.assessment.conditions import Kleene, Truth, View, truth_of
from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue


class Defaults:
    """Every fact's assumed value, judged under what is known and the assumptions before it."""

    def __init__(self, facts: Mapping[str, FactDefinition]) -> None:
        self._rules = {fact.id: _rules(fact) for fact in facts.values() if not fact.control and fact.defaults}
        needs = {fact.id: _needs(fact, facts) for fact in facts.values()}
        self._order = _ordered(needs)
        self._after = {fact: self._downstream(fact, needs) for fact in facts}

    def fill(self, known: View, shut: Collection[str] = ()) -> dict[str, AnswerValue]:
        """What is known with the assumptions for the rest; facts in `shut` get none."""
        usual = dict(known)
        self._assume(usual, (fact for fact in self._order if fact not in known and fact not in shut))
        return usual

    def refill(
        self, usual: View, changes: View, firm: Collection[str], shut: Collection[str] = ()
    ) -> dict[str, AnswerValue]:
        """The same after some facts changed: only assumptions that hang on those are made anew."""
        fresh = {**usual, **changes}
        touched = {later for fact in changes for later in self._after[fact]}
        again = [
            fact for fact in self._order if fact in touched and not (fact in firm or fact in changes or fact in shut)
        ]
        for fact in again:
            fresh.pop(fact, None)
        self._assume(fresh, again)
        return fresh

    def dependents(self, fact: str) -> frozenset[str]:
        """The facts whose assumption can change with this one."""
        return self._after[fact]

    def _assume(self, usual: dict[str, AnswerValue], facts: Iterable[str]) -> None:
        for fact in facts:
            for when, value in self._rules.get(fact, ()):
                if when is None or when(usual, None) == Kleene.YES:
                    usual[fact] = value
                    break

    def _downstream(self, fact: str, needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
        reached: set[str] = set()
        front = {fact}
        while front:
            front = {later for later, needed in needs.items() if needed & front} - reached
            reached |= front
        return frozenset(reached)


def _rules(fact: FactDefinition) -> tuple[tuple[Truth | None, AnswerValue], ...]:
    return tuple((truth_of(d.when) if d.when is not None else None, d.value) for d in fact.defaults)


def _needs(fact: FactDefinition, facts: Mapping[str, FactDefinition]) -> frozenset[str]:
    if fact.control:
        return frozenset()
    named = frozenset().union(*(facts_of(d.when) for d in fact.defaults if d.when is not None))
    return frozenset(named & set(facts))


def _ordered(needs: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Facts after those their assumption asks about, else in the catalog's order; a circle keeps that order too."""
    order: list[str] = []
    waiting = list(needs)
    while waiting:
        ready = next((fact for fact in waiting if needs[fact] <= set(order) | {fact}), waiting[0])
        order.append(ready)
        waiting.remove(ready)
    return tuple(order)
