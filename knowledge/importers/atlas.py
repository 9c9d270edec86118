"""Read ATLAS data of the formats 3 to 5: lists of tactics, techniques and mitigations, in a matrix since 4."""

from collections.abc import Iterator

from knowledge.importers.atlas_parts import (
    CASE,
    MATURITIES,
    MITIGATION,
    TACTIC,
    TECHNIQUE,
    Case,
    Part,
    Parts,
    dated,
)
from knowledge.importers.prose import clean
from knowledge.importers.records import MOST_ID, Notes, Record
from knowledge.importers.trees import Rows, Table

_CYCLES = ("ml-lifecycle", "ML-lifecycle", "ai-lifecycle")
_CATEGORIES = ("category", "tags")


def read_atlas(table: Table, notes: Notes) -> Parts:
    """What the file states; older shapes lack some of it."""
    record = Record(table, notes, "ATLAS")
    parts = Parts(edition=record.word("version", most=40))
    matrices = list(record.records("matrices")) or [record]
    for matrix in matrices:
        parts.tactics += [_tactic(one, place) for place, one in enumerate(matrix.records("tactics"), start=1)]
        parts.techniques += [_technique(one) for one in matrix.records("techniques")]
        parts.mitigations += [_mitigation(one) for one in matrix.records("mitigations")]
    parts.cases = [_case(one) for one in record.records("case-studies")]
    return parts


def attack_id(record: Record, key: str = "ATT&CK-reference") -> dict[str, str]:
    """The item of ATT&CK that an entry stems from, as an attribute."""
    reference = record.table.get(key)
    value = reference.get("id") if isinstance(reference, Table) else None
    return {"attack": clean(value, MOST_ID)} if isinstance(value, str) and value else {}


def maturity_of(record: Record) -> str | None:
    """How far a technique has been seen: one of the three known words, in whatever case."""
    value = record.word("maturity", needed=False).lower()
    if value and value not in MATURITIES:
        record.refuse("maturity", f"{value!r} is none of {', '.join(MATURITIES)}")
        return None
    return value or None


def _tactic(record: Record, place: int) -> Part:
    part = _part(record, record.identity(TACTIC))
    part.attributes = {**attack_id(record), "position": str(place)}
    return part


def _technique(record: Record) -> Part:
    part = _part(record, record.identity(TECHNIQUE))
    part.parent = record.word("subtechnique-of", needed=False) or None
    part.tactics = record.words("tactics")
    part.maturity = maturity_of(record)
    part.platforms = record.words("platforms")
    part.attributes = attack_id(record)
    return part


def _mitigation(record: Record) -> Part:
    part = _part(record, record.identity(MITIGATION))
    part.attributes = attack_id(record)
    part.acts_on = dict(_links(record, "techniques"))
    for name, keys in (("lifecycle", _CYCLES), ("category", _CATEGORIES)):
        for key in keys:
            words = _plain_words(record, key)
            for target, line in _links(record, key, mending=True):
                part.acts_on.setdefault(target, line)
            if words:
                part.attributes[name] = ", ".join(words)
    return part


def _links(record: Record, key: str, mending: bool = False) -> Iterator[tuple[str, int]]:
    """The techniques a measure acts on: mappings with an id, or ids alone; some stand in the wrong list."""
    rows = record.table.get(key)
    if not isinstance(rows, Rows):
        return
    for one, line in zip(rows, rows.lines, strict=True):
        target = one.get("id") if isinstance(one, Table) else None if mending else one
        if target is None and mending:
            continue
        if not isinstance(target, str):
            record.notes.refuse(line, record.name, f"{key}: expected a technique, found none")
            continue
        if mending:
            record.notes.repair(line, record.name, f"the link to {target} stood under {key}; moved to its techniques")
        yield clean(target, MOST_ID), line


def _plain_words(record: Record, key: str) -> tuple[str, ...]:
    rows = record.table.get(key)
    return tuple(clean(one, MOST_ID) for one in rows if isinstance(one, str)) if isinstance(rows, Rows) else ()


def _part(record: Record, identity: str) -> Part:
    return Part(id=identity, name=record.word("name"), line=record.line, prose=record.prose("description"))


def _case(record: Record) -> Case:
    return Case(
        id=record.identity(CASE),
        title=record.word("name"),
        line=record.line,
        date=dated(record.word("incident-date", needed=False), record.word("incident-date-granularity", needed=False)),
        kind=record.word("case-study-type", needed=False),
        target=clean(str(record.table.get("target") or ""), 160),
        summary=clean(str(record.table.get("summary") or ""), 300),
        steps=tuple(step.word("technique") for step in record.records("procedure", "technique")),
        references=references_of(record),
    )


def references_of(record: Record) -> tuple[str, ...]:
    """Where a case is written up: titles, or addresses where there is no title."""
    found = [one.table.get("title") or one.table.get("url") for one in record.records("references", "title")]
    return tuple(clean(str(one), 200) for one in found if one)
