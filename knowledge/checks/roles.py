"""Check that what a program looks up of facts is there: who fills which slot, and what a denial comes along with."""

from collections.abc import Iterator
from typing import get_args

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, Severity, about
from knowledge.entries import FactDefinition


def missing_roles(catalog: Catalog) -> Iterator[Finding]:
    """Slots of sentences that no fact fills or two do, and controls that say of themselves what a value says."""
    for slot in get_args(FactDefinition.model_fields["slot"].annotation):
        filling = [fact.id for fact in catalog.facts.values() if fact.slot == slot]
        if slot and len(filling) != 1:
            told = f"filled by {' and '.join(filling)}" if filling else "filled by no fact"
            yield about(catalog, "facts", filling[0] if filling else "slot", f"the slot {slot!r} is {told}; give one")
    for fact in catalog.facts.values():
        if fact.control and (fact.safeguard or fact.denied_with):
            message = "a control is a safeguard by itself; safeguard and denied_with are for other facts"
            yield about(catalog, "facts", fact.id, message, Severity.WARNING)
