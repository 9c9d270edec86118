"""What rests on a doubt brings in no language model that nobody spoke of; what is said does."""

import pytest

from agent.assessment.known_facts_builder import Painter
from agent.domain import FactValue, Provenance, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.reading.implications import conclude
from knowledge.catalog import load_catalog

CATALOG = load_catalog()
NAMED = [fact.id for fact in CATALOG.facts.values() if fact.plainly_named]
SOURCES = [
    (fact.id, implied.fact)
    for fact in CATALOG.facts.values()
    for implied in fact.implies
    if implied.fact in NAMED and implied.when is True and implied.value is True
]


def model_with(fact: str, provenance: Provenance) -> ThreatModel:
    return ThreatModel(facts=(FactValue(fact=fact, value=True, provenance=provenance),))


def concluded(fact: str, provenance: Provenance) -> set[str]:
    edits = conclude(model_with(fact, provenance), (), CATALOG)
    return {edit.value.fact for edit in edits if isinstance(edit, SetFact)}


def test_there_are_facts_that_bring_in_what_owners_name() -> None:
    assert SOURCES


@pytest.mark.parametrize(("source", "named"), SOURCES)
def test_only_what_was_said_brings_in_what_owners_name_where_they_have_it(source: str, named: str) -> None:
    assert named in concluded(source, Provenance.STATED)
    assert named not in concluded(source, Provenance.INFERRED)


@pytest.mark.parametrize(("source", "named"), SOURCES)
def test_it_is_not_expected_either(source: str, named: str) -> None:
    doubtful = Painter(CATALOG).picture(model_with(source, Provenance.INFERRED))
    assert doubtful.usual.get(source) is True
    assert doubtful.usual.get(named) is not True
    said = Painter(CATALOG).picture(model_with(source, Provenance.STATED))
    assert said.known.get(named) is True
