"""Check that it is said of every threat how it is proven to be held off."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about


def unproven(catalog: Catalog) -> Iterator[Finding]:
    """Patterns without a row in the table of proofs, and ways of proof that no row names."""
    if not catalog.proofs:
        return
    for name in catalog.patterns:
        if name not in catalog.proofs:
            message = "nothing says how it is proven; give it a row in proofs.yaml"
            yield about(catalog, "patterns", name, message)
    named = {way for plan in catalog.proofs.values() for way in plan.ways}
    for way in catalog.proof_ways:
        if way not in named:
            yield about(catalog, "proof_ways", way, "no row of proofs.yaml names it")


def proof_line(catalog: Catalog) -> str:
    """What there is, in a few words."""
    prompted = sum(plan.prompted for plan in catalog.proofs.values())
    tools = ", ".join(f"{one.title} {one.edition}" for one in catalog.probing_tools.values()) or "no tools"
    return f"{prompted} of {len(catalog.proofs)} proofs by prompting, the others by a look of another kind ({tools})"
