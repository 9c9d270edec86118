"""``threatparley kb``: look into the knowledge base."""

import argparse
from datetime import date

from agent.errors import InputError
from agent.settings import load_settings
from knowledge.ages import edition_and_age
from knowledge.catalog import Catalog, load_catalog
from knowledge.entries import FactDefinition, Mitigation, Precedent, ThreatPattern
from knowledge.errors import CatalogError
from knowledge.frameworks import FrameworkItem, FrameworkManifest
from knowledge.naming import called
from knowledge.precedents import why_unlinked
from knowledge.retriever import Query, open_retriever
from ui.commands.exits import Exit

MOST_MEASURES = 3
"""How many measures a search lists behind the threats."""


def run(options: argparse.Namespace) -> Exit:
    """List the frameworks, search the threats, or explain one entry."""
    words = " ".join(options.words)
    if options.action == "check":
        from knowledge.__main__ import main

        return Exit(main(["check"]))
    catalog = load_catalog(overlay=load_settings().own_catalog)
    if options.action == "list":
        print("\n".join(_frameworks(catalog)))
    elif options.action == "facts":
        print("\n".join(_fact(fact) for fact in catalog.facts.values()))
    elif not words:
        raise InputError(f"say what to {options.action}: threatparley kb {options.action} WORDS")
    elif options.action == "search":
        print("\n".join(_found(words, catalog)) or "nothing found")
    else:
        print("\n".join(_explained(words, catalog)))
    return Exit.DONE


def _found(words: str, catalog: Catalog) -> list[str]:
    """The threats that fit the words, and the first measures."""
    retriever = open_retriever(catalog, None, store="memory")
    threats = retriever.search(Query(text=words))
    measures = retriever.search(Query(text=words, what="mitigations", limit=MOST_MEASURES))
    lines = [f"{hit.id:<50} {catalog.patterns[hit.id].title}" for hit in threats]
    return [*lines, *(f"{hit.id:<50} measure: {catalog.mitigations[hit.id].title}" for hit in measures)]


def _frameworks(catalog: Catalog) -> list[str]:
    today = date.today()
    lines: list[str] = []
    for m in catalog.frameworks.values():
        lines.append(f"{m.title} {edition_and_age(m, today)}: {len(m.items)} items ({m.licence})")
        lines += [f"    {m.caution}"] if m.caution else []
    counts = (
        f"{len(catalog.patterns)} threat patterns, {len(catalog.mitigations)} mitigations, {len(catalog.facts)} facts"
    )
    return [*lines, "", counts]


def _fact(fact: FactDefinition) -> str:
    values = ", ".join(choice.value for choice in fact.choices) or "yes or no"
    return f"{fact.id:<36} {fact.label} ({values})"


def _usual(measure: Mitigation) -> list[str]:
    """Who typically does it, at which level, and what to attach, as far as the catalog says."""
    said = (("Usually done by", measure.owner_role), ("Level", measure.level), ("Attach when done", measure.evidence))
    return [f"{title}: {text}" for title, text in said if text]


def _explained(words: str, catalog: Catalog) -> list[str]:
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
