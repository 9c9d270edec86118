"""Read the catalog's data files into entries, and say of each faulty one what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from knowledge.entries import FactDefinition, Mitigation, Precedent, ThreatPattern
from knowledge.errors import NotYaml
from knowledge.facts.component_kinds import KindDefinition
from knowledge.facts.control_checks import ControlCheck
from knowledge.facts.controls import Recognised, Unseen, fact_of, seen_by
from knowledge.loading.parsing import parsed
from knowledge.proofs import ProbingTool, ProofPlan, ProofWay
from knowledge.publications.frameworks import FrameworkManifest
from knowledge.publications.requirements import EvidenceRule
from knowledge.ranking.harm_to_people import PeopleRule
from knowledge.ranking.reference_systems import ReferenceSystem
from knowledge.rating import Anchors, Move, Opening, Scale, Standing
from knowledge.vocabulary import ComponentKind, DreadFactor, Framework, Value


class Problem(Value):
    """One thing that is wrong with the catalog, and where."""

    file: str
    entry: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.message}" if self.entry else f"{self.file}: {self.message}"


@dataclass(frozen=True, eq=False)
class Entries:
    """All entries of a data folder by id, in the order of the files."""

    facts: dict[str, FactDefinition] = field(default_factory=dict)
    kinds: dict[ComponentKind, KindDefinition] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    moves: dict[str, Move] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    anchors: dict[DreadFactor, Anchors] = field(default_factory=dict)
    people: dict[str, PeopleRule] = field(default_factory=dict)
    patterns: dict[str, ThreatPattern] = field(default_factory=dict)
    control_checks: dict[str, ControlCheck] = field(default_factory=dict)
    mitigations: dict[str, Mitigation] = field(default_factory=dict)
    controls: dict[str, Recognised] = field(default_factory=dict)
    unseen: dict[str, Unseen] = field(default_factory=dict)
    precedents: dict[str, Precedent] = field(default_factory=dict)
    probing_tools: dict[str, ProbingTool] = field(default_factory=dict)
    proof_ways: dict[str, ProofWay] = field(default_factory=dict)
    proofs: dict[str, ProofPlan] = field(default_factory=dict)
    evidence_rules: dict[str, EvidenceRule] = field(default_factory=dict)
    reference_systems: dict[str, ReferenceSystem] = field(default_factory=dict)
    frameworks: dict[Framework, FrameworkManifest] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(default_factory=dict)

    def file_of(self, section: str, entry: str) -> str:
        """The data file in which an entry stands."""
        return self.files.get((section, entry), section)


def read_entries(folder: Path, only: frozenset[str] = frozenset()) -> tuple[Entries, tuple[Problem, ...]]:
    """Read every YAML file under the folder, or those with some sections; what is faulty is listed."""
    entries, problems = Entries(), []
    for path in data_files(folder):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if only and only.isdisjoint(_TOP_KEY.findall(content.decode(errors="replace"))):
            continue
        try:
            document = parsed(content)
        except NotYaml as error:
            problems.append(Problem(file=name, entry="", message=f"is not readable YAML: {_flat(error)}"))
            continue
        problems.extend(_take(document, name, entries))
    problems.extend(_recognise(entries))
    return entries, tuple(problems)


_TOP_KEY = re.compile(r"(?m)^([a-z_]{1,40}):")
TABLES = frozenset({"language", "formats", "firing", "order", "statements"})
"""Folders of tables, and of situations that test the catalog: they hold no entries of it."""


def data_files(folder: Path) -> tuple[Path, ...]:
    """The data files of a catalog in a stable order."""
    found = (path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] not in TABLES)
    return tuple(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def fingerprint_of(folder: Path) -> str:
    """A digest over the names and contents of all data files."""
    digest = sha256()
    for path in data_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


_SECTIONS: dict[str, tuple[str, type[BaseModel]]] = {
    "facts": ("id", FactDefinition),
    "kinds": ("kind", KindDefinition),
    "scales": ("id", Scale),
    "openings": ("id", Opening),
    "moves": ("id", Move),
    "standing": ("measure", Standing),
    "anchors": ("factor", Anchors),
    "people": ("id", PeopleRule),
    "patterns": ("id", ThreatPattern),
    "control_checks": ("id", ControlCheck),
    "mitigations": ("id", Mitigation),
    "controls": ("measure", Recognised),
    "unseen": ("measure", Unseen),
    "precedents": ("id", Precedent),
    "probing_tools": ("id", ProbingTool),
    "proof_ways": ("id", ProofWay),
    "proofs": ("pattern", ProofPlan),
    "evidence_rules": ("requirement", EvidenceRule),
    "reference_systems": ("id", ReferenceSystem),
}


def _take(document: Any, name: str, entries: Entries) -> Iterator[Problem]:
    if not isinstance(document, dict):
        yield Problem(file=name, entry="", message=f"expected a framework or one of {', '.join(_SECTIONS)}")
    elif "framework" in document:
        yield from _take_framework(document, name, entries)
    else:
        for section, raw in document.items():
            yield from _take_section(section, raw, name, entries)


def _take_section(section: Any, raw: Any, name: str, entries: Entries) -> Iterator[Problem]:
    if section not in _SECTIONS:
        yield Problem(file=name, entry="", message=f"unknown section {section!r}; known are {', '.join(_SECTIONS)}")
        return
    if not isinstance(raw, list):
        yield Problem(file=name, entry="", message=f"{section}: expected a list of entries")
        return
    key, model = _SECTIONS[section]
    shelf: dict[Any, BaseModel] = getattr(entries, section)
    for position, values in enumerate(raw, start=1):
        label = str(values.get(key, f"number {position}")) if isinstance(values, dict) else f"number {position}"
        try:
            entry = model.model_validate(values)
        except ValidationError as error:
            yield from (Problem(file=name, entry=label, message=line) for line in _lines(error))
            continue
        identity = getattr(entry, key)
        if identity in shelf:
            other = entries.file_of(section, str(identity))
            yield Problem(file=name, entry=label, message=f"the id is taken already in {other}; ids are unique")
            continue
        shelf[identity] = entry
        entries.files[section, str(identity)] = name


def _recognise(entries: Entries) -> Iterator[Problem]:
    """Make a fact of each measure that is recognised as in place, once all files are read."""
    for name, recognised in entries.controls.items():
        measure, file = entries.mitigations.get(name), entries.file_of("controls", name)
        if measure is None:
            yield Problem(file=file, entry=name, message=f"no mitigation {name!r}")
        elif measure.in_place is not None:
            yield Problem(file=file, entry=name, message=f"{measure.in_place.fact} says already that it is in place")
        elif recognised.fact in entries.facts:
            yield Problem(file=file, entry=name, message=f"the id {recognised.fact} is taken already by a fact")
        else:
            entries.mitigations[name] = seen_by(recognised, measure)
            entries.facts[recognised.fact] = fact_of(recognised, measure)
            entries.files["facts", recognised.fact] = file


def _take_framework(document: dict[str, Any], name: str, entries: Entries) -> Iterator[Problem]:
    try:
        manifest = FrameworkManifest.model_validate(document)
    except ValidationError as error:
        items = document.get("items") or []
        yield from (Problem(file=name, entry=str(document["framework"]), message=line) for line in _lines(error, items))
        return
    if manifest.framework in entries.frameworks:
        other = entries.file_of("frameworks", manifest.framework.value)
        yield Problem(
            file=name, entry=manifest.framework.value, message=f"the framework is described already in {other}"
        )
        return
    entries.frameworks[manifest.framework] = manifest
    entries.files["frameworks", manifest.framework.value] = name


def _lines(error: ValidationError, items: list[Any] | None = None) -> Iterator[str]:
    """One line per fault: where in the entry, what was wrong, what was given."""
    for fault in error.errors(include_url=False):
        where = [str(part) for part in fault["loc"]]
        if items and where[:1] == ["items"] and len(where) > 1 and isinstance(items[int(where[1])], dict):
            where[1] = str(items[int(where[1])].get("id", where[1]))
        hint = " (quote yes and no: YAML reads them as true and false)" if isinstance(fault["input"], bool) else ""
        yield f"{'.'.join(where)}: {fault['msg']}, got {str(fault['input'])[:80]!r}{hint}"


def _flat(error: Exception) -> str:
    return " ".join(str(error).split())
