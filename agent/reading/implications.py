"""Draw conclusions: facts that other facts and parts settle, each with its because, none against the owner's word."""

from collections.abc import Iterable, Iterator, Mapping

from agent.domain import SYSTEM, Component, FactValue, Provenance, ThreatModel
from agent.domain.changes.edits import ClearFact, Edit, SetFact
from agent.reading.expectations import is_expected
from knowledge import Catalog
from knowledge.facts.implications import follow, settled_by
from knowledge.vocabulary import AnswerValue

_DRAWN = (Provenance.IMPLIED, Provenance.ASSUMED)


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
    """What follows from the owner's words and the named parts, the nearest reason first; none from likelihood."""
    drawn: dict[str, FactValue] = {}
    for part in components:
        for fact, value in () if part.inferred else settled_by(catalog.kinds[part.kind].implies, catalog.facts):
            label = catalog.kinds[part.kind].label.lower()
            _draw(drawn, system, fact, value, f"the system has {part.name} ({label})", Provenance.IMPLIED)

    def take(source: str, fact: str, value: AnswerValue) -> AnswerValue | None:
        known = drawn.get(source) or system[source]
        soft = Provenance.INFERRED if known.provenance is Provenance.INFERRED else Provenance.IMPLIED
        if soft is Provenance.INFERRED and value is True and catalog.facts[fact].plainly_named:
            return None  # what rests on a doubt brings in nothing that owners name where they have it
        because = catalog.facts[source].meaning(known.value)
        return value if _draw(drawn, system, fact, value, because, soft) else None

    kept = ((name, system[name]) for name in catalog.facts if name in system)
    said = {name: one for name, one in kept if one.provenance not in _DRAWN and not is_expected(one)}
    follow({name: kept.value for name, kept in (said | drawn).items()}, catalog.facts, take)
    return drawn


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
