"""Compare ids, names and relations with tables of what was published, so that none drifts by an edit."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding
from knowledge.frameworks import FrameworkItem
from knowledge.vocabulary import Framework

Published = dict[str, dict[str, Any]]
"""Fields of an item as published, by its id."""

Row = Mapping[str, Any]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def differing(catalog: Catalog, folder: Path) -> Iterator[Finding]:
    """Items that are missing, invented, or differ in a field that the tables state."""
    for framework, (name, read) in TABLES.items():
        path = folder / name
        if framework not in catalog.frameworks or not path.is_file():
            continue
        expected = read(_table(folder, name))
        if framework is Framework.ATLAS:
            expected |= _atlas_measures(_table(folder, "atlas_mitigations.yaml"))
            expected = _newer_atlas(_table(folder, "atlas_2026_09_delta.yaml")) | expected
        yield from _compare(catalog, framework, expected)


def _compare(catalog: Catalog, framework: Framework, expected: Published) -> Iterator[Finding]:
    file = catalog.file_of("frameworks", framework.value)
    ours = {
        item.id: item for item in catalog.frameworks[framework].items if item.kind != "category" or item.id in expected
    }
    for name in sorted(ours.keys() ^ expected.keys()):
        what = "is not in the published table" if name in ours else "is published, but not carried"
        yield Finding(file=file, entry=name, message=what)
    for name, fields in expected.items():
        for field, value in fields.items():
            if name in ours and _plain(ours[name], field) != value:
                message = f"{field}: published is {value!r}, the catalog has {_plain(ours[name], field)!r}"
                yield Finding(file=file, entry=name, message=message)


def _plain(item: FrameworkItem, field: str) -> Any:
    value = getattr(item, field)
    return sorted(value) if isinstance(value, tuple) else value


def _table(folder: Path, name: str) -> Row:
    path = folder / name
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) if path.is_file() else {}


def _atlas(table: Row) -> Published:
    found: Published = {row["id"]: {"name": row["name"], "kind": "tactic"} for row in table["tactics"]}
    for row in table["techniques"]:
        found[row["id"]] = {
            "name": row["name"],
            "parent": row["parent"],
            "groups": sorted(row["tactics"]),
            "maturity": row["maturity"],
            "mitigations": sorted(row["mitigations"]),
            "since": None,
        }
    return found


def _atlas_measures(table: Row) -> Published:
    return {row["id"]: {"name": row["name"], "kind": "mitigation"} for row in table.get("mitigations", ())}


def _newer_atlas(table: Row) -> Published:
    rows = (*table.get("new_techniques", ()), *table.get("new_subtechniques", ()))
    found: Published = {
        row["id"]: {"name": row["name"], "parent": row.get("parent"), "groups": sorted(row["tactics"])} for row in rows
    }
    measures = [row for row in table.get("mitigations_2026_09", ()) if row["new"]]
    return found | {row["id"]: {"name": row["name"], "kind": "mitigation"} for row in measures}


def _plot4ai(table: Row) -> Published:
    return {str(row["number"]): {"name": row["official_label"], "kind": "card"} for row in table["cards"]}


def _maestro(table: Row) -> Published:
    layers = {row["id"]: {"name": row["name"]} for row in table["layers"]}
    return layers | {row["ref"]: {"name": row["name"], "groups": [row["layer"]]} for row in table["threats"]}


def _nist(table: Row) -> Published:
    found: Published = {row["id"]: {"name": row["name"]} for row in table["objectives"]}
    for row in table["attacks"]:
        groups = sorted({*row["predai_objectives"], *row["genai_objectives"]})
        found[row["id"]] = {"name": row["name"], "groups": groups}
    return found


def _cosai(table: Row) -> Published:
    found: Published = {
        row["id"]: {"name": row["title"], "groups": [row["category"]], "mitigations": sorted(row["controls"])}
        for row in table["risks"]
    }
    controls = {row["id"]: {"name": row["title"], "groups": [row["category"]]} for row in table["controls"]}
    return found | controls


def _exchange(table: Row) -> Published:
    threats = {str(row["section"]): {"name": row["name"]} for row in table["threats"]}
    return threats | {row["name"]: {"name": row["name"]} for row in table["controls"]}


def _named(section: str, key: str = "id") -> Callable[[Row], Published]:
    return lambda table: {str(row[key]): {"name": row["name"]} for row in table[section]}


TABLES: dict[Framework, tuple[str, Callable[[Row], Published]]] = {
    Framework.ATLAS: ("atlas_techniques.yaml", _atlas),
    Framework.PLOT4AI: ("plot4ai_cards.yaml", _plot4ai),
    Framework.MAESTRO: ("maestro.yaml", _maestro),
    Framework.STRIDE: ("stride_ai.yaml", _named("categories", "letter")),
    Framework.MICROSOFT_AIML: ("stride_ai.yaml", _named("microsoft_aiml_threats", "n")),
    Framework.NIST_AML: ("nist_aml.yaml", _nist),
    Framework.OWASP_LLM: ("owasp_llm_2025.yaml", _named("entries")),
    Framework.OWASP_AGENTIC: ("owasp_agentic_asi_2026.yaml", _named("entries")),
    Framework.OWASP_AGENTIC_THREATS: ("owasp_agentic_threats.yaml", _named("threats")),
    Framework.OWASP_ML: ("owasp_ml.yaml", _named("entries")),
    Framework.OWASP_AI_EXCHANGE: ("owasp_ai_exchange.yaml", _exchange),
    Framework.COSAI: ("cosai_risk_map.yaml", _cosai),
}
"""Which table states which framework, and how to read it."""
