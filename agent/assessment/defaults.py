"""The usual assumptions: what is taken as given about a fact while the owner has not said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from agent.assessment.conditions import Kleene, Truth, View, truth_of
from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition
from knowledge.search.words import stem_of, stems
from knowledge.vocabulary import AnswerValue

Words = frozenset[str]
"""Stems of words that were said."""


@dataclass(frozen=True)
class _Rule:
    """One default: under what it holds, what it gives, and the stems beside which the fact stays unknown."""

    when: Truth | None
    value: AnswerValue
    unless: Words


class Defaults:
    """Every fact's assumed value, judged under what is known and the assumptions before it.

    A default must not hide what the words hint at: where they do, the fact stays unknown.
    """

    def __init__(self, facts: Mapping[str, FactDefinition]) -> None:
        self._rules = {fact.id: _rules(fact) for fact in facts.values() if not fact.control and fact.defaults}
        needs = {fact.id: _needs(fact, facts) for fact in facts.values()}
        self._order = _ordered(needs)
        leads_to = _turned(needs)
        self._after = {fact: _downstream(fact, leads_to) for fact in facts}
        self._telling = frozenset().union(*(rule.unless for rules in self._rules.values() for rule in rules))

    def telling(self, text: str) -> Words:
        """The words of a text that keep something from being assumed."""
        return self._telling.intersection(stems(text)) if self._telling else frozenset()

    def fill(self, known: View, shut: Collection[str] = (), said: Words = frozenset()) -> dict[str, AnswerValue]:
        """What is known with the assumptions for the rest; facts in `shut` get none."""
        usual = dict(known)
        self._assume(usual, (fact for fact in self._order if fact not in known and fact not in shut), said)
        return usual

    def refill(
        self, usual: View, changes: View, firm: Collection[str], shut: Collection[str] = (), said: Words = frozenset()
    ) -> dict[str, AnswerValue]:
        """The same after some facts changed: only assumptions that hang on those are made anew."""
        fresh = {**usual, **changes}
        touched = {later for fact in changes for later in self._after[fact]}
        again = [
            fact for fact in self._order if fact in touched and not (fact in firm or fact in changes or fact in shut)
        ]
        for fact in again:
            fresh.pop(fact, None)
        self._assume(fresh, again, said)
        return fresh

    def dependents(self, fact: str) -> frozenset[str]:
        """The facts whose assumption can change with this one."""
        return self._after[fact]

    def _assume(self, usual: dict[str, AnswerValue], facts: Iterable[str], said: Words) -> None:
        for fact in facts:
            rules = self._rules.get(fact, ())
            first = next((rule for rule in rules if rule.when is None or rule.when(usual, None) == Kleene.YES), None)
            if first is not None and not first.unless & said:
                usual[fact] = first.value


def _turned(needs: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    """The facts whose assumption asks about each."""
    leads_to: dict[str, set[str]] = {}
    for later, needed in needs.items():
        for fact in needed:
            leads_to.setdefault(fact, set()).add(later)
    return leads_to


def _downstream(fact: str, leads_to: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    front = {fact}
    while front:
        front = {later for one in front for later in leads_to.get(one, ())} - reached
        reached |= front
    return frozenset(reached)


def _rules(fact: FactDefinition) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(truth_of(one.when) if one.when is not None else None, one.value, frozenset(map(stem_of, one.unless_said)))
        for one in fact.defaults
    )


def _needs(fact: FactDefinition, facts: Mapping[str, FactDefinition]) -> frozenset[str]:
    if fact.control:
        return frozenset()
    named = frozenset().union(*(facts_of(d.when) for d in fact.defaults if d.when is not None))
    return frozenset(named & set(facts))


def _ordered(needs: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Facts after those their assumption asks about, else in the catalog's order; a circle keeps that order too."""
    order: dict[str, None] = {}
    waiting = dict.fromkeys(needs)
    while waiting:
        ready = next((fact for fact in waiting if needs[fact] - order.keys() <= {fact}), next(iter(waiting)))
        order[ready] = waiting.pop(ready)
    return tuple(order)
