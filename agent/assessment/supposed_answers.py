"""Conditions under many supposed answers at once, and how likely they are under each: for the interview's many trials.

One answer changes a few facts, so nearly all of what a condition comes to is shared by hundreds of answers. Where a
condition holds is therefore a number with one bit for each answer, and a whole catalog is judged under all of them by
some thousand operations on such numbers.
"""

from collections.abc import Callable, Iterable, Sequence

from agent.assessment.conditions import View, Weights, accepted_by, holds
from knowledge.conditions import AllOf, AnyOf, Condition, FactIs, KindIs, Not
from knowledge.vocabulary import AnswerValue, ComponentKind

Atom = tuple[str, frozenset[AnswerValue]]
"""A fact with the values of it that count."""
Sides = tuple[int, int]
"""Under which answers something holds, and under which it does not, as bits; where it is neither it is unknown."""
Everywhere = Callable[["Worlds", ComponentKind | None], Sides]
Chance = Callable[["Odds", ComponentKind | None], float]


class Worlds:
    """One view of a system under many answers, each of which changes a few facts of it."""

    def __init__(self, view: View, answers: Sequence[tuple[View, Iterable[str]]]) -> None:
        """``answers`` has for each the view with it, and the facts that differ there."""
        self.all = (1 << len(answers)) - 1
        self._view = view
        self._differing: dict[str, list[tuple[int, AnswerValue | None]]] = {}
        self._kept: dict[Atom, Sides] = {}
        for place, (other, changed) in enumerate(answers):
            for fact in changed:
                self._differing.setdefault(fact, []).append((1 << place, other.get(fact)))

    def sides(self, atom: Atom) -> Sides:
        """Under which answers a fact has one of the values that count, and under which it has another."""
        found = self._kept.get(atom)
        if found is None:
            found = self._kept[atom] = self._found(*atom)
        return found

    def _found(self, fact: str, accepted: frozenset[AnswerValue]) -> Sides:
        value = self._view.get(fact)
        yes, no = _side(value, accepted, self.all)
        for bit, other in self._differing.get(fact, ()):
            there, not_there = _side(other, accepted, bit)
            yes, no = yes & ~bit | there, no & ~bit | not_there
        return yes, no


class Odds(dict[Atom, float]):
    """How likely each single fact of a view is to have one of some values; worked out once for each."""

    def __init__(self, view: View, weights: Weights) -> None:
        super().__init__()
        self._view, self._weights = view, weights
        self._on: dict[str, list[Atom]] = {}

    def __missing__(self, atom: Atom) -> float:
        fact, accepted = atom
        value = self._view.get(fact)
        if value is None:
            odds = sum((weight for one, weight in self._weights.get(fact, ()) if holds(one, accepted)), 0.0)
        else:
            odds = 1.0 if holds(value, accepted) else 0.0
        self[atom] = odds
        self._on.setdefault(fact, []).append(atom)
        return odds

    def after(self, view: View, changed: Iterable[str]) -> "Odds":
        """The odds of another view, in which some facts differ."""
        other = Odds(view, self._weights)
        other.update(self)
        for fact in changed:
            for atom in self._on.get(fact, ()):
                del other[atom]
        return other


def everywhere(condition: Condition) -> Everywhere:
    """The condition as a function of many answers and the target's kind; it agrees with `truth_of` under each."""
    match condition:
        case FactIs():
            atom = (condition.fact, accepted_by(condition))
            return lambda worlds, kind: worlds.sides(atom)
        case KindIs():
            kinds = frozenset(condition.kind)
            return lambda worlds, kind: (worlds.all, 0) if kind is None or kind in kinds else (0, worlds.all)
        case AllOf():
            return _all([everywhere(part) for part in condition.all])
        case AnyOf():
            return _any([everywhere(part) for part in condition.any])
        case Not():
            inner = everywhere(condition.part)
            return lambda worlds, kind: inner(worlds, kind)[::-1]


def chance_of(condition: Condition) -> Chance:
    """How likely the condition is to hold, unknown facts taken as independent of each other."""
    match condition:
        case FactIs():
            atom = (condition.fact, accepted_by(condition))
            return lambda odds, kind: odds[atom]
        case KindIs():
            kinds = frozenset(condition.kind)
            return lambda odds, kind: 1.0 if kind is None or kind in kinds else 0.0
        case AllOf():
            return _product([chance_of(part) for part in condition.all])
        case AnyOf():
            none = _product([_unless(chance_of(part)) for part in condition.any])
            return lambda odds, kind: 1.0 - none(odds, kind)
        case Not():
            return _unless(chance_of(condition.part))


def _side(value: AnswerValue | None, accepted: frozenset[AnswerValue], bits: int) -> Sides:
    if value is None:
        return 0, 0
    return (bits, 0) if holds(value, accepted) else (0, bits)


def _all(parts: list[Everywhere]) -> Everywhere:
    def sides(worlds: Worlds, kind: ComponentKind | None) -> Sides:
        yes, no = worlds.all, 0
        for part in parts:
            there, not_there = part(worlds, kind)
            yes, no = yes & there, no | not_there
        return yes, no

    return sides


def _any(parts: list[Everywhere]) -> Everywhere:
    def sides(worlds: Worlds, kind: ComponentKind | None) -> Sides:
        yes, no = 0, worlds.all
        for part in parts:
            there, not_there = part(worlds, kind)
            yes, no = yes | there, no & not_there
        return yes, no

    return sides


def _unless(inner: Chance) -> Chance:
    return lambda odds, kind: 1.0 - inner(odds, kind)


def _product(parts: list[Chance]) -> Chance:
    def chance(odds: Odds, kind: ComponentKind | None) -> float:
        product = 1.0
        for part in parts:
            product *= part(odds, kind)
            if not product:
                break
        return product

    return chance
