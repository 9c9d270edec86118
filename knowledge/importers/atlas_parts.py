"""The parts that every shape of ATLAS holds, and the release that comes of them once all links are checked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.entries import Precedent
from knowledge.importers.records import Notes
from knowledge.publications.frameworks import FrameworkItem, Ownership

TACTIC = re.compile(r"AML\.TA\d{4}")
TECHNIQUE = re.compile(r"AML\.T\d{4}(?:\.\d{3})?")
MITIGATION = re.compile(r"AML\.M\d{4}")
CASE = re.compile(r"AML\.CS\d{4}")
MATURITIES = ("feasible", "demonstrated", "realized")
WHOLE = ("tactic", "technique", "subtechnique", "mitigation")


@dataclass
class Part:
    """One tactic, technique or mitigation as the file states it, whatever its shape."""

    id: str
    name: str
    line: int
    prose: str = ""
    parent: str | None = None
    tactics: tuple[str, ...] = ()
    maturity: str | None = None
    platforms: tuple[str, ...] = ()
    acts_on: dict[str, int] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    """One case study, its steps in order."""

    id: str
    title: str
    line: int
    date: str = ""
    kind: str = ""
    target: str = ""
    summary: str = ""
    steps: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass
class Parts:
    """Everything one file states."""

    edition: str
    tactics: list[Part] = field(default_factory=list)
    techniques: list[Part] = field(default_factory=list)
    mitigations: list[Part] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    def every(self) -> Iterator[Part | Case]:
        """All of them, in the order of the file."""
        yield from (*self.tactics, *self.techniques, *self.mitigations)
        yield from self.cases

    def lines(self) -> dict[str, int]:
        """The line of each by its id."""
        return {one.id: one.line for one in self.every()}


def items_of(parts: Parts, notes: Notes) -> tuple[FrameworkItem, ...]:
    """The items in the order of the file, once ids are unique and every link leads somewhere."""
    _check(parts, notes)
    if notes.refused:
        return ()
    helping: dict[str, set[str]] = {}
    for measure in parts.mitigations:
        for technique in measure.acts_on:
            helping.setdefault(technique, set()).add(measure.id)
    tactics_of = {one.id: one.tactics for one in parts.techniques}
    found = [_item(one, "tactic", reason="A purpose that groups techniques.") for one in parts.tactics]
    for one in parts.techniques:
        one.tactics = one.tactics or tactics_of.get(one.parent or "", ())
        kind = "subtechnique" if one.parent else "technique"
        found.append(_item(one, kind, mitigations=tuple(sorted(helping.get(one.id, ())))))
    found += [
        _item(one, "mitigation", reason="A measure against threats, not a threat itself.") for one in parts.mitigations
    ]
    return tuple(found)


def precedents_of(parts: Parts, notes: Notes) -> tuple[Precedent, ...]:
    """The case studies; each names its techniques in the order of its steps."""
    known = {one.id for one in parts.techniques}
    kinds = {"incident": "incident", "exercise": "demonstration"}
    found = []
    for case in parts.cases:
        for step in dict.fromkeys(case.steps):
            if step not in known:
                notes.refuse(case.line, case.id, f"a step uses the technique {step!r}, which the file does not hold")
        if notes.refused:
            continue
        found.append(
            Precedent.model_validate(
                {
                    "id": case.id.lower().replace(".", "-"), "title": case.title, "date": case.date or "undated",
                    "kind": kinds.get(case.kind.lower(), "research"), "target": case.target or "not stated",
                    "line": case.summary or case.title, "references": case.references,
                    "techniques": tuple(f"atlas:{step}" for step in dict.fromkeys(case.steps)),
                }
            )
        )  # fmt: skip
    return tuple(found)


def dated(date: str, granularity: str) -> str:
    """A date as exactly as it is known: the day, the month or the year."""
    length = {"YEAR": 4, "MONTH": 7}.get(granularity.upper(), 10)
    return date[:length] if re.match(r"\d{4}-\d{2}-\d{2}", date) else date[:20]


def _item(part: Part, kind: str, reason: str = "", mitigations: tuple[str, ...] = ()) -> FrameworkItem:
    return FrameworkItem(
        id=part.id,
        name=part.name,
        kind=kind,
        parent=part.parent,
        groups=part.tactics,
        ownership=Ownership.NAVIGATION if reason else Ownership.OWNER,
        reason=reason,
        maturity=part.maturity,
        platforms=part.platforms,
        mitigations=mitigations,
        attributes=part.attributes,
        prose=part.prose,
    )


def _check(parts: Parts, notes: Notes) -> None:
    first: dict[str, int] = {}
    for one in parts.every():
        if one.id and one.id in first:
            notes.refuse(one.line, one.id, f"the id stands twice, first in line {first[one.id]}")
        first.setdefault(one.id, one.line)
    tactics = {one.id for one in parts.tactics}
    techniques = {one.id: one for one in parts.techniques}
    for part in parts.techniques:
        for message in _broken(part, tactics, techniques):
            notes.refuse(part.line, part.id, message)
    for part in parts.mitigations:
        for target, line in part.acts_on.items():
            if target not in techniques:
                notes.refuse(line, part.id, f"acts on the technique {target!r}, which the file does not hold")


def _broken(part: Part, tactics: set[str], techniques: dict[str, Part]) -> Iterator[str]:
    for name in _missing(part.tactics, tactics):
        yield f"belongs to the tactic {name!r}, which the file does not hold"
    if not part.id:
        return  # what is wrong with the id is said already
    if part.parent == part.id:
        yield "refines itself"
    elif part.parent and part.parent not in techniques:
        yield f"refines {part.parent!r}, which the file does not hold"
    elif part.parent and techniques[part.parent].parent:
        yield f"refines {part.parent!r}, which refines another itself"
    if not part.parent and not part.tactics:
        yield "belongs to no tactic"


def _missing(names: Iterable[str], known: set[str]) -> Iterator[str]:
    return (name for name in names if name not in known)
