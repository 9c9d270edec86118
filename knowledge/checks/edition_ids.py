"""Check that every reference names an item of the edition that is carried, and that each edition has its date."""

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.facts.control_checks import ControlCheck
from knowledge.publications.edition_age import edition_and_age


def mixed_editions(catalog: Catalog) -> Iterator[Finding]:
    """References under the id of an earlier edition, items named twice, and editions without a date."""
    for framework, manifest in catalog.frameworks.items():
        if not manifest.published:
            yield about(catalog, "frameworks", framework.value, "published: the date of its edition is missing")
        if manifest.edition in manifest.earlier:
            message = f"earlier: names {manifest.edition}, which is the edition carried"
            yield about(catalog, "frameworks", framework.value, message)
    sections: dict[str, Mapping[str, ThreatPattern | ControlCheck | Mitigation]] = {
        "patterns": catalog.patterns, "control_checks": catalog.control_checks, "mitigations": catalog.mitigations,
    }  # fmt: skip
    for section, entries in sections.items():
        for name, entry in entries.items():
            for message in _faults(entry.references, catalog):
                yield about(catalog, section, name, f"references: {message}")
    for precedent in catalog.precedents.values():
        for message in _faults(precedent.techniques, catalog, again=True):
            yield about(catalog, "precedents", precedent.id, f"techniques: {message}")


def ages(catalog: Catalog, day: date | None = None) -> str:
    """Every framework with its edition and age."""
    today = day or date.today()
    return ", ".join(f"{name.value} {edition_and_age(one, today)}" for name, one in catalog.frameworks.items())


def _faults(keys: tuple[str, ...], catalog: Catalog, again: bool = False) -> Iterator[str]:
    named: list[str] = []
    for key in keys:
        current = catalog.reference(key).key
        if current != key:
            yield f"{key} is an id of an earlier edition; the one carried calls it {current}"
        if current in named and not again:
            yield f"{current} is named twice"
        named.append(current)
