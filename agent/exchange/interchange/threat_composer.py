"""A model as a workspace of AWS Threat Composer (schema 1): statements, measures and assumptions with their links."""

from collections.abc import Iterable
from typing import Any

from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.system import AssumptionStatus
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from agent.exchange.documents.markdown_blocks import escaped
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    as_json,
    decision_line,
    dread_line,
    note_line,
    plan_line,
    references_line,
    tag,
)
from knowledge.catalog import Catalog

MOST_NAME, MOST_STATEMENT, MOST_CONTENT, MOST_TAG, MOST_DESCRIPTION = 200, 1_400, 1_000, 30, 100_000
_PRIORITY = {Band.CRITICAL: "High", Band.HIGH: "High", Band.MEDIUM: "Medium", Band.LOW: "Low"}
_STATUS = {
    ThreatStatus.OPEN: "threatIdentified", ThreatStatus.DISMISSED: "threatResolvedNotUseful",
    ThreatStatus.RETIRED: "threatResolvedNotUseful",
}  # fmt: skip
_MEASURE = {
    ControlStatus.PROPOSED: "mitigationIdentified", ControlStatus.PLANNED: "mitigationIdentified",
    ControlStatus.IN_PROGRESS: "mitigationInProgress", ControlStatus.DONE: "mitigationResolved",
    ControlStatus.VERIFIED: "mitigationResolved", ControlStatus.REJECTED: "mitigationResolvedWillNotAction",
}  # fmt: skip


def to_threat_composer(dossier: Dossier) -> Export:
    """Every threat, measure and assumption; the architecture comes along as text."""
    model, ids = dossier.model, Ids(dossier.model)
    losses = Losses(model)
    losses.drop_all_but(
        "purpose", "description", "system_owner", "parts", "part_descriptions", "actors", "flows", "boundaries",
        "assets", "threats", "measures", "checks", "plan", "decisions", "notes", "assumptions", "claims",
    )  # fmt: skip
    _note_losses(model, losses)
    links = [
        {"mitigationId": ids.uuid(one.id), "linkedId": ids.uuid(threat)}
        for one in model.controls
        for threat in one.threats
    ]
    document = {
        "schema": 1,
        "applicationInfo": {
            "name": losses.cut("names", dossier.title, dossier.title, MOST_NAME),
            "description": losses.cut("descriptions", dossier.title, _told(model), MOST_DESCRIPTION),
        },
        "architecture": {
            "description": losses.cut("descriptions", "architecture", _architecture(dossier), MOST_DESCRIPTION)
        },
        "dataflow": {"description": losses.cut("descriptions", "data flows", _flows(model), MOST_DESCRIPTION)},
        "assumptions": [
            {
                "id": ids.uuid(one.id),
                "numericId": _number(one.id),
                "displayOrder": place,
                "content": one.text,
                "metadata": _comments(
                    losses, one.id, _standing(one.status), f"Claimed by {one.source}" if one.source else ""
                ),
            }
            for place, one in enumerate(model.assumptions, 1)
        ],
        "mitigations": [_mitigation(one, place, ids, losses) for place, one in enumerate(model.controls, 1)],
        "assumptionLinks": [],
        "mitigationLinks": links,
        "threats": [_threat(one, place, dossier, ids, losses) for place, one in enumerate(model.threats, 1)],
    }
    return Export(as_json(document), losses.report())


def _note_losses(model: ThreatModel, losses: Losses) -> None:
    losses.squeeze("parts", (model.name_of(one.id) for one in model.components), "as text of the architecture")
    losses.squeeze("people", (model.name_of(one.id) for one in model.actors), "as text of the architecture")
    losses.squeeze("data flows", (one.id for one in model.flows), "as text of the data flows")
    losses.squeeze("trust boundaries", (one.name for one in model.boundaries), "as text of the architecture")
    losses.squeeze("places of threats", (one.id for one in model.threats), "as comments")
    losses.squeeze("scores", (one.id for one in model.threats), "as three priorities, and custom data")
    accepted = (ThreatStatus.ACCEPTED, ThreatStatus.TRANSFERRED, ThreatStatus.AVOIDED)
    losses.squeeze("risks not reduced", (one.id for one in model.threats if one.status in accepted), "as resolved")
    losses.squeeze("decisions on threats", (one.id for one in model.threats if one.treatment), "as comments")
    losses.squeeze("plans of measures", (one.id for one in model.controls if plan_line(one)), "as comments")
    losses.squeeze("framework items", (one.id for one in model.threats if one.references), "as tags and custom data")


