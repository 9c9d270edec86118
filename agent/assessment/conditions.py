"""Conditions made fast: the same three values as `judge`."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import lru_cache

from knowledge.conditions import AllOf, AnyOf, Condition, FactIs, KindIs, Not
from knowledge.vocabulary import AnswerValue, ComponentKind

View = Mapping[str, AnswerValue]
"""The facts of one subject; what is not in it is unknown."""
Weights = Mapping[str, tuple[tuple[AnswerValue, float], ...]]
"""How likely each value of an unknown fact is."""


class Kleene(IntEnum):
    """The three values as numbers: `all` is the smallest of the parts, `any` the largest, `not` two minus it."""

    NO = 0
    UNKNOWN = 1
    YES = 2


Truth = Callable[[View, ComponentKind | None], int]


def truth_of(condition: Condition) -> Truth:
    """The condition as a function of what is known and the target's kind."""
    match condition:
        case FactIs():
            return _fact_truth(condition)
        case KindIs():
            kinds = frozenset(condition.kind)
            return lambda view, kind: Kleene.YES if kind is None or kind in kinds else Kleene.NO
        case AllOf():
            return _least([truth_of(part) for part in condition.all])
        case AnyOf():
            return _most([truth_of(part) for part in condition.any])
        case Not():
            inner = truth_of(condition.part)
            return lambda view, kind: 2 - inner(view, kind)


def mentions_kind(condition: Condition) -> bool:
    """Whether the target's kind can matter."""
    match condition:
        case FactIs():
            return False
        case KindIs():
            return True
        case AllOf():
            return any(mentions_kind(part) for part in condition.all)
        case AnyOf():
            return any(mentions_kind(part) for part in condition.any)
        case Not():
            return mentions_kind(condition.part)


def accepted_by(condition: FactIs) -> frozenset[AnswerValue]:
    """The single values that count, yes and no as booleans too."""
    return _accepted(condition.among)


@lru_cache(maxsize=2000)
def _accepted(among: tuple[str, ...]) -> frozenset[AnswerValue]:
    """The same; hundreds of conditions name the same ones."""
    if not among:
        return frozenset({True})
    switches = {"yes": True, "no": False}
    return frozenset(among) | {switches[name] for name in among if name in switches}


def holds(value: AnswerValue, accepted: frozenset[AnswerValue]) -> bool:
    """Whether a value, or one of several, is among those that count."""
    return any(one in accepted for one in value) if isinstance(value, tuple) else value in accepted


def _fact_truth(condition: FactIs) -> Truth:
    fact, accepted = condition.fact, accepted_by(condition)

    def truth(view: View, kind: ComponentKind | None) -> int:
        value = view.get(fact)
        if value is None:
            return 1
        return 2 if holds(value, accepted) else 0

    return truth


def _least(parts: list[Truth]) -> Truth:
    def truth(view: View, kind: ComponentKind | None) -> int:
        least = 2
        for part in parts:
            found = part(view, kind)
            if found < least:
                if found == 0:
                    return 0
                least = found
        return least

    return truth


def _most(parts: list[Truth]) -> Truth:
    def truth(view: View, kind: ComponentKind | None) -> int:
        most = 0
        for part in parts:
            found = part(view, kind)
            if found > most:
                if found == 2:
                    return 2
                most = found
        return most

    return truth
