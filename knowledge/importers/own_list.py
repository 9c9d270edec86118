"""Read an organisation's own list, as YAML or CSV, into items, threat patterns and measures of its own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.entries import FactDefinition, Mitigation, ThreatPattern
from knowledge.importers.expressions import Misread, read_condition
from knowledge.importers.own_csv import FACTORS, rows_of
from knowledge.importers.prose import clean
from knowledge.importers.records import Notes, Record
from knowledge.importers.trees import Rows, Table
from knowledge.publications.frameworks import FrameworkItem

_ID = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
LISTS = ("targets", "stride", "maestro", "examples", "mitigations", "references")
_TEXTS = ("source", "action", "impact", "measure", "check")
KNOWN = ("id", "title", "explanation", "when", "aspect", "dread", *_TEXTS, *LISTS)
COLUMNS = (*(name for name in KNOWN if name != "dread"), *FACTORS)
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass
class OwnList:
    """What a list of one's own brings, with the line of each entry."""

    name: str
    owner: str
    edition: str
    licence: str = ""
    items: list[FrameworkItem] = field(default_factory=list)
    patterns: list[ThreatPattern] = field(default_factory=list)
    mitigations: list[Mitigation] = field(default_factory=list)
    facts: list[FactDefinition] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def read_own(table: Table, notes: Notes) -> OwnList:
    """The list as it stands in a YAML file."""
    record = Record(table, notes, "the list")
    if table.get("own_list") != 1:
        record.refuse("own_list", f"expected version 1 of the format, found {table.get('own_list')!r}")
    found = OwnList(
        name=record.word("name"),
        owner=record.word("owner", needed=False),
        edition=record.word("edition", needed=False, most=40),
        licence=record.word("licence", needed=False),
    )
    known = {"own_list", "name", "owner", "edition", "licence", "threats", "facts", "mitigations"}
    _refuse_unknown(record, known)
    found.facts += _entries(record, "facts", FactDefinition, found.lines)
    found.mitigations += _entries(record, "mitigations", Mitigation, found.lines)
    for threat in record.records("threats"):
        _take(threat, found)
    return found


def read_own_csv(text: str, name: str, notes: Notes) -> OwnList:
    """The list as it stands in a CSV file; it is named after the file."""
    found = OwnList(name=name, owner="", edition="")
    for threat in rows_of(text, notes, COLUMNS, LISTS):
        _take(threat, found)
    return found


def _take(record: Record, found: OwnList) -> None:
    """One threat: always an item; a pattern too where a condition says when it happens."""
    _refuse_unknown(record, set(KNOWN))
    identity = record.identity(_ID)
    slug = f"own-{re.sub(r'[^a-z0-9]+', '-', identity.lower())}"
    first = found.lines.get(identity, found.lines.get(slug))
    if identity and first is not None:
        record.refuse("id", f"the id stands twice, first in line {first}")
    title, explanation = record.word("title", most=90), record.prose("explanation")
    made = _conditional(record, slug, identity, title, explanation)
    if not identity or not title or first is not None:
        return
    found.lines[identity] = found.lines[slug] = record.line
    attributes = {"list": found.name} if found.name else {}
    found.items.append(FrameworkItem(id=identity, name=title, kind="threat", prose=explanation, attributes=attributes))
    for entry in made:
        if isinstance(entry, Mitigation):
            found.mitigations.append(entry)
        else:
            found.patterns.append(entry)


def _conditional(
    record: Record, slug: str, identity: str, title: str, explanation: str
) -> list[ThreatPattern | Mitigation]:
    """What a condition makes of a threat: a pattern, and the measure that stands beside it."""
    if record.table.get("when") is None:
        record.notes.left_out["conditions: threats listed without one, for a person to judge"] += 1
        return []
    own = _measure(record, slug, identity) if record.table.get("measure") is not None else None
    mitigations = (*((slug,) if own else ()), *record.words("mitigations"))
    if not mitigations and record.table.get("measure") is None:
        record.refuse("when", "a threat with a condition needs a measure, or mitigations from the catalog")
        return []
    pattern = _pattern(record, slug, identity, title, explanation or title, mitigations)
    return [entry for entry in (pattern, own) if entry is not None]


def _pattern(
    record: Record, slug: str, identity: str, title: str, explanation: str, mitigations: tuple[str, ...]
) -> ThreatPattern | None:
    if (when := _condition(record)) is None:
        return None
    action = record.word("action", needed=False, most=200) or f"brings about: {title}"
    examples = [clean(one, 200) for one in record.words("examples", most=200)]
    values = {
        "id": slug,
        "title": title,
        "aspect": record.word("aspect", needed=False) or "security",
        "targets": record.words("targets"),
        "when": when,
        "source": record.word("source", needed=False, most=140) or "Somebody or something",
        "action": action,
        "impact": record.word("impact", needed=False, most=200) or "{target} does harm that its owner did not accept",
        "explanation": clean(explanation, 500),
        "examples": _padded(examples, title, explanation),
        "stride": record.words("stride"),
        "maestro": record.words("maestro"),
        "dread": dict.fromkeys(FACTORS, 5) | _plain(record.table.get("dread") or {}),
        "mitigations": mitigations,
        "references": (f"own:{identity}", *record.words("references")),
    }
    return _validated(ThreatPattern, values, record)


def _measure(record: Record, slug: str, identity: str) -> Mitigation | None:
    action = record.word("measure", most=500)
    check = record.word("check", needed=False, most=300) or "Ask who is responsible for the proof that it works."
    values = {
        "id": slug, "title": clean(action, 90), "action": action, "verify": check, "kind": "prevent",
        "effects": [{"factor": "exploitability", "by": 1}], "effort": "medium", "lifecycle": ["operate"],
        "references": [f"own:{identity}"],
    }  # fmt: skip
    return _validated(Mitigation, values, record)


def _condition(record: Record) -> Any:
    value = record.table.get("when")
    if not isinstance(value, str):
        return _plain(value)
    try:
        return read_condition(value)
    except Misread as problem:
        record.refuse("when", str(problem))
        return None


def _padded(examples: Sequence[str], title: str, explanation: str) -> list[str]:
    """At least three, since the list need not give any: what it says of itself stands in."""
    own = [title, clean(explanation, 200), f"{title} in our system", f"we worry about this: {title}"]
    return list(dict.fromkeys(one for one in (*examples, *own) if one))[: max(3, min(len(examples), 6))]


def _entries(record: Record, key: str, model: type[Entry], lines: dict[str, int]) -> Iterable[Entry]:
    """Entries in the form of the catalog's own files."""
    for one in record.records(key):
        made = _validated(model, _cleaned(_plain(one.table)), one)
        if made is not None:
            lines[str(one.table.get("id"))] = one.line
            yield made


def _validated(model: type[Entry], values: dict[str, Any], record: Record) -> Entry | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = ".".join(str(part) for part in fault["loc"])
            key = str(fault["loc"][0]) if fault["loc"] else ""
            message = f"{where}: {fault['msg'].removeprefix('Value error, ')}, got {str(fault['input'])[:60]!r}"
            record.notes.refuse(record.line_of(key), record.name, message)
        return None


def _refuse_unknown(record: Record, known: set[str]) -> None:
    for key in record.table:
        if key not in known:
            record.notes.refuse(record.line_of(key), record.name, f"unknown field {key[:40]!r}")


def _plain(value: Any) -> Any:
    if isinstance(value, Table):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Rows) else value


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return str(clean(value)) if isinstance(value, str) else value
