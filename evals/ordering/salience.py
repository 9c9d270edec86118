"""Work out how telling each pattern is where it applies, and which patterns are near to each other.

A reference system names the ten to fifteen threats that a practitioner would tell first. The ledger says which
patterns apply to it. A pattern that applies to nearly every system and is hardly ever named tells an owner little.
"""

from collections import Counter
from collections.abc import Iterable
from math import exp, log

import numpy as np

from agent.assessment.ledger import Bookkeeper
from agent.domain import Component, FactValue, Finding, Provenance, ThreatModel
from knowledge import Catalog
from knowledge.ranking.reference_systems import ReferenceSystem
from knowledge.ranking.salience import SalienceTable
from knowledge.search.embedding import StaticEmbedder
from knowledge.search.passages import passages_of

FADING = 0.05
"""How much less each further threat of a reference system counts than the one before it."""
CAUTION = 4.0
"""How many systems of the mean share each pattern is taken to have been seen in beforehand."""
NEAR = 0.9
"""The cosine of their texts from which two patterns are near to each other; one pair in a hundred is."""


def worked_out(catalog: Catalog) -> SalienceTable:
    """The table of a catalog."""
    return SalienceTable(salience=_salience(catalog), twins=_twins(catalog))


def model_of(system: ReferenceSystem) -> ThreatModel:
    """A reference system as a model whose facts and parts are stated."""
    facts = tuple(
        FactValue(fact=name, value=value, provenance=Provenance.STATED) for name, value in system.facts.items()
    )
    parts = tuple(Component(id=f"C-{n}", name=kind.value, kind=kind) for n, kind in enumerate(system.parts, start=1))
    return ThreatModel(facts=facts, components=parts)


def _salience(catalog: Catalog) -> dict[str, float]:
    book = Bookkeeper(catalog)
    applies, named = Counter[str](), dict.fromkeys(catalog.patterns, 0.0)
    for system in catalog.reference_systems.values():
        told = [threat.pattern for threat in system.threats]
        applies.update({*told, *_applying(book, model_of(system))})
        for place, pattern in enumerate(told):
            named[pattern] += exp(-FADING * place)
    share = sum(named.values()) / sum(applies.values())
    return {
        pattern: round(log((named[pattern] + CAUTION * share) / (applies[pattern] + CAUTION) / share), 3)
        for pattern in catalog.patterns
    }


def _applying(book: Bookkeeper, model: ThreatModel) -> Iterable[str]:
    return (one.pattern for one in book.ledger(model).verdicts if one.finding is Finding.APPLIES or one.expected)


def _twins(catalog: Catalog) -> dict[str, dict[str, float]]:
    texts: dict[str, list[str]] = {}
    for passage in passages_of(catalog):
        if passage.what == "patterns" and not passage.name:
            texts.setdefault(passage.entry, []).append(passage.text)
    names = list(texts)
    vectors = StaticEmbedder().embed([" ".join(texts[name]) for name in names])
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, 0.0)
    return {
        name: {names[other]: round(float(alike[place, other]), 3) for other in np.flatnonzero(alike[place] >= NEAR)}
        for place, name in enumerate(names)
        if (alike[place] >= NEAR).any()
    }
