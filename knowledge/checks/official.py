"""Compare ids, names and relations with tables of what was published, so that none drifts by an edit."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework

Published = dict[str, dict[str, Any]]
"""Fields of an item as published, by its id."""

Row = Mapping[str, Any]

GROUPS = frozenset({"category", "function"})
"""Kinds of item that only group others, which the tables need not name."""

SELECTIONS = frozenset({Framework.EU_AI_ACT})
"""Frameworks of which only a part is carried: what is carried has to be published, but not the other way round."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def differing(catalog: Catalog, folder: Path) -> Iterator[Finding]:
    """Items that are missing, invented, or differ in a field that the tables state."""
    for framework, (names, read) in TABLES.items():
        if framework in catalog.frameworks and all((folder / name).is_file() for name in names):
            yield from _compare(catalog, framework, read(*(_table(folder, name) for name in names)))


def _compare(catalog: Catalog, framework: Framework, expected: Published) -> Iterator[Finding]:
    file = catalog.file_of("frameworks", framework.value)
    ours = {
        item.id: item for item in catalog.frameworks[framework].items if item.kind not in GROUPS or item.id in expected
    }
    known = expected.keys() & ours.keys() if framework in SELECTIONS else expected.keys()
    for name in sorted(ours.keys() ^ known):
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


def _atlas(base: Row, delta: Row, mitigates: Row) -> Published:
    """Release 2026.09: the base of 5.6.1, what changed since, and the links of its mitigations."""
    found: Published = {row["id"]: {"name": row["name"], "kind": "tactic"} for row in base["tactics"]}
    for row in base["techniques"]:
        stated = {"parent": row["parent"], "groups": sorted(row["tactics"]), "maturity": row["maturity"]}
        found[row["id"]] = {"name": row["name"], "aliases": [], "mitigations": [], "since": None, **stated}
    for row in (*delta["new_techniques"], *delta["new_subtechniques"]):
        stated = {"parent": row.get("parent"), "groups": sorted(row["tactics"]), "maturity": row.get("maturity")}
        found[row["id"]] = {"name": row["name"], "aliases": [], "mitigations": [], "since": None, **stated}
    for key, field in (("renamed", "name"), ("tactic_changes", "groups"), ("maturity_changes", "maturity")):
        for row in delta[key]:
            found[row["id"]][field] = sorted(row["now"]) if field == "groups" else row["now"]
    for row in delta["retired"]:
        del found[row["id"]]
        found[row["replaced_by"]]["aliases"] = [row["id"]]
    for row in sorted(mitigates["mitigates"], key=lambda row: str(row["id"])):
        for technique in row["techniques"]:
            found[technique]["mitigations"].append(row["id"])
    measures = {row["id"]: {"name": row["name"], "kind": "mitigation"} for row in delta["mitigations_2026_09"]}
    return found | measures


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


def _llm(table: Row) -> Published:
    return {row["id"]: {"name": row["name"], "aliases": [row["id_2025"]]} for row in table["entries"]}


def _aisvs(table: Row) -> Published:
    found: Published = {row["id"]: {"name": row["name"]} for row in table["chapters"]}
    found |= {row["id"]: {"name": row["name"], "parent": row["chapter"]} for row in table["sections"]}
    for row in table["requirements"]:
        stated = {"parent": row["section"], "aliases": [row["id"]], "attributes": {"level": str(row["level"])}}
        found[row["id"].removeprefix("v1.0-")] = stated
    return found


def _act(table: Row) -> Published:
    return {f"Article {row['article']}": {"name": row["title"]} for row in table["articles"]}


def _rmf(table: Row) -> Published:
    return {row["id"]: {"parent": row["id"].partition(".")[0]} for row in table["subcategories"]}


def _named(section: str, key: str = "id", name: str = "name") -> Callable[[Row], Published]:
    return lambda table: {str(row[key]): {"name": row[name]} for row in table[section]}


_MORE = ("owasp_more_lists_2026.yaml",)
_STRIDE = ("stride_ai.yaml",)
TABLES: dict[Framework, tuple[tuple[str, ...], Callable[..., Published]]] = {
    Framework.ATLAS: (("atlas_techniques.yaml", "atlas_2026_09_delta.yaml", "atlas_2026_09_mitigates.yaml"), _atlas),
    Framework.PLOT4AI: (("plot4ai_cards.yaml",), _plot4ai),
    Framework.MAESTRO: (("maestro.yaml",), _maestro),
    Framework.STRIDE: (_STRIDE, _named("categories", "letter")),
    Framework.MICROSOFT_AIML: (_STRIDE, _named("microsoft_aiml_threats", "n")),
    Framework.NIST_AML: (("nist_aml.yaml",), _nist),
    Framework.OWASP_LLM: (("owasp_llm_2026.yaml",), _llm),
    Framework.OWASP_AGENTIC: (("owasp_agentic_asi_2026.yaml",), _named("entries")),
    Framework.OWASP_AGENTIC_THREATS: (("owasp_agentic_threats.yaml",), _named("threats")),
    Framework.OWASP_ML: (("owasp_ml.yaml",), _named("entries")),
    Framework.OWASP_AI_EXCHANGE: (("owasp_ai_exchange.yaml",), _exchange),
    Framework.COSAI: (("cosai_risk_map.yaml",), _cosai),
    Framework.OWASP_DSGAI: (_MORE, _named("dsgai_2026")),
    Framework.OWASP_MCP: (_MORE, _named("mcp_top10_2025_v0_1")),
    Framework.OWASP_SKILLS: (_MORE, _named("agentic_skills_ast10")),
    Framework.OWASP_AIVSS: (_MORE, _named("aivss_0_8_core_risks")),
    Framework.OWASP_AISVS: (("owasp_aisvs_1_0.yaml",), _aisvs),
    Framework.EU_AI_ACT: (("eu_ai_act.yaml",), _act),
    Framework.ISO_42001: (("iso_42001_annex_a.yaml",), _named("controls", name="title")),
    Framework.NIST_AI_RMF: (("nist_ai_rmf_subcategories.yaml",), _rmf),
}
"""Which tables state which framework, and how to read them."""
