"""Read ATLAS data out of a STIX bundle: objects by type, and relationships that join them by their long ids."""

import re

from knowledge.importers.atlas_parts import MITIGATION, TACTIC, TECHNIQUE, Part, Parts
from knowledge.importers.prose import clean
from knowledge.importers.records import MOST_ID, Notes, Record
from knowledge.importers.trees import Rows, Table

_READ = {"x-mitre-tactic": TACTIC, "attack-pattern": TECHNIQUE, "course-of-action": MITIGATION}
_AROUND = ("relationship", "x-mitre-matrix", "x-mitre-collection", "identity", "marking-definition", "report")
_SOURCE = "mitre-atlas"


def read_stix(table: Table, notes: Notes) -> Parts:
    """What the bundle states of ATLAS; objects of other kinds are counted and left out."""
    objects = list(Record(table, notes, "bundle").records("objects"))
    parts = Parts(edition=_edition(objects, notes))
    shelves = {
        "x-mitre-tactic": parts.tactics,
        "attack-pattern": parts.techniques,
        "course-of-action": parts.mitigations,
    }
    by_ref: dict[str, Part] = {}
    short: dict[str, str] = {}
    for one in objects:
        kind = str(one.table.get("type"))
        if kind not in _READ:
            if kind not in _AROUND:
                notes.left_out[f"objects of type {clean(kind, 40)}"] += 1
            continue
        if one.table.get("revoked") is True or one.table.get("x_mitre_deprecated") is True:
            notes.left_out["revoked or deprecated objects"] += 1
            continue
        part = _part(one, _READ[kind])
        by_ref[str(one.table.get("id"))] = part
        shelves[kind].append(part)
        if kind == "x-mitre-tactic":
            short[one.word("x_mitre_shortname")] = part.id
    _tactics(objects, by_ref, short)
    _relate(objects, by_ref, notes)
    _place(objects, by_ref)
    return parts


def _part(record: Record, pattern: re.Pattern[str]) -> Part:
    identity = _atlas_id(record)
    if not pattern.fullmatch(identity):
        record.refuse("external_references", f"expected an ATLAS id from {_SOURCE}, found {identity[:60]!r}")
    named = Record(record.table, record.notes, identity)
    platforms = tuple(one for one in named.words("x_mitre_platforms") if one != "ATLAS")
    return Part(
        id=identity, name=named.word("name"), line=record.line, prose=named.prose("description"), platforms=platforms
    )


def _atlas_id(record: Record) -> str:
    for reference in record.records("external_references", "source_name"):
        if reference.table.get("source_name") == _SOURCE:
            return reference.word("external_id", most=MOST_ID)
    return ""


def _tactics(objects: list[Record], by_ref: dict[str, Part], short: dict[str, str]) -> None:
    for one in objects:
        part = by_ref.get(str(one.table.get("id")))
        if part is None or one.table.get("type") != "attack-pattern":
            continue
        phases = [phase.word("phase_name") for phase in one.records("kill_chain_phases", "phase_name")]
        for phase in phases:
            if phase not in short:
                one.refuse("kill_chain_phases", f"no tactic of the bundle is called {phase!r}")
        part.tactics = tuple(dict.fromkeys(short[phase] for phase in phases if phase in short))


def _relate(objects: list[Record], by_ref: dict[str, Part], notes: Notes) -> None:
    for one in objects:
        if one.table.get("type") != "relationship":
            continue
        kind = one.word("relationship_type")
        source, target = (by_ref.get(one.word(key)) for key in ("source_ref", "target_ref"))
        if kind not in ("subtechnique-of", "mitigates"):
            notes.left_out[f"relationships of type {kind}"] += 1
        elif source is None or target is None:
            key = "source_ref" if source is None else "target_ref"
            one.refuse(key, f"{str(one.table.get(key))[:80]!r} is no object of the bundle")
        elif kind == "mitigates":
            source.acts_on[target.id] = one.line
        else:
            source.parent = target.id


def _place(objects: list[Record], by_ref: dict[str, Part]) -> None:
    """The order of the tactics, as the matrix lists them."""
    for one in objects:
        refs = one.table.get("tactic_refs")
        if one.table.get("type") == "x-mitre-matrix" and isinstance(refs, Rows):
            for place, ref in enumerate(refs, start=1):
                if str(ref) in by_ref:
                    by_ref[str(ref)].attributes["position"] = str(place)


def _edition(objects: list[Record], notes: Notes) -> str:
    """The release: as the collection states it, or the month of the newest matrix or collection."""
    around = [one for one in objects if one.table.get("type") in ("x-mitre-collection", "x-mitre-matrix")]
    for one in around:
        stated = str(one.table.get("x_mitre_version") or "")
        if re.fullmatch(r"\d{4}\.\d{2}|[3-9]\.\d+\.\d+", stated):
            return stated
    dates = sorted(str(one.table.get("modified") or "") for one in around)
    if not dates or not re.match(r"\d{4}-\d{2}-", dates[-1]):
        return ""
    edition = dates[-1][:7].replace("-", ".")
    notes.repair(
        around[0].line, "bundle", f"it names no release of ATLAS; taken from the date of its matrix: {edition}"
    )
    return edition
