"""Find factors of patterns that no fact moves, and reasons given for those that one does."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.conditions import facts_of
from knowledge.rating_circumstances import moving, openings_of


def unmoved(catalog: Catalog) -> Iterator[Finding]:
    """Each factor is moved by a fact beyond those that bring the pattern up, or the pattern says why not."""
    for pattern in catalog.patterns.values():
        if not openings_of(pattern, catalog):
            yield about(catalog, "patterns", pattern.id, "opened_by: nothing tells in which way it comes about")
        asked = facts_of(pattern.when)
        for factor, found in moving(pattern, catalog).items():
            facts = found.facts - asked
            if not facts and factor not in pattern.unmoved:
                message = f"dread.{factor.value}: no fact moves it; give it a scale, or say why not under unmoved"
                yield about(catalog, "patterns", pattern.id, message)
            elif facts and factor in pattern.unmoved:
                names = ", ".join(sorted(facts)[:3])
                yield about(catalog, "patterns", pattern.id, f"unmoved.{factor.value}: yet {names} moves it")
