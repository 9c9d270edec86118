"""``threatparley kb``: look into the knowledge base."""

import argparse
import json
from datetime import date
from typing import Any

from agent.errors import InputError
from agent.graph.search import WITHOUT_MODEL, retriever_of
from agent.settings import load_settings
from knowledge.catalog import Catalog, load_catalog
from knowledge.console import warn
from knowledge.entries import FactDefinition
from knowledge.publications.edition_age import edition_and_age
from ui.catalog_entries import explained, fact_rows, found, framework_rows
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """List the frameworks, search the threats, or explain one entry."""
    words = " ".join(options.words)
    if options.action == "check":
        return _check(options.json)
    settings = load_settings()
    catalog = load_catalog(overlay=settings.own_catalog)
    if options.action == "list":
        _print(list(framework_rows(catalog)), _frameworks(catalog), options.json)
    elif options.action == "facts":
        _print(list(fact_rows(catalog)), [_fact(fact) for fact in catalog.facts.values()], options.json)
    elif not words:
        raise InputError(f"say what to {options.action}: threatparley kb {options.action} WORDS")
    elif options.action == "search":
        retriever = retriever_of(settings, catalog, "memory", kept=False)
        if retriever.lacking:
            warn(f"threatparley: {WITHOUT_MODEL}")
        rows = found(words, catalog, retriever)
        _print(rows, [_line(row) for row in rows] or ["nothing found"], options.json)
    else:
        lines = explained(words, catalog)
        _print({"id": words, "text": "\n".join(lines)}, lines, options.json)
    return Exit.DONE


def _check(as_json: bool) -> Exit:
    """What every check of the packaged catalog came to."""
    if not as_json:
        from knowledge.__main__ import main

        return Exit(main(["check"]))
    from knowledge.checks import Options, run_checks

    results = run_checks(Options())
    rows = [{"check": one.name, "failed": one.failed, "skipped": one.skipped, "note": one.note,
             "findings": [str(finding) for finding in one.findings]} for one in results]  # fmt: skip
    print(json.dumps(rows, indent=2, ensure_ascii=False))
    return Exit.CHECK_FAILED if any(one.failed for one in results) else Exit.DONE


def _print(data: object, lines: list[str], as_json: bool) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False) if as_json else "\n".join(lines))


def _line(row: dict[str, Any]) -> str:
    measure = "measure: " if row["what"] == "mitigations" else ""
    return f"{row['id']:<50} {measure}{row['title']}"


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
