"""What there is to do as tickets: a CSV file for Jira, and issues for GitHub."""

import csv
import io
import json
import re
from dataclasses import dataclass

from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import IN_PLACE, Control, ControlStatus, Threat
from agent.exchange.csv_cells import guarded
from agent.exchange.documents.markdown_blocks import escaped
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    CLOSED,
    decision_line,
    dread_line,
    note_line,
    plan_line,
    references_line,
)
from knowledge.catalog import Catalog

HEADER = ("Summary", "Issue Type", "Priority", "Description", "Labels", "Labels", "Assignee", "Due date",
          "External issue id")  # fmt: skip
MOST_ROWS = 1_500
MOST_SUMMARY = 250
MOST_BODY = 60_000
_MARK = "\ufeff"
_ORDER = (Band.CRITICAL, Band.HIGH, Band.MEDIUM, Band.LOW)
_PRIORITY = {Band.CRITICAL: "Highest", Band.HIGH: "High", Band.MEDIUM: "Medium", Band.LOW: "Low"}
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_WIKI = re.compile(r"([\\{}\[\]!*_^~|+?#])")
_CALLS = re.compile(r"(?<![\w.])@(?=\w)")
_NUMBERS = re.compile(r"#(?=\d)")


@dataclass(frozen=True)
class Ticket:
    """One thing to do: a measure with the threats it acts on, or a threat that nothing acts on yet."""

    id: str
    title: str
    band: Band
    facts: tuple[tuple[str, str], ...]
    """Labels with what they say, in order."""
    owner: str
    due: str
    kind: str


def to_jira(dossier: Dossier, closed: bool = False) -> Export:
    """One row per ticket, safe to open in a spreadsheet; at most 1,500 rows, as Jira reads no more."""
    model = dossier.model
    losses = Losses(model)
    told = _noted(dossier, closed, losses)
    losses.leave_out("tickets after the first 1,500", (one.id for one in told[MOST_ROWS:]))
    nameless = [one.id for one in told if one.owner and not _MAIL.fullmatch(one.owner)]
    losses.squeeze("owners who are no mail address", nameless, "in the description, as Jira assigns by address")
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    slug = Ids(model).slug
    for one in told[:MOST_ROWS]:
        words = ". ".join(f"{label}: {text.rstrip('.')}" for label, text in one.facts) + "."
        row = (
            losses.cut("titles", one.id, f"{one.id} {one.title}", MOST_SUMMARY),
            "Task", _PRIORITY[one.band], losses.cut("descriptions", one.id, _wiki(words), MOST_BODY // 2),
            "threatparley", f"risk-{one.band.value}",
            one.owner if _MAIL.fullmatch(one.owner) else "", one.due, f"{slug}-{one.id}",
        )  # fmt: skip
        writer.writerow([guarded(cell) for cell in row])
    return Export(out.getvalue(), losses.report())


def to_github(dossier: Dossier, closed: bool = False) -> Export:
    """One line of JSON per ticket, as GitHub takes it to make an issue: title, body and labels."""
    losses = Losses(dossier.model)
    told = _noted(dossier, closed, losses)
    losses.squeeze("owners and days", (one.id for one in told if one.owner or one.due), "as words of the body")
    lines = []
    for one in told:
        body = "\n\n".join(f"**{label}:** {escaped(text)}" for label, text in one.facts)
        mark = f"<!-- threatparley {Ids(dossier.model).uuid(one.id)} -->"
        issue = {
            "title": losses.cut("titles", one.id, _quiet(f"{one.id} {' '.join(one.title.split())}"), MOST_SUMMARY),
            "body": f"{losses.cut('descriptions', one.id, _quiet(body), MOST_BODY)}\n\n{mark}",
            "labels": ["threat-model", f"risk-{one.band.value}", one.kind],
        }
        lines.append(json.dumps(issue, ensure_ascii=False) + "\n")
    return Export("".join(lines), losses.report())


def tickets(model: ThreatModel, catalog: Catalog, closed: bool) -> tuple[Ticket, ...]:
    """What there is to do, most urgent first; ``closed`` adds what is done, rejected or decided."""
    open_ones = {one.id: one for one in model.threats if closed or one.status not in CLOSED}
    shut = {*IN_PLACE, ControlStatus.REJECTED}
    found = [
        _of_measure(one, [open_ones[name] for name in one.threats if name in open_ones], catalog)
        for one in model.controls
        if closed or (one.status not in shut and open_ones.keys() & set(one.threats))
    ]
    acted = {name for one in model.controls if one.status is not ControlStatus.REJECTED for name in one.threats}
    found += [_of_threat(one, model, catalog) for name, one in open_ones.items() if name not in acted or closed]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.band)))


