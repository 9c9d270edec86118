"""Compare the measures of our patterns with the mitigations that ATLAS links to the techniques they cite."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, Severity, about
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Framework


def apart(catalog: Catalog) -> Iterator[Finding]:
    """Patterns with a cited technique for which ATLAS names mitigations, none of which stands behind a measure."""
    for pattern, technique, theirs in _pairs(catalog):
        if theirs and not theirs & _ours(pattern, catalog):
            message = f"none of its measures refers to what ATLAS names for {technique}: {', '.join(sorted(theirs))}"
            yield about(catalog, "patterns", pattern.id, message, Severity.WARNING)


def alignment(catalog: Catalog) -> str:
    """How many pairs of pattern and cited technique agree, do not overlap, or have nothing to compare with."""
    pairs = list(_pairs(catalog))
    stated = [(pattern, theirs) for pattern, _, theirs in pairs if theirs]
    agree = sum(bool(theirs & _ours(pattern, catalog)) for pattern, theirs in stated)
    return (
        f"pairs of a pattern and an ATLAS technique that it cites: {agree} share a mitigation, "
        f"{len(stated) - agree} do not, for {len(pairs) - len(stated)} ATLAS names none"
    )


def _pairs(catalog: Catalog) -> Iterator[tuple[ThreatPattern, str, frozenset[str]]]:
    for pattern in catalog.patterns.values():
        for key in pattern.references:
            item = catalog.item(key)
            if key.startswith(f"{Framework.ATLAS.value}:") and "technique" in item.kind:
                yield pattern, item.id, frozenset(item.mitigations)


def _ours(pattern: ThreatPattern, catalog: Catalog) -> set[str]:
    """The ATLAS mitigations behind the measures of a pattern."""
    keys = (key for name in pattern.mitigations for key in catalog.mitigations[name].references)
    return {catalog.item(key).id for key in keys if key.startswith(f"{Framework.ATLAS.value}:")}
