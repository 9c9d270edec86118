"""Draw conclusions: facts that other facts and parts settle, each with its because, none against the owner's word."""

from collections.abc import Iterable, Iterator, Mapping

from agent.domain import SYSTEM, Component, FactValue, Provenance, ThreatModel
from agent.domain.edits import ClearFact, Edit, SetFact
from agent.reading.plausibility import matches
from knowledge import Catalog
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue

_DRAWN = (Provenance.IMPLIED, Provenance.ASSUMED)


def kind_values(components: Iterable[Component], catalog: Catalog) -> dict[str, AnswerValue]:
    """The facts that the presence of named parts settles."""
    values: dict[str, AnswerValue] = {}
    for part in components:
        if not part.inferred:
            for settled in catalog.kinds[part.kind].implies:
                values.setdefault(settled.fact, settled.among[0] if settled.among else True)
    return values


def conclude(model: ThreatModel, components: Iterable[Component], catalog: Catalog) -> tuple[Edit, ...]:
    """The edits that bring what is implied into line with what is known: new conclusions in, groundless ones out."""
    system = {kept.fact: kept for kept in model.facts if kept.subject == SYSTEM}
    drawn = _conclusions(system, tuple(components), catalog)
    return tuple(_edits(system, drawn, catalog.facts))


def _edits(system: Mapping[str, FactValue], drawn: Mapping[str, FactValue], facts: Iterable[str]) -> Iterator[Edit]:
    for name in facts:
        kept, new = system.get(name), drawn.get(name)
        if new is not None and (kept is None or (kept.value, kept.because) != (new.value, new.because)):
            yield SetFact(value=new)
        elif new is None and kept is not None and kept.provenance is Provenance.IMPLIED:
            yield ClearFact(fact=name)


def _conclusions(
    system: Mapping[str, FactValue], components: tuple[Component, ...], catalog: Catalog
) -> dict[str, FactValue]:
    """What follows from the owner's words and the named parts, the nearest reason first."""
    drawn: dict[str, FactValue] = {}
    for part in components:
        for settled in () if part.inferred else catalog.kinds[part.kind].implies:
            value: AnswerValue = settled.among[0] if settled.among else True
            label = catalog.kinds[part.kind].label.lower()
            _draw(drawn, system, settled.fact, value, f"the system has {part.name} ({label})", Provenance.IMPLIED)
    waiting = [name for name in catalog.facts if name in system and system[name].provenance not in _DRAWN]
    waiting.extend(drawn)
    while waiting:
        known = drawn.get(waiting[0]) or system[waiting[0]]
        fact = catalog.facts[waiting.pop(0)]
        for name, value in _implied_by(fact, known.value):
            soft = Provenance.INFERRED if known.provenance is Provenance.INFERRED else Provenance.IMPLIED
            if _draw(drawn, system, name, value, fact.meaning(known.value), soft):
                waiting.append(name)
    return drawn


def _implied_by(fact: FactDefinition, value: AnswerValue) -> Iterator[tuple[str, AnswerValue]]:
    for implied in fact.implies:
        if implied.fact is not None and implied.value is not None and matches(value, implied.when):
            yield implied.fact, implied.value


def _draw(
    drawn: dict[str, FactValue],
    system: Mapping[str, FactValue],
    name: str,
    value: AnswerValue,
    because: str,
    provenance: Provenance,
) -> bool:
    """Take a conclusion, unless the owner has spoken or another was drawn before."""
    kept = system.get(name)
    if name in drawn or (kept is not None and kept.provenance not in (*_DRAWN, Provenance.INFERRED)):
        return False
    if kept is not None and kept.provenance is Provenance.INFERRED and provenance is Provenance.INFERRED:
        return False
    drawn[name] = FactValue(fact=name, value=value, provenance=provenance, because=because[:300])
    return True
