"""Check that whatever can happen to an owner's system is reached by a pattern or by a control check."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, Severity, about
from knowledge.publications.frameworks import FrameworkItem, Ownership
from knowledge.vocabulary import Framework


def unreached(catalog: Catalog, severity: Severity) -> Iterator[Finding]:
    """Owner-side items that no pattern reaches, and items set aside without a reason."""
    for framework, item in _items(catalog):
        file = catalog.file_of("frameworks", framework.value)
        if item.ownership is not Ownership.OWNER and not item.reason:
            message = f"is {item.ownership.value}, but no reason says why"
            yield Finding(file=file, entry=item.id, message=message)
        if item.ownership is Ownership.OWNER and not _reached(catalog, framework, item):
            yield Finding(file=file, entry=item.id, message=f"no pattern reaches {item.name!r}", severity=severity)


def cited_duties(catalog: Catalog) -> Iterator[Finding]:
    """Patterns that refer to a duty: what a framework of requirements asks for is met by measures, and is no threat."""
    duties = {name.value for name, manifest in catalog.frameworks.items() if manifest.holds == "requirements"}
    for pattern in catalog.patterns.values():
        for key in pattern.references:
            if key.split(":", 1)[0] in duties:
                message = f"refers to {key}, a duty and no threat; let one of its measures refer to it"
                yield about(catalog, "patterns", pattern.id, message)


def reach(catalog: Catalog) -> str:
    """How many owner-side items of each framework are reached."""
    counts: dict[str, list[bool]] = {}
    for framework, item in _items(catalog):
        if item.ownership is Ownership.OWNER:
            counts.setdefault(framework.value, []).append(_reached(catalog, framework, item))
    total = [reached for row in counts.values() for reached in row]
    parts = ", ".join(f"{name} {sum(row)}/{len(row)}" for name, row in counts.items())
    return f"reached {sum(total)}/{len(total)}: {parts}"


def _reached(catalog: Catalog, framework: Framework, item: FrameworkItem) -> bool:
    """Whether a threat pattern or a control check speaks of an item."""
    key = f"{framework.value}:{item.id}"
    return bool(catalog.patterns_for(key) or catalog.checks_for(key))


def _items(catalog: Catalog) -> Iterator[tuple[Framework, FrameworkItem]]:
    for framework, manifest in catalog.frameworks.items():
        for item in manifest.items:
            yield framework, item