def _noted(dossier: Dossier, closed: bool, losses: Losses) -> tuple[Ticket, ...]:
    model = dossier.model
    losses.drop_all_but("threats", "measures", "checks", "plan", "decisions", "notes")
    told = tickets(model, dossier.catalog, closed)
    there = {one.id for one in told}
    losses.leave_out(
        "measures that are settled or act on no open threat",
        (one.id for one in model.controls if one.id not in there),
        "ask for closed ones to get them too",
    )
    covered = {name for one in model.controls if one.id in there for name in one.threats}
    gone = [one.id for one in model.threats if one.id not in there | covered]
    losses.leave_out("threats that are closed or only have settled measures", gone)
    within = [one.id for one in model.threats if one.id in covered and one.id not in there]
    losses.squeeze("threats with measures", within, "within the tickets of their measures")
    decided = [one.id for one in model.threats if one.treatment and one.id not in there]
    losses.leave_out("decisions and notes on those threats", decided)
    losses.squeeze("scores by factor", (one.id for one in model.threats if one.id in there | covered), "as words")
    return told


def _of_measure(control: Control, threats: list[Threat], catalog: Catalog) -> Ticket:
    facts = [("What to do", control.action or control.title), ("How to check", control.verify),
             ("Status", control.status.value.replace("_", " ")), ("Plan", plan_line(control))]  # fmt: skip
    facts += [("Against", _threat_words(one, catalog)) for one in threats]
    worst = max((one.rating for one in threats), key=lambda one: one.total, default=None)
    return Ticket(
        control.id, control.title, worst.band if worst else Band.LOW, _said(facts), control.owner,
        control.due.isoformat() if control.due else "", "measure",
    )  # fmt: skip


def _of_threat(threat: Threat, model: ThreatModel, catalog: Catalog) -> Ticket:
    decided = threat.treatment
    facts = [
        ("Threat", threat.statement), ("Where", "; ".join(model.name_of(one) for one in threat.targets)),
        ("Score", dread_line(threat)), ("References", references_line(threat, catalog)),
        ("Status", threat.status.value), ("Decision", decision_line(threat)), ("Note", note_line(threat, catalog)),
    ]  # fmt: skip
    due = decided.review_by.isoformat() if decided and decided.review_by else ""
    return Ticket(
        threat.id, threat.title, threat.rating.band, _said(facts), decided.owner if decided else "", due, "threat"
    )


def _threat_words(threat: Threat, catalog: Catalog) -> str:
    words = [f"{threat.id} {threat.title}. {threat.statement}", dread_line(threat)]
    words += filter(None, (references_line(threat, catalog), note_line(threat, catalog)))
    return "; ".join(word.rstrip(".") for word in words)


def _said(facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in facts if text)


def _wiki(text: str) -> str:
    """Text that Jira shows as it stands: its marks are escaped."""
    return _WIKI.sub(r"\\\1", text)


def _quiet(text: str) -> str:
    """Text that calls nobody and links no other issue."""
    return _NUMBERS.sub("no. ", _CALLS.sub("(at)", text))
