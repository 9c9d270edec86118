"""Read the risks or the controls of the CoSAI risk map; its other files hold nothing that the catalog carries."""

import re
from collections.abc import Mapping

from knowledge.importers.prose import clean
from knowledge.importers.records import Notes, Record
from knowledge.importers.trees import Table
from knowledge.publications.frameworks import FrameworkItem, Ownership
from knowledge.vocabulary import Stride

OTHERS = ("components", "personas", "frameworks", "actorAccessLevels", "impactTypes", "lifecycleStages")
_ID = re.compile(r"(?:risk|control)s?[A-Z][A-Za-z0-9]*")
_STRIDE = {letter.name.replace("_", "").lower(): letter.value for letter in Stride}
_FRAMEWORKS = {"mitre-atlas": "atlas", "owasp-top10-llm": "owasp_llm"}
_LISTS = (("lifecycle", "lifecycleStage"), ("impact", "impactType"), ("actor_access", "actorAccess"))


def read_cosai(
    table: Table, notes: Notes, known: Mapping[str, str]
) -> tuple[tuple[FrameworkItem, ...], dict[str, int]]:
    """The items and the line of each, linked under the ids of today; links to items not held are left out and said."""
    record = Record(table, notes, "CoSAI")
    section = "risks" if "risks" in table else "controls"
    found: dict[str, FrameworkItem] = {}
    lines: dict[str, int] = {}
    for group in record.records("categories"):
        _put(_category(group.identity(_ID), group.word("title")), group, found, lines)
    for one in record.records(section):
        item = _risk(one, known) if section == "risks" else _control(one)
        for category in item.groups:
            if category not in found and f"cosai:{category}" not in known:
                found[category] = _category(category, _title(category))
                lines[category] = one.line
        _put(item, one, found, lines)
    return tuple(found.values()), lines


def _put(item: FrameworkItem, record: Record, found: dict[str, FrameworkItem], lines: dict[str, int]) -> None:
    if item.id in found:
        record.refuse("id", f"the id stands twice, first in line {lines[item.id]}")
    found.setdefault(item.id, item)
    lines.setdefault(item.id, record.line)


def _category(identity: str, name: str) -> FrameworkItem:
    reason = "A category that groups risks or controls."
    return FrameworkItem(
        id=identity or "?", name=name or identity or "?", kind="category", ownership=Ownership.NAVIGATION, reason=reason
    )


def _risk(record: Record, known: Mapping[str, str]) -> FrameworkItem:
    prose = " ".join(part for key in ("shortDescription", "longDescription") if (part := record.prose(key)))
    return FrameworkItem(
        id=record.identity(_ID) or "?",
        name=record.word("title") or "?",
        kind="risk",
        groups=_groups(record),
        mitigations=record.words("controls"),
        related=_related(record, known),
        attributes={name: ", ".join(words) for name, key in _LISTS if (words := record.words(key))},
        prose=clean(prose),
    )


def _control(record: Record) -> FrameworkItem:
    return FrameworkItem(
        id=record.identity(_ID) or "?",
        name=record.word("title") or "?",
        kind="control",
        groups=_groups(record),
        ownership=Ownership.NAVIGATION,
        reason="A measure against threats, not a threat itself.",
        prose=record.prose("description"),
    )


def _groups(record: Record) -> tuple[str, ...]:
    category = record.identity(_ID, "category")
    return (category,) if category else ()


def _related(record: Record, known: Mapping[str, str]) -> tuple[str, ...]:
    mappings = record.table.get("mappings")
    if not isinstance(mappings, Table):
        return ()
    named = Record(mappings, record.notes, record.name)
    found: list[str] = []
    for framework in mappings:
        for word in named.words(framework):
            key = _key(framework, word)
            if key is None:
                record.notes.left_out[f"mappings to {framework[:40]}"] += 1
            elif key not in known:
                message = f"points to {word!r} of {framework}, which the catalog does not hold; the link is left out"
                record.notes.repair(named.line_of(framework), record.name, message)
            else:
                found.append(known[key])
    return tuple(sorted(set(found)))


def _key(framework: str, word: str) -> str | None:
    plain = word.partition("@")[0]
    if framework == "stride":
        return f"stride:{_STRIDE.get(plain.replace(' ', '').lower(), plain)}"
    return f"{_FRAMEWORKS[framework]}:{plain}" if framework in _FRAMEWORKS else None


def _title(identity: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*|[A-Z]+(?![a-z])", identity)
    return " ".join(words) or identity
