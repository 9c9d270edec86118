"""The typed orders about threats, controls and parts, each as a pattern and the edits it stands for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from agent.domain import SYSTEM, Component, ControlStatus, Edit, Mint, Origin, Session, ThreatModel, ThreatStatus, Wish
from agent.domain.edits import (
    DecideControl,
    DecideThreat,
    DescribeSystem,
    OverrideFactor,
    PutComponent,
    Remove,
    RewordThreat,
)
from agent.domain.names import parted
from agent.domain.names_in_sentences import joined
from agent.domain.system import Actor, TrustBoundary
from agent.reading.commands.merging import merged
from agent.reading.text.names import key_of
from knowledge import Catalog
from knowledge.vocabulary import ComponentKind, DreadFactor


@dataclass(frozen=True)
class Command:
    """What a typed line asks for."""

    edits: tuple[Edit, ...] = ()
    wish: Wish = Wish.NONE
    about: str | None = None
    notes: tuple[str, ...] = ()


def order_in(line: str, session: Session, catalog: Catalog) -> Command | None:
    """An order about a threat, a control or a part of the system; None when the line is no order."""
    for pattern, order in _ORDERS:
        if match := pattern.fullmatch(line.strip()):
            return order(match, session, catalog)
    return None


def threat_id(written: str) -> str:
    """The id of a threat as it is kept: ``t7`` is T-007."""
    return f"T-{int(re.sub(r'[^0-9]', '', written)):03d}"


def _score(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    level, reason = int(match["level"]), (match["reason"] or "").strip()
    if level > 10:
        return _told(f"A level runs from 0 to 10; {level} was not set.")
    factor, threat = _factor(match["factor"]), threat_id(match["threat"])
    return Command((OverrideFactor(threat=threat, factor=factor, level=level, reason=reason[:600]),))


def _computed(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    return Command((OverrideFactor(threat=threat_id(match["threat"]), factor=_factor(match["factor"]), level=None),))


def _decide(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    status = _THREAT_STATUS[match["verb"].lower()]
    reason, owner, review_by = _parts(match["rest"] or "")
    threat = threat_id(match["threat"])
    return Command((DecideThreat(threat=threat, status=status, reason=reason, owner=owner, review_by=review_by),))


def _control(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    status = _CONTROL_STATUS[match["status"].lower()]
    reason, owner, _ = _parts(match["rest"] or "")
    control = _plain_id(match["control"])
    return Command((DecideControl(control=control, status=status, reason=reason, owner=owner),))


def _rename(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    name, thing = _unquoted(match["name"]), match["thing"]
    if thing.upper().startswith("T"):
        return Command((RewordThreat(threat=threat_id(thing), title=name[:160]),))
    part = session.model.component(_plain_id(thing))
    if part is None:
        return _told(f"There is no {_plain_id(thing)} to rename; {_parts_line(session.model)}")
    renamed = part.model_copy(update={"name": name[:120], "origin": Origin.USER})
    return Command((PutComponent(component=renamed),))


def _name_system(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    return Command((DescribeSystem(name=_unquoted(match["name"])[:120]),))


def _remove(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    return Command((Remove(id=_plain_id(match["thing"])),))


def _remove_named(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    """Take out the one thing of that name; where several have it, ask which is meant."""
    model, (name, mark) = session.model, parted(_unquoted(match["name"]))
    wanted = key_of(name)
    things: tuple[Component | Actor | TrustBoundary, ...] = (*model.components, *model.actors, *model.boundaries)
    found = [one.id for one in things if key_of(one.name) == wanted and mark in ("", f" ({one.id})")]
    if not wanted or not found:
        return None
    if len(found) > 1:
        ids = joined(found[:6], "or")
        return _told(f"{len(found)} parts have the name “{name}”: did you mean {ids}? Say “remove {found[0]}”.")
    return Command((Remove(id=found[0]),))


def _add(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    kind = _kind(match["kind"], catalog)
    if kind is None and not match["part"]:
        return None
    if kind is None:
        known = ", ".join(entry.label.lower() for entry in catalog.kinds.values())
        return _told(f"I know no kind of part called “{match['kind'].strip()}”. Known are: {known}.")
    name = _unquoted(match["name"])[:120]
    part = Component(id=Mint(session.model).take("C"), name=name, kind=kind, origin=Origin.USER)
    return Command((PutComponent(component=part),))


def _merge(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    gone, kept = threat_id(match["threat"]), threat_id(match["other"])
    edits = merged(session.model, gone, kept)
    return Command(edits) if edits else _told(f"To merge two threats, name two that are listed; got {gone} and {kept}.")


def _target(match: re.Match[str], session: Session, catalog: Catalog) -> Command | None:
    targets = _named_parts(match["names"], session.model)
    if not targets:
        return _told(f"I found no part called “{match['names'].strip()}”; {_parts_line(session.model)}")
    return Command((RewordThreat(threat=threat_id(match["threat"]), targets=targets),))


_THREAT = r"(?P<threat>T-?\s?\d{1,6})"
_OTHER = r"(?P<other>T-?\s?\d{1,6})"
_FACTOR = r"(?P<factor>damage|reproducibility|exploitability|affected[ _-]?users|discoverability)"
_IS = r"(?:is|should be|to)(?: really| rather)?"
_NOT_HERE = r"(?P<verb>not applicable|not relevant|irrelevant|not apply)(?: here| to us)?"
_SAY = r"(?:(?:please )?(?:say|note)(?: that)? )?(?:measure )?"
_BECAUSE = r"(?:\s*(?:because(?: of)?|since|as|due to|reason|[:;,–—-])\s*(?P<reason>.{0,600}))?"  # noqa: RUF001
_LEVEL = r"(?P<level>\d{1,3})(?:\s?/\s?10)?"
_SET = r"(?:please )?(?:raise|lower|set|change|put|increase|decrease|make|move|reduce)"
_REST = r"(?P<rest>[\s:;,.–—-].{0,600})?"  # noqa: RUF001
_THREAT_STATUS = {
    "accept": ThreatStatus.ACCEPTED, "dismiss": ThreatStatus.DISMISSED, "transfer": ThreatStatus.TRANSFERRED,
    "avoid": ThreatStatus.AVOIDED, "reopen": ThreatStatus.OPEN, "open": ThreatStatus.OPEN,
    "mitigate": ThreatStatus.MITIGATED, "accepted": ThreatStatus.ACCEPTED, "dismissed": ThreatStatus.DISMISSED,
    "transferred": ThreatStatus.TRANSFERRED, "avoided": ThreatStatus.AVOIDED, "mitigated": ThreatStatus.MITIGATED,
    "not applicable": ThreatStatus.DISMISSED, "not relevant": ThreatStatus.DISMISSED,
    "irrelevant": ThreatStatus.DISMISSED, "not apply": ThreatStatus.DISMISSED,
}  # fmt: skip
_CONTROL_STATUS = {
    "done": ControlStatus.DONE, "in place": ControlStatus.DONE, "implemented": ControlStatus.DONE,
    "planned": ControlStatus.PLANNED, "plan": ControlStatus.PLANNED, "in progress": ControlStatus.IN_PROGRESS,
    "started": ControlStatus.IN_PROGRESS, "verified": ControlStatus.VERIFIED, "rejected": ControlStatus.REJECTED,
    "reject": ControlStatus.REJECTED, "proposed": ControlStatus.PROPOSED,
}  # fmt: skip
_STATES = "|".join(_THREAT_STATUS)
_STANDS = "|".join(_CONTROL_STATUS)
_PLEASE = r"(?:please )?"
_PART = r"(?P<part>(?:a |the )?(?:component|part):?\s?)"
_CONTROL = r"(?P<control>M-?\s?\d{1,6})"
_DECISIONS = "accept|dismiss|transfer|avoid|reopen|mitigate"
_TAKE_OUT = rf"(?:{_PLEASE}(?:remove|delete|drop|take out)|we(?: have)? (?:removed|deleted))"
_NAME = r"(?P<name>\S.{0,200})"
_ANY = r"(?P<thing>[CFBPDAM]-?\s?\d{1,6})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TO = r"(?:up |down )?to"
_ORDERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Session, Catalog], Command | None]], ...] = (
    (_compiled(rf"{_SET} (?:the )?{_FACTOR} (?:of |for |on |in )?{_THREAT} {_TO} {_LEVEL}{_BECAUSE}"), _score),
    (_compiled(rf"{_SET} {_THREAT} (?:'s )?{_FACTOR} {_TO} {_LEVEL}{_BECAUSE}"), _score),
    (_compiled(rf"{_THREAT}:? {_FACTOR}(?: to| =|:)? {_LEVEL}{_BECAUSE}"), _score),
    (
        _compiled(
            rf"(?:the )?{_FACTOR} (?:of |for )?{_THREAT} (?:is|should be|to)(?: really| rather)? {_LEVEL}{_BECAUSE}"
        ),
        _score,
    ),
    (_compiled(rf"(?:reset|clear|recompute|use computed) (?:the )?{_FACTOR} (?:of |for |on )?{_THREAT}"), _computed),
    (_compiled(rf"{_PLEASE}(?P<verb>{_DECISIONS}) (?:the risk of )?{_THREAT}{_REST}"), _decide),
    (_compiled(rf"{_PLEASE}(?:mark|set) {_THREAT} (?:as |to )?(?P<verb>{_STATES}){_REST}"), _decide),
    (
        _compiled(
            rf"{_THREAT} (?:is|does) (?P<verb>not applicable|not relevant|irrelevant|not apply)(?: here| to us)?{_REST}"
        ),
        _decide,
    ),
    (_compiled(rf"{_PLEASE}merge {_THREAT} (?:in ?to|with) {_OTHER}"), _merge),
    (_compiled(rf"{_PLEASE}merge {_OTHER} and {_THREAT}"), _merge),
    (_compiled(rf"{_THREAT} (?:is|says) the same as {_OTHER}"), _merge),
    (_compiled(rf"{_PLEASE}(?:mark|set) {_CONTROL} (?:as |to )?(?P<status>{_STANDS}){_REST}"), _control),
    (
        _compiled(rf"{_SAY}{_CONTROL} is (?:now )?(?P<status>{_STANDS}){_REST}"),
        _control,
    ),
    (_compiled(rf"(?:please |we (?:will )?)?(?P<status>reject|plan) {_CONTROL}{_REST}"), _control),
    (_compiled(rf"{_PLEASE}(?:rename|call) (?P<thing>[CT]-?\s?\d{{1,6}})(?: (?:to|as))? {_NAME}"), _rename),
    (_compiled(r"(?:rename the system to|call the system|the system is called) (?P<name>\S.{0,200})"), _name_system),
    (_compiled(rf"{_PLEASE}(?:remove|delete) {_ANY}"), _remove),
    (
        _compiled(rf"(?:{_PLEASE}(?:remove|delete|drop|take out)|we(?: have)? (?:removed|deleted)) {_NAME}"),
        _remove_named,
    ),
    (_compiled(rf"{_PLEASE}add {_PART}?(?P<name>[^()]{{1,120}}) \((?P<kind>[^()]{{2,60}})\)"), _add),
    (_compiled(rf"{_PLEASE}add {_PART}(?P<name>[^()]{{1,100}}) as (?:an? )?(?P<kind>[^()]{{2,60}})"), _add),
    (_compiled(rf"{_THREAT} (?:(?:is|should be) (?:really )?about|concerns|targets) (?P<names>\S.{{0,200}})"), _target),
    (_compiled(rf"{_PLEASE}(?:make|let) {_THREAT} (?:be )?about (?P<names>\S.{{0,200}})"), _target),
)


def _told(note: str) -> Command:
    return Command(notes=(note,))


def _plain_id(written: str) -> str:
    return f"{written[0].upper()}-{int(re.sub(r'[^0-9]', '', written))}"


def _factor(written: str) -> DreadFactor:
    return DreadFactor(re.sub(r"[ _-]?users", "_users", written.lower()))


def _unquoted(text: str) -> str:
    return text.strip().rstrip(".").strip("\"'\u201c\u201d\u2018\u2019 ")


def _parts(rest: str) -> tuple[str, str, date | None]:
    """Reason, owner and review date from the rest of an order, in any sequence."""
    owner = re.search(r"\bowner(?: is|:)? +([^,;.:]{1,80}?)(?=[,;.]|$| +review| +because)", rest, re.IGNORECASE)
    review = re.search(r"\breview(?:ed)?(?: (?:by|on|at))?:? +(\d{4})-(\d{2})-(\d{2})", rest, re.IGNORECASE)
    reason = rest
    for found in (owner, review):
        reason = reason.replace(found.group(0), " ") if found else reason
    reason = re.sub(r"^[\s:;,.–—-]*(?:because(?: of)?|since|as|due to|reason:?)?\s*", "", reason)  # noqa: RUF001
    return " ".join(reason.split()).strip(" ,;.")[:600], owner.group(1).strip() if owner else "", _date(review)


def _date(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _kind(written: str, catalog: Catalog) -> ComponentKind | None:
    wanted = key_of(written.replace("_", " "))
    for entry in catalog.kinds.values():
        if wanted in (key_of(entry.label), key_of(entry.kind.value.replace("_", " "))):
            return entry.kind
    named = [entry.kind for entry in catalog.kinds.values() if wanted in {key_of(cue) for cue in entry.cues}]
    return named[0] if named else None


def _named_parts(written: str, model: ThreatModel) -> tuple[str, ...]:
    """The parts that a phrase names, by id or by name, the closest names first."""
    ids = [_plain_id(found) for found in re.findall(r"\b[CFcf]-?\d{1,6}\b", written)]
    known = {part.id for part in model.components} | {flow.id for flow in model.flows}
    if ids:
        return tuple(dict.fromkeys(one for one in ids if one in known))
    wanted = f" {key_of(written)} "
    if wanted.strip() in ("system", "system as a whole", "whole system"):
        return (SYSTEM,)
    exact = [part.id for part in model.components if f" {key_of(part.name)} " in wanted]
    near = [part.id for part in model.components if set(wanted.split()) <= set(key_of(part.name).split())]
    return tuple(exact or near[:1])


def _parts_line(model: ThreatModel) -> str:
    parts = ", ".join(f"{part.id} {part.name}" for part in model.components[:12])
    return f"the parts are: {parts}." if parts else "no parts are known yet."
