"""What facts need and prove of one another: what a system cannot have, and what follows from what is known."""

from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue


def leaning_on(facts: dict[str, FactDefinition]) -> dict[str, tuple[str, ...]]:
    """For each yes/no fact, those without which it cannot be, save where it is proof of them itself."""
    found: dict[str, list[str]] = {}
    for fact in facts.values():
        for implied in fact.implies:
            rules_out = implied.when is False and implied.value is False
            if rules_out and implied.fact is not None and not proves(facts[implied.fact], fact.id):
                found.setdefault(implied.fact, []).append(fact.id)
    return {name: tuple(needed) for name, needed in found.items()}


def proves(fact: FactDefinition, other: str) -> bool:
    """Whether a yes to one fact implies a yes to another."""
    return any(implied.when is True and implied.fact == other and implied.value is True for implied in fact.implies)


def closed(known: dict[str, AnswerValue], facts: dict[str, FactDefinition]) -> dict[str, AnswerValue]:
    """The known values with everything they imply; what is known is never changed."""
    values, waiting = dict(known), list(known)
    while waiting:
        name = waiting.pop(0)
        for implied in facts[name].implies if name in facts else ():
            if implied.fact is None or implied.value is None or implied.fact in values:
                continue
            if matches(values[name], implied.when):
                values[implied.fact] = implied.value
                waiting.append(implied.fact)
    return values


def matches(value: AnswerValue, when: AnswerValue) -> bool:
    """Whether a value is the one an implication speaks of; for several choices, whether it holds that one."""
    if isinstance(value, tuple):
        return when == value or when in value
    return value == when
