"""What follows from what is known: the one walk along `implies`, from fact to fact, the nearest conclusion first."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from knowledge.conditions import FactIs
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue

Facts = Mapping[str, FactDefinition]
Take = Callable[[str, str, AnswerValue], AnswerValue | None]
"""Given a fact, what it implies and the value of that: the value as it is taken, or None where it is not."""


def closed(
    known: Mapping[str, AnswerValue],
    facts: Facts,
    fixed: Container[str] = (),
    behind: dict[str, str] | None = None,
) -> dict[str, AnswerValue]:
    """The known values with everything they imply; nothing known or fixed is overruled.

    Where ``behind`` is given, each conclusion is noted there with the fact it was drawn from.
    """
    values = dict(known)

    def take(source: str, fact: str, value: AnswerValue) -> AnswerValue | None:
        if fact in values or fact in fixed:
            return None
        values[fact] = value
        if behind is not None:
            behind[fact] = source
        return value

    follow(known, facts, take)
    return values


def follow(known: Mapping[str, AnswerValue], facts: Facts, take: Take) -> None:
    """Offer every implication of what is known, and of what was taken of that, in turn."""
    waiting = list(known.items())
    for source, value in waiting:
        for fact, implied in implied_by(facts.get(source), value):
            taken = take(source, fact, implied)
            if taken is not None:
                waiting.append((fact, taken))


def implied_by(fact: FactDefinition | None, value: AnswerValue) -> Iterator[tuple[str, AnswerValue]]:
    """What a value of a fact implies by itself, as facts with their values."""
    for implied in fact.implies if fact is not None else ():
        if implied.fact is not None and implied.value is not None and holds(value, implied.when):
            yield implied.fact, implied.value


def holds(value: AnswerValue, when: AnswerValue) -> bool:
    """Whether a value is the one an implication speaks of; for several choices, whether it holds that one."""
    return value == when or (isinstance(value, tuple) and when in value)


def settled_by(implied: Iterable[FactIs], facts: Facts) -> Iterator[tuple[str, AnswerValue]]:
    """The facts that the presence of a part of a kind settles; a condition with several values settles none."""
    for one in implied:
        definition = facts[one.fact]
        if definition.type is FactType.YES_NO:
            yield one.fact, not one.among or "yes" in one.among
        elif len(one.among) == 1:
            yield one.fact, definition.whole(one.among[0])