def _told(model: ThreatModel) -> str:
    system = model.system
    owner = f"Owner: {system.owner}" if system.owner else ""
    told = (system.purpose, system.opening, system.description, system.from_documents, owner)
    return "\n\n".join(dict.fromkeys(escaped(one) for one in told if one))


def _architecture(dossier: Dossier) -> str:
    """Boundaries with what lies within, as Markdown in which nothing acts."""
    model, catalog = dossier.model, dossier.catalog
    lines = []
    for boundary in (*model.boundaries, None):
        name = model.name_of(boundary.id) if boundary else "Outside"
        within = boundary.id if boundary else None
        people = [one for one in model.actors if one.boundary == within]
        parts = [one for one in model.components if one.boundary == within]
        if not (people or parts or boundary):
            continue
        lines.append(f"### {escaped(name)}" + (f" (trust {boundary.trust} of 100)" if boundary else ""))
        lines += [f"- {escaped(model.name_of(one.id))} (people or outside system)" for one in people]
        for part in parts:
            does = f": {escaped(part.description)}" if part.description else ""
            lines.append(f"- {escaped(model.name_of(part.id))} ({catalog.kinds[part.kind].label}){does}")
    if model.assets:
        lines.append("### Assets")
        lines += [f"- {escaped(one.name)}: {escaped(', '.join(one.needs))}" for one in model.assets]
    return "\n".join(lines)


def _flows(model: ThreatModel) -> str:
    return "\n".join(
        f"- {escaped(model.name_of(one.id))}: {escaped(one.label) or 'data'}{' (untrusted)' if one.untrusted else ''}"
        for one in model.flows
    )


def _standing(status: AssumptionStatus) -> str:
    return "" if status is AssumptionStatus.STANDING else f"{status.value.capitalize()}"


def _comments(losses: Losses, name: str, *lines: str) -> list[dict[str, Any]]:
    text = ". ".join(line.rstrip(".") for line in lines if line)
    return [{"key": "Comments", "value": losses.cut("comments", name, text, MOST_CONTENT)}] if text else []


def _mitigation(control: Control, place: int, ids: Ids, losses: Losses) -> dict[str, Any]:
    content = control.title + (f": {control.action}" if control.action else "")
    check = f"Check: {control.verify}" if control.verify else ""
    return {
        "id": ids.uuid(control.id),
        "numericId": _number(control.id),
        "displayOrder": place,
        "content": losses.cut("measures", control.id, content, MOST_CONTENT),
        "status": _MEASURE[control.status],
        "metadata": _comments(losses, control.id, plan_line(control), check),
        "tags": _tags(losses, (tag(one) for one in control.references)),
    }


def _threat(threat: Threat, place: int, dossier: Dossier, ids: Ids, losses: Losses) -> dict[str, Any]:
    model, catalog = dossier.model, dossier.catalog
    where = "Where: " + "; ".join(model.name_of(one) for one in threat.targets)
    decided = f"Decision: {decision_line(threat)}" if threat.treatment else ""
    held = set(threat.targets)
    assets = [one.name for one in model.assets if held.intersection(one.held_by)]
    metadata: list[dict[str, Any]] = [{"key": "STRIDE", "value": [one.value for one in threat.stride]}]
    metadata += [{"key": "Priority", "value": _PRIORITY[threat.rating.band]}]
    metadata += _comments(losses, threat.id, threat.title, decided, _note(threat, catalog), where)
    metadata += [{"key": "custom:title", "value": threat.title}, {"key": "custom:dread", "value": dread_line(threat)}]
    if threat.references:
        metadata.append({"key": "custom:references", "value": references_line(threat, catalog)})
    return {
        "id": ids.uuid(threat.id),
        "numericId": _number(threat.id),
        "displayOrder": place,
        "statement": losses.cut("statements", threat.id, threat.statement, MOST_STATEMENT),
        "impactedAssets": [losses.cut("assets", name, name, MOST_NAME) for name in assets],
        "status": _STATUS.get(threat.status, "threatResolved"),
        "metadata": metadata,
        "tags": _tags(losses, (tag(one) for one in threat.references)),
    }


def _note(threat: Threat, catalog: Catalog) -> str:
    note = note_line(threat, catalog)
    return f"Note: {note}" if note else ""


def _tags(losses: Losses, tags: Iterable[str]) -> list[str]:
    every = list(dict.fromkeys(tags))
    long = [one for one in every if len(one) > MOST_TAG]
    losses.leave_out(f"tags of more than {MOST_TAG} letters", long, "they stand in full in custom data")
    return [one for one in every if len(one) <= MOST_TAG]


def _number(thing: str) -> int:
    return int(thing.partition("-")[2])
