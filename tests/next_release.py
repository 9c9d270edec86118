"""A later release of ATLAS, made from the one that is carried, in either format: what it changes is known exactly."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalog import load_catalog
from knowledge.vocabulary import Framework

Data = dict[str, Any]
NEXT = "2026.10"
NEW, ASIDE = "AML.T0051.009", "AML.T0020.009"
"""A new refinement of prompt injection, and one of training data poisoning."""
RENAMED, RETIRED, MEASURE = "AML.T0054", "AML.T0068", "AML.M0090"


def as_carried() -> Data:
    """The carried release in the form of format 5."""
    items = load_catalog().frameworks[Framework.ATLAS].items
    techniques: list[Data] = []
    for one in items:
        if "technique" in one.kind:
            row: Data = {"id": one.id, "name": one.name, "tactics": list(one.groups), "description": "Words."}
            row |= {"subtechnique-of": one.parent} if one.parent else {}
            row |= {"maturity": one.maturity} if one.maturity else {}
            row |= {"platforms": list(one.platforms)} if one.platforms else {}
            techniques.append(row)
    acts: dict[str, list[str]] = {}
    for one in items:
        for measure in one.mitigations:
            acts.setdefault(measure, []).append(one.id)
    mitigations = [
        {"id": one.id, "name": one.name, "techniques": [{"id": name} for name in acts.get(one.id, ())]}
        for one in items
        if one.kind == "mitigation"
    ]
    tactics = [{"id": one.id, "name": one.name} for one in items if one.kind == "tactic"]
    case = {
        "id": "AML.CS9001", "name": "A case for tests", "incident-date": "2026-10-01", "summary": "Somebody did it.",
        "procedure": [{"technique": "AML.T0051", "tactic": "AML.TA0005"}],
    }  # fmt: skip
    matrix = {"id": "ATLAS", "tactics": tactics, "techniques": techniques, "mitigations": mitigations}
    return {"id": "ATLAS", "version": NEXT, "matrices": [matrix], "case-studies": [case]}


def the_next() -> Data:
    """Two new sub-techniques, one technique renamed, one left out, a new measure, and a link that moved."""
    release = as_carried()
    matrix = release["matrices"][0]
    matrix["techniques"] = [one for one in matrix["techniques"] if one["id"] != RETIRED]
    for one in matrix["techniques"]:
        if one["id"] == RENAMED:
            one["name"] = "Model Jailbreak"
    for identity in (NEW, ASIDE):
        parent = identity.rpartition(".")[0]
        tactics = next(one["tactics"] for one in matrix["techniques"] if one["id"] == parent)
        matrix["techniques"].append({
            "id": identity, "name": f"New Way {identity[-8:-4]}", "tactics": list(tactics), "subtechnique-of": parent,
            "description": "Words.",
        })  # fmt: skip
    for one in matrix["mitigations"]:
        one["techniques"] = [link for link in one["techniques"] if link["id"] != RETIRED]
    matrix["mitigations"].append({"id": MEASURE, "name": "Test Every Door", "techniques": [{"id": "AML.T0051"}]})
    return release


def six_of(release: Data) -> Data:
    """The same release in the shape of format 6."""
    matrix = release["matrices"][0]
    keyed: Data = {
        name: {one["id"]: {key: value for key, value in one.items() if key in _PLAIN} for one in matrix[name]}
        for name in ("tactics", "techniques", "mitigations")
    }
    related: Data = {}
    for one in matrix["techniques"]:
        above = one.get("subtechnique-of")
        links: Data = {"achieves": [{"source": one["id"], "target": name} for name in one["tactics"]]}
        links |= {"specializes": [{"source": one["id"], "target": above}]} if above else {}
        related[one["id"]] = links
    for one in matrix["mitigations"]:
        targets = [{"source": one["id"], "target": link["id"]} for link in one["techniques"]]
        related[one["id"]] = {"mitigates": targets} if targets else {}
    cases = {}
    for one in release["case-studies"]:
        cases[one["id"]] = {
            "id": one["id"], "name": one["name"], "date": one["incident-date"], "description": one["summary"],
        }  # fmt: skip
        steps = [{"source": one["id"], "target": step["technique"]} for step in one["procedure"]]
        related[one["id"]] = {"employs": steps}
    return {
        "format-version": "6.1.0", "collection": {"version": release["version"]}, **keyed, "case-studies": cases,
        "relationships": related,
    }  # fmt: skip


def written(folder: Path, release: Data, shape: Callable[[Data], Data] = lambda one: one) -> Path:
    """The release as a file."""
    path = folder / f"ATLAS-{release['version']}.yaml"
    path.write_text(yaml.safe_dump(shape(release), sort_keys=False), encoding="utf-8")
    return path


def list_of(entries: Iterable[tuple[str, str, str]], edition: str = "2028", framework: str = "owasp_llm") -> str:
    """A published list as a file: ids, names, and the ids they replace."""
    rows = [{"id": one, "name": name} | ({"replaces": former} if former else {}) for one, name, former in entries]
    return yaml.safe_dump({"framework_list": 1, "framework": framework, "edition": edition, "entries": rows})


_PLAIN = frozenset({"id", "name", "description", "maturity", "platforms"})
