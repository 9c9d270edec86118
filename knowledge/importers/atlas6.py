"""Read ATLAS data of format 6: maps keyed by id, and one map of relationships beside them."""

from knowledge.importers.atlas import attack_id, maturity_of, references_of
from knowledge.importers.atlas_parts import CASE, MITIGATION, TACTIC, TECHNIQUE, Case, Part, Parts, dated
from knowledge.importers.prose import clean
from knowledge.importers.records import Notes, Record
from knowledge.importers.trees import Table


def read_atlas6(table: Table, notes: Notes) -> Parts:
    """What the file states, the links taken from its relationships."""
    record = Record(table, notes, "ATLAS")
    links = _links(record)
    places = {target: str(one.table.get("position")) for target, one in links.get("sequences", ())}
    parts = Parts(edition=_edition(record))
    for _, one in record.keyed("tactics"):
        part = _part(one, one.identity(TACTIC))
        place = places.get(part.id)
        part.attributes = attack_id(one, "attack-reference") | ({"position": place} if place else {})
        parts.tactics.append(part)
    parts.techniques = [_technique(one, links) for _, one in record.keyed("techniques")]
    parts.mitigations = [_mitigation(one, links) for _, one in record.keyed("mitigations")]
    parts.cases = [_case(one, links) for _, one in record.keyed("case-studies")]
    _check_keys(record)
    return parts


Links = dict[str, list[tuple[str, Record]]]
"""Relationships by 'type' (as target and record), and by 'type source' likewise."""


def _links(record: Record) -> Links:
    found: Links = {}
    for source, kinds in record.keyed("relationships"):
        for kind in kinds.table:
            for one in kinds.records(kind, "target"):
                if one.word("source", needed=False) not in ("", source):
                    one.refuse("source", f"stands under {source!r}, but names another source")
                target = one.word("target")
                found.setdefault(kind, []).append((target, one))
                found.setdefault(f"{kind} {source}", []).append((target, one))
    return found


def _edition(record: Record) -> str:
    collection = record.table.get("collection")
    if isinstance(collection, Table):
        return Record(collection, record.notes, "collection").word("version", most=40)
    record.refuse("collection", "is missing, so the edition is unknown")
    return ""


def _check_keys(record: Record) -> None:
    for section in ("tactics", "techniques", "mitigations", "case-studies"):
        for key, one in record.keyed(section):
            if one.table.get("id") != key:
                one.refuse("id", f"stands under {key!r}, but calls itself {str(one.table.get('id'))[:40]!r}")


def _part(record: Record, identity: str) -> Part:
    return Part(id=identity, name=record.word("name"), line=record.line, prose=record.prose("description"))


def _technique(record: Record, links: Links) -> Part:
    part = _part(record, record.identity(TECHNIQUE))
    above = [target for target, _ in links.get(f"specializes {part.id}", ())]
    if len(above) > 1:
        record.refuse("id", f"refines more than one technique: {', '.join(above)}")
    part.parent = above[0] if above else None
    part.tactics = tuple(dict.fromkeys(target for target, _ in links.get(f"achieves {part.id}", ())))
    part.maturity = maturity_of(record)
    part.platforms = record.words("platforms")
    part.attributes = attack_id(record, "attack-reference")
    return part


def _mitigation(record: Record, links: Links) -> Part:
    part = _part(record, record.identity(MITIGATION))
    part.acts_on = {target: one.line for target, one in links.get(f"mitigates {part.id}", ())}
    part.attributes = attack_id(record, "attack-reference")
    for name, key in (("lifecycle", "lifecycle-phases"), ("category", "categories")):
        if words := record.words(key):
            part.attributes[name] = ", ".join(words)
    return part


def _case(record: Record, links: Links) -> Case:
    identity = record.identity(CASE)
    return Case(
        id=identity,
        title=record.word("name"),
        line=record.line,
        date=dated(record.word("date", needed=False), record.word("date-granularity", needed=False)),
        kind=record.word("type", needed=False),
        target=clean(str(record.table.get("target") or ""), 160),
        summary=clean(str(record.table.get("description") or ""), 300),
        steps=_in_order([(target, one) for target, one in links.get(f"employs {identity}", ())]),
        references=references_of(record),
    )


def _in_order(steps: list[tuple[str, Record]]) -> tuple[str, ...]:
    """The techniques by step; the file sorts them by name, and each step says which ones follow it."""
    by_step = {
        str(one.table.get("step-id") or f"~{place:04}"): (target, one) for place, (target, one) in enumerate(steps)
    }
    after = {step: set(one.words("leads-to")) & by_step.keys() for step, (_, one) in by_step.items()}
    waiting, ordered = sorted(by_step), []
    while waiting:
        free = [step for step in waiting if not any(step in after[other] for other in waiting if other != step)]
        step = (free or waiting)[0]
        waiting.remove(step)
        ordered.append(by_step[step][0])
    return tuple(ordered)
