"""Conditions over facts and kinds, judged in three values with the facts that decided.

In catalog files a condition is one of

``{fact: reads_outside_content}``              the yes/no fact is yes
``{fact: exposure, is: [partners, public]}``   the chosen value, or one of several values, is among these
``{kind: [agent, language_model]}``            the target component is of one of these kinds
``{all: [...]}``, ``{any: [...]}``, ``{not: {...}}``
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import Discriminator, Field, Tag, field_validator

from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value

Known = Callable[[str], AnswerValue | None]
"""Gives the value of a fact by its id, or None while it is unknown."""


class Truth(StrEnum):
    """The three values a condition can take."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_OPPOSITE = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


class Judgement(NamedTuple):
    """What a condition came to; thousands are made in a turn and none comes from outside, so nothing checks them."""

    truth: Truth
    facts: tuple[str, ...] = ()
    """Ids of the deciding facts, sorted: they settled it, or would settle it while unknown."""


class FactIs(Value):
    """A fact is yes, or is among the named values."""

    fact: Slug = Field(description="Id of the fact.")
    among: tuple[str, ...] = Field(default=(), alias="is", description="Values that count; empty means yes.")

    @field_validator("among", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class KindIs(Value):
    """The target is of one of these kinds."""

    kind: tuple[ComponentKind, ...] = Field(min_length=1, description="Kinds that count.")


class AllOf(Value):
    """Every part holds."""

    all: tuple["Condition", ...] = Field(min_length=1, description="Parts that must all hold.")


class AnyOf(Value):
    """At least one part holds."""

    any: tuple["Condition", ...] = Field(min_length=1, description="Parts of which one must hold.")


class Not(Value):
    """The part does not hold."""

    part: "Condition" = Field(alias="not", description="The part that must not hold.")


def _shape(value: Any) -> str:
    shapes: dict[type, str] = {FactIs: "fact", KindIs: "kind", AllOf: "all", AnyOf: "any", Not: "not"}
    if isinstance(value, dict):
        return next((name for name in shapes.values() if name in value), "fact")
    return shapes.get(type(value), "fact")


Condition = Annotated[
    Annotated[FactIs, Tag("fact")]
    | Annotated[KindIs, Tag("kind")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_shape),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def judge(condition: Condition, known: Known, kind: ComponentKind | None = None) -> Judgement:
    """Judge a condition for one target; without a target kind, a condition on kinds holds."""
    match condition:
        case FactIs():
            return _judge_fact(condition, known(condition.fact))
        case KindIs():
            holds = kind is None or kind in condition.kind
            return Judgement(truth=Truth.YES if holds else Truth.NO)
        case AllOf():
            return _combine([judge(part, known, kind) for part in condition.all], absorbing=Truth.NO)
        case AnyOf():
            return _combine([judge(part, known, kind) for part in condition.any], absorbing=Truth.YES)
        case Not():
            inner = judge(condition.part, known, kind)
            return Judgement(_OPPOSITE[inner.truth], inner.facts)


def facts_of(condition: Condition) -> frozenset[str]:
    """Every fact that a condition mentions."""
    match condition:
        case FactIs():
            return frozenset({condition.fact})
        case KindIs():
            return frozenset()
        case AllOf():
            return frozenset().union(*(facts_of(part) for part in condition.all))
        case AnyOf():
            return frozenset().union(*(facts_of(part) for part in condition.any))
        case Not():
            return facts_of(condition.part)


def _judge_fact(condition: FactIs, value: AnswerValue | None) -> Judgement:
    if value is None:
        return Judgement(truth=Truth.UNKNOWN, facts=(condition.fact,))
    if isinstance(value, bool):
        holds = value if not condition.among else ("yes" if value else "no") in condition.among
    elif isinstance(value, str):
        holds = value in condition.among
    else:
        holds = bool(set(value) & set(condition.among))
    return Judgement(truth=Truth.YES if holds else Truth.NO, facts=(condition.fact,))


def _combine(parts: list[Judgement], absorbing: Truth) -> Judgement:
    """Join parts: one absorbing part decides alone; otherwise unknown wins over the rest."""
    neutral = Truth.YES if absorbing is Truth.NO else Truth.NO
    deciding = [part for part in parts if part.truth is absorbing]
    if deciding:
        first = min(deciding, key=lambda part: (len(part.facts), part.facts))
        return Judgement(truth=absorbing, facts=first.facts)
    unknown = [part for part in parts if part.truth is Truth.UNKNOWN]
    chosen = unknown or parts
    facts = tuple(sorted({fact for part in chosen for fact in part.facts}))
    return Judgement(truth=Truth.UNKNOWN if unknown else neutral, facts=facts)
