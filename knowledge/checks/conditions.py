"""Find conditions that can never hold and shifts that can never make a difference.

Every combination of values of the facts involved is tried, as far as the facts allow it: what one fact settles about
another is taken into account, so a condition that contradicts an implication is found as well.
"""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, Severity, about
from knowledge.conditions import AllOf, AnyOf, Condition, FactIs, KindIs, Not, Truth, facts_of, judge
from knowledge.entries import FactDefinition, FactType, ThreatPattern
from knowledge.vocabulary import AnswerValue, ComponentKind

MOST = 50_000
"""Combinations tried per condition; one that needs more is too involved for people as well."""

Answers = Mapping[str, AnswerValue]


def impossible(catalog: Catalog) -> Iterator[Finding]:
    """Impossible and unavoidable conditions, shifts that never or always move, and gaps that pose as threats."""
    yield from _by_absence(catalog)
    for pattern in catalog.patterns.values():
        truths = _truths(catalog, pattern, pattern.when)
        if Truth.YES not in truths:
            yield about(catalog, "patterns", pattern.id, "when: can never hold, whatever the owner answers")
            continue
        if Truth.NO not in truths:
            message = "when: always holds, so nothing can rule it out"
            yield about(catalog, "patterns", pattern.id, message, Severity.WARNING)
        for name, shifts in (("raises", pattern.raises), ("lowers", pattern.lowers)):
            for shift in shifts:
                yield from _shift(catalog, pattern, name, shift.when)


def _by_absence(catalog: Catalog) -> Iterator[Finding]:
    """Patterns that can hold by denials alone: what is merely not there is a control check, not a threat."""
    for pattern in catalog.patterns.values():
        if not _needs_something(pattern.when):
            message = "when: can hold by what is not there alone; say it as a control check"
            yield about(catalog, "patterns", pattern.id, message)


def _needs_something(condition: Condition) -> bool:
    """Whether every way for it to hold rests on something that is so, beside what is not so."""
    match condition:
        case FactIs():
            return condition.among != ("no",)
        case KindIs():
            return True
        case AllOf():
            return any(_needs_something(part) for part in condition.all)
        case AnyOf():
            return all(_needs_something(part) for part in condition.any)
        case Not():
            return False


def _shift(catalog: Catalog, pattern: ThreatPattern, name: str, when: Condition) -> Iterator[Finding]:
    both = _truths(catalog, pattern, AllOf(all=(pattern.when, when)))
    facts = ", ".join(sorted(facts_of(when)))
    if Truth.YES not in both:
        yield about(
            catalog, "patterns", pattern.id, f"{name}: the shift on {facts} can never hold where the threat does"
        )
    elif facts_of(when) and facts_of(when) <= facts_of(pattern.when) and not _matters(catalog, pattern, when):
        message = f"{name}: the shift on {facts} always holds where the threat does; change the level instead"
        yield about(catalog, "patterns", pattern.id, message, Severity.WARNING)


def _matters(catalog: Catalog, pattern: ThreatPattern, when: Condition) -> bool:
    involved = facts_of(pattern.when) | facts_of(when)
    for answers in _combinations(catalog, involved):
        for kind in pattern.targets or (None,):
            holds = judge(pattern.when, answers.get, kind).truth is Truth.YES
            if holds and judge(when, answers.get, kind).truth is not Truth.YES:
                return True
    return False


def _truths(catalog: Catalog, pattern: ThreatPattern, condition: Condition) -> set[Truth]:
    """The values a condition takes over all combinations and targets; unknown as well if there are too many."""
    found: set[Truth] = set()
    kinds: tuple[ComponentKind | None, ...] = pattern.targets or (None,)
    for answers in _combinations(catalog, facts_of(condition)):
        found |= {judge(condition, answers.get, kind).truth for kind in kinds}
        if {Truth.YES, Truth.NO} <= found:
            break
    return found


def _combinations(catalog: Catalog, involved: frozenset[str]) -> Iterator[Answers]:
    names = sorted(involved)
    domains = [_domain(catalog.facts[name]) for name in names]
    for values in islice(product(*domains), MOST):
        answers = _settled(catalog, dict(zip(names, values, strict=True)))
        if answers is not None:
            yield answers


def _domain(fact: FactDefinition) -> tuple[AnswerValue, ...]:
    if fact.type is FactType.SEVERAL:
        return ((), *fact.values(), tuple(choice.value for choice in fact.choices))
    return fact.values()


def _settled(catalog: Catalog, answers: dict[str, AnswerValue]) -> dict[str, AnswerValue] | None:
    """The answers with all that follows from them, or None where they contradict what follows."""
    todo = list(answers)
    while todo:
        name = todo.pop()
        for implication in catalog.facts[name].implies:
            if implication.fact is None or implication.value is None or not _is(answers[name], implication.when):
                continue
            if implication.fact not in answers:
                answers[implication.fact] = implication.value
                todo.append(implication.fact)
            elif not _agrees(answers[implication.fact], implication.value):
                return None
    return answers


def _is(value: AnswerValue, expected: AnswerValue) -> bool:
    return expected in value if isinstance(value, tuple) and isinstance(expected, str) else value == expected


def _agrees(value: AnswerValue, implied: AnswerValue) -> bool:
    if isinstance(value, tuple) and isinstance(implied, tuple):
        return set(implied) <= set(value)
    return value == implied
