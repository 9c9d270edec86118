"""What a model holds, laid out so that a sentence's expectations can be compared with it."""

import re
from collections.abc import Iterable, Iterator

from agent.domain import Component, ThreatModel
from agent.domain.facts import FactValue, Provenance
from agent.domain.system import Actor
from evals.sentence_tests.sentence import Atom
from knowledge.search.words import singular
from knowledge.vocabulary import AnswerValue

SOFT = frozenset({Provenance.INFERRED, Provenance.ASSUMED})
"""Where a value comes from that its owner is still to confirm."""
DRAWN = frozenset({Provenance.IMPLIED, Provenance.ASSUMED})
"""Where a value comes from that only follows from others; it is as right as they are."""
_WORD = re.compile(r"[^\W_]+")


def covers(words: str, name: str) -> bool:
    """Whether the words stand in a name, whatever their case and number."""
    return stems(words) <= stems(name)


def in_any(name: str, words: Iterable[str]) -> bool:
    """Whether any of some words stand in a name."""
    return any(covers(one, name) for one in words)


def stems(words: str) -> frozenset[str]:
    """The words of a text in small letters, without the ending of the plural."""
    return frozenset(singular(one) for one in _WORD.findall(words.lower()))


def held(model: ThreatModel, fact: str) -> set[Atom]:
    """What is firmly known of a fact, for the system or any of its parts."""
    return {atom for kept in model.facts if kept.fact == fact for atom in firm(kept)}


def firm(kept: FactValue) -> tuple[Atom, ...]:
    """What a value firmly says; nothing where it waits to be confirmed."""
    return () if kept.provenance in SOFT else atoms(kept.value)


def atoms(value: AnswerValue) -> tuple[Atom, ...]:
    """A value as its single choices."""
    return value if isinstance(value, tuple) else (value,)


def shown(values: Iterable[Atom]) -> str:
    """Values in words."""
    return ", ".join(one if isinstance(one, str) else "yes" if one else "no" for one in values)


def names(model: ThreatModel) -> tuple[str, ...]:
    """The names of all parts and people."""
    named: tuple[Component | Actor, ...] = (*model.components, *model.actors)
    return tuple(one.name for one in named)


def flows(model: ThreatModel) -> tuple[tuple[str, str], ...]:
    """The flows, by the names at their ends."""
    return tuple((model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows)


def runs(pair: tuple[str, str], found: Iterable[tuple[str, str]]) -> bool:
    """Whether a flow between two names is among those found."""
    return any(covers(pair[0], source) and covers(pair[1], target) for source, target in found)


def differences(before: ThreatModel, after: ThreatModel) -> tuple[str, ...]:
    """Everything that differs in facts, parts, people, flows, assets, controls and the system's name."""
    old, new = set(_picture(before)), set(_picture(after))
    return tuple(sorted((*(f"+ {one}" for one in new - old), *(f"- {one}" for one in old - new))))


def _picture(model: ThreatModel) -> Iterator[str]:
    yield f"called {model.system.name}"
    yield from (f"{one.fact} of {model.name_of(one.subject)}: {shown(atoms(one.value))}" for one in model.facts)
    yield from (f"part {one.name} ({one.kind.value})" for one in model.components)
    yield from (f"person {one.name}" for one in model.actors)
    yield from (f"flow {source} → {target}" for source, target in flows(model))
    yield from (f"asset {one.name}" for one in model.assets)
    yield from (f"control {one.title}: {one.status.value}" for one in model.controls)
