"""What is known of one system, fact by fact and in words, with what follows from it."""

from collections.abc import Iterable, Mapping

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.system import AssumptionStatus
from knowledge.catalog import Catalog
from knowledge.facts.implications import closed, settled_by
from knowledge.vocabulary import AnswerValue

MOST = 3
"""The most facts that are put into words at once."""

Known = Mapping[str, AnswerValue]


def known_facts(model: ThreatModel, catalog: Catalog) -> Known:
    """The value of every fact that is stated, settled by hand, or follows; the system's own words come first."""
    values = {kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}
    for one in model.assumptions:
        if one.fact is None or one.value is None or one.status is AssumptionStatus.STANDING:
            continue
        if one.status is AssumptionStatus.CONFIRMED:
            values.setdefault(one.fact, one.value)
        elif isinstance(one.value, bool):
            values.setdefault(one.fact, not one.value)
    for part in model.components:
        for fact, value in settled_by(catalog.kinds[part.kind].implies, catalog.facts):
            values.setdefault(fact, value)
    values = closed(values, catalog.facts)
    for kept in model.facts:
        values.setdefault(kept.fact, kept.value)
    return closed(values, catalog.facts)


def in_words(facts: Iterable[str], known: Known, catalog: Catalog) -> str:
    """What facts say about the system, as clauses; beyond three the rest is counted."""
    return _listed([_clause(fact, known, catalog) for fact in facts])


def questions(facts: Iterable[str], catalog: Catalog) -> str:
    """The facts by name, as what is still to be known."""
    return _listed([_small(catalog.facts[fact].label) for fact in facts if fact in catalog.facts])


def _clause(fact: str, known: Known, catalog: Catalog) -> str:
    definition, value = catalog.facts.get(fact), known.get(fact)
    if definition is None or value is None:
        return _small(definition.label) if definition else fact
    return _small(definition.meaning(value).rstrip(".").replace("; ", ", "))


def _listed(parts: list[str]) -> str:
    each = list(dict.fromkeys(parts))
    more = f"; and {len(each) - MOST} more" if len(each) > MOST else ""
    return "; ".join(each[:MOST]) + more


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
