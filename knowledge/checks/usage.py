"""Find entries that nothing uses: facts asked for nothing, scales, measures and precedents never reached."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, Severity, about
from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition, ThreatPattern
from knowledge.facts.control_checks import ControlCheck


def unused(catalog: Catalog) -> Iterator[Finding]:
    """A fact nobody depends on wastes a question; anything else unused is dead weight."""
    needed = _facts_needed(catalog)
    controls = {measure.in_place.fact for measure in catalog.mitigations.values() if measure.in_place}
    for fact in catalog.facts.values():
        if fact.control and fact.id not in controls | {check.fact for check in catalog.control_checks.values()}:
            yield about(
                catalog, "facts", fact.id, "states a control that no measure takes as in place", Severity.WARNING
            )
        elif not fact.control and fact.id not in needed:
            yield about(catalog, "facts", fact.id, "no pattern, shift, scale or other fact depends on it")
    for measure in catalog.mitigations.values():
        if measure.in_place is None and measure.id not in catalog.unseen:
            message = "nothing says how it is recognised as in place; give it a row in controls.yaml, or say why not"
            yield about(catalog, "mitigations", measure.id, message, Severity.WARNING)
        if measure.in_place is not None and measure.id in catalog.unseen:
            yield about(catalog, "mitigations", measure.id, "is said to be unseen, and yet is recognised")
    entries: tuple[ThreatPattern | ControlCheck, ...] = (
        *catalog.patterns.values(),
        *catalog.control_checks.values(),
    )
    used = {
        "scales": {
            scale for pattern in catalog.patterns.values() for rule in pattern.dread.values() for scale in rule.scales
        },
        "mitigations": {name for entry in entries for name in entry.mitigations},
        "precedents": {name for entry in entries for name in entry.precedents},
    }
    for section, names in used.items():
        for entry in getattr(catalog, section):
            if entry not in names:
                yield about(catalog, section, entry, "no pattern and no control check uses it", Severity.WARNING)


def _facts_needed(catalog: Catalog) -> set[str]:
    needed = {scale.fact for scale in catalog.scales.values()} | {move.fact for move in catalog.moves.values()}
    for check in catalog.control_checks.values():
        needed |= facts_of(check.when)
    for pattern in catalog.patterns.values():
        needed |= facts_of(pattern.when)
        for shift in (*pattern.raises, *pattern.lowers):
            needed |= facts_of(shift.when)
    while True:
        further = {fact.id for fact in catalog.facts.values() if _settles(fact, catalog) & needed}
        if further <= needed:
            return needed
        needed |= further


def _settles(fact: FactDefinition, catalog: Catalog) -> set[str]:
    """What this fact settles or sets the default of."""
    implied = {implication.fact for implication in fact.implies if implication.fact}
    presumed = {
        other.id
        for other in catalog.facts.values()
        for default in other.defaults
        if default.when is not None and fact.id in facts_of(default.when)
    }
    return implied | presumed
