"""Entries of the catalog in lines for people and rows for programs: what a search finds, and what stands behind one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from agent.errors import InputError
from knowledge.catalog import Catalog
from knowledge.entries import Mitigation, Precedent, ThreatPattern
from knowledge.errors import CatalogError
from knowledge.publications.edition_age import edition_and_age
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest
from knowledge.publications.precedents import why_unlinked
from knowledge.search.entry_names import called
from knowledge.search.passages import What
from knowledge.search.retriever import Query, Retriever
from knowledge.vocabulary import Framework

MOST_MEASURES = 3
"""How many measures a search lists behind the threats, where nobody asked for a sort of entry."""


def found(
    words: str, catalog: Catalog, retriever: Retriever, framework: str = "", what: str = "", limit: int = 10
) -> list[dict[str, Any]]:
    """The entries that fit the words best; without a sort of entry the threats, and behind them the first measures.

    Raises InputError for a framework that is not carried.
    """
    frameworks = (framework_of(framework, catalog),) if framework else ()
    sorts: list[tuple[What, int]] = (
        [(_SORTS[what], limit)] if what else [("patterns", limit), ("mitigations", MOST_MEASURES)]
    )
    rows = []
    for sort, most in sorts:
        for hit in retriever.search(Query(text=words, frameworks=frameworks, what=sort, limit=most)):
            rows.append({"id": hit.id, "what": sort, "title": _title(hit.id, sort, catalog), "reason": hit.reason})
    return rows


_SORTS: dict[str, What] = {"threats": "patterns", "measures": "mitigations", "items": "items"}
SORTS = tuple(_SORTS)


def framework_of(name: str, catalog: Catalog) -> Framework:
    """A framework that is carried; raises InputError with those that are."""
    carried = [one.value for one in catalog.frameworks]
    if name not in carried:
        raise InputError(f"there is no framework {name!r}; choose one of {', '.join(carried)}")
    return Framework(name)


def framework_rows(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """The frameworks with their editions."""
    for one in catalog.frameworks.values():
        yield {"framework": one.framework.value, "title": one.title, "edition": one.edition, "items": len(one.items),
               "licence": one.licence, "caution": one.caution}  # fmt: skip


def fact_rows(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """The facts that can be known, with the values they take."""
    for fact in catalog.facts.values():
        yield {"id": fact.id, "label": fact.label, "values": [one.value for one in fact.choices] or ["true", "false"]}


def _title(entry: str, sort: What, catalog: Catalog) -> str:
    if sort == "patterns":
        return catalog.patterns[entry].title
    if sort == "mitigations":
        return catalog.mitigations[entry].title
    return catalog.name_of(catalog.reference(entry))


def _usual(measure: Mitigation) -> list[str]:
    """Who typically does it, at which level, and what to attach, as far as the catalog says."""
    said = (("Usually done by", measure.owner_role), ("Level", measure.level), ("Attach when done", measure.evidence))
    return [f"{title}: {text}" for title, text in said if text]


def explained(words: str, catalog: Catalog) -> list[str]:
    """What stands behind an entry, by its id, in lines; raises InputError where there is none."""
    if pattern := catalog.patterns.get(words):
        measures = [catalog.mitigations[one] for one in pattern.mitigations]
        told = [pattern.title, *_names(pattern), "", pattern.explanation]
        return [*told, "", *(f"- {m.title}: {m.action}" for m in measures)]
    if measure := catalog.mitigations.get(words):
        return [measure.title, *_names(measure), "", measure.action, "", f"Check: {measure.verify}", *_usual(measure)]
    if precedent := catalog.precedents.get(words.lower().replace(".", "-")):
        return _precedent(precedent, catalog)
    for framework in catalog.frameworks:
        key = words if ":" in words and words.startswith(framework.value) else f"{framework.value}:{words}"
        try:
            item = catalog.item(key)
        except CatalogError:
            continue
        reached = [f"- {pattern.title} ({pattern.id})" for pattern in catalog.patterns_for(key)]
        manifest = catalog.frameworks[framework]
        told = [f"{item.id} {item.name}", f"{manifest.title} {edition_and_age(manifest, date.today())}",
                *_former(words, item), item.summary or item.reason, *_prose(item, manifest)]  # fmt: skip
        met = [f"- {measure.title} ({measure.id})" for measure in catalog.mitigations_for(key)]
        if manifest.holds == "requirements":
            return [*told, "", "Measures that are evidence for it:", *(met or ["- none"])]
        return [*told, "", "Threat patterns:", *(reached or ["- none"])]
    raise InputError(f"the catalog has no entry {words!r}; try: threatparley kb search {words}")


def _names(entry: ThreatPattern | Mitigation) -> list[str]:
    told = called(entry.also_known_as, most=len(entry.also_known_as))
    return [f"Practitioners call this {told}."] if told else []


def _precedent(precedent: Precedent, catalog: Catalog) -> list[str]:
    """What happened, and the threats beside which it is shown."""
    beside = [f"- {one.title} ({one.id})" for one in catalog.patterns.values() if precedent.id in one.precedents]
    steps = [f"- {catalog.name_of(catalog.reference(key))} ({key})" for key in precedent.techniques]
    told = [f"{precedent.title} ({precedent.date}, {precedent.kind})", precedent.line, "", "Steps:"]
    told += steps or ["- none named"]
    sources = ["", f"Told in: {'; '.join(precedent.references)}"] if precedent.references else []
    return [*told, "", "Shown beside:", *(beside or [f"- no threat: {why_unlinked(precedent.id, catalog)}"]), *sources]


def _former(words: str, item: FrameworkItem) -> list[str]:
    """That an item was asked for by an id of an earlier edition."""
    asked = words.rpartition(":")[2] if words.rpartition(":")[2] in item.aliases else words
    return [f"{asked} is an id of an earlier edition; this is what it became."] if asked in item.aliases else []


def _prose(item: FrameworkItem, manifest: FrameworkManifest) -> list[str]:
    """What was taken in, as the words of whoever wrote them."""
    return ["", f"In the words of {manifest.owner} ({manifest.licence}): “{item.prose}”"] if item.prose else []
