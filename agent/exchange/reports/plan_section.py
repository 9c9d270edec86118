"""The measures as they stand in a report: an overview, what to do, who does it by when, how to check that it works.

After them the register of accepted risks.
"""

from datetime import date

from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain.findings.accepted_risks import accepted_risks
from agent.domain.model import ThreatModel
from agent.domain.threats import Control
from agent.domain.wording.web_links import web_address
from agent.exchange.documents.document import Block, Bullets, Heading, Inline, Line, Link, Paragraph, Strong, Table
from agent.exchange.reports.catalog_lookups import note_on_entry
from knowledge.catalog import Catalog


def plan_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """Every measure once, those that take off most for their effort first; nothing where there is none."""
    if not model.controls:
        return ()
    places = {one.control.id: place for place, one in enumerate(Reliefs(model, catalog).first())}
    most_first = sorted(model.controls, key=lambda one: (places.get(one.id, len(places)), -len(one.threats)))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (control.id, control.title, _ids(control.threats), control.effort,
         control.status.value.replace("_", " "), control.owner, control.due.isoformat() if control.due else "")
        for control in most_first
    )  # fmt: skip
    return (
        Heading(2, "Mitigation plan", "plan"),
        Table(("Id", "Measure", "Acts on", "Effort", "Status", "Who does it", "Due"), rows),
        Heading(3, "What to do, and how to check that it works"),
        Bullets(tuple(_details(control, catalog) for control in most_first)),
    )


def _details(control: Control, catalog: Catalog) -> tuple[Inline, ...]:
    told: list[Inline] = [Strong(f"{control.id} {control.title}. "), control.action]
    said = (("Check", control.verify), ("Usually done by", control.usual), ("Attach", control.evidence_asked),
            ("Reason", control.reason), ("Note", note_on_entry(control, catalog)))  # fmt: skip
    for title, text in said:
        told += [" ", Strong(f"{title}: "), text] if text else []
    if control.evidence:
        told += [" ", Strong("Evidence: "), _evidence(control.evidence)]
    return tuple(told)


def register_blocks(model: ThreatModel, today: date | None = None) -> tuple[Block, ...]:
    """Every accepted risk with who answers for it, why and until when, the first to be looked at again on top.

    Nothing where none is accepted; with a day those are marked whose day has passed.
    """
    risks = accepted_risks(model, today)
    if not risks:
        return ()
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (one.threat, one.title, f"{one.rating.total} {one.rating.band.value}", one.owner, one.reason,
         f"{one.review_by.isoformat() if one.review_by else 'no day'}{' (overdue)' if one.overdue else ''}")
        for one in risks
    )  # fmt: skip
    return (
        Heading(2, "Accepted risks", "accepted"),
        Paragraph("These risks are taken as they are. Each is looked at again on its day, or when a fact changes."),
        Table(("Threat", "What can go wrong", "Risk", "Who answers for it", "Why", "Look again on"), rows),
    )


def _evidence(text: str) -> Inline:
    address = web_address(text)
    return Link(text, address) if address else text


def _ids(ids: tuple[str, ...], most: int = 6) -> str:
    """A few ids and how many more there are."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more
