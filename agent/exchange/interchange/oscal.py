"""Measures as an OSCAL assessment plan: what to test, how, by whom and when."""

from typing import Any

from agent.domain.threats import Control, ControlStatus
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids, stamp
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import as_json, dread_line, references_line

OSCAL = "1.1.2"
NAMESPACE = "https://threatparley.invalid/ns/oscal"
"""The namespace of our own properties; its domain is one that never exists."""


def to_oscal(dossier: Dossier) -> Export:
    """An activity with its steps and a task for each measure that is not rejected."""
    model, ids = dossier.model, Ids(dossier.model)
    losses = Losses(model)
    losses.drop_all_but(
        "purpose", "threats", "measures", "checks", "plan", "system_owner", "parts", "part_descriptions"
    )
    told = [one for one in model.controls if one.status is not ControlStatus.REJECTED]
    losses.leave_out("rejected measures", (one.id for one in model.controls if one not in told))
    acted = {threat for one in told for threat in one.threats}
    losses.leave_out("threats without such a measure", (one.id for one in model.threats if one.id not in acted))
    losses.squeeze("threats", (one.id for one in model.threats if one.id in acted), "as remarks of activities")
    losses.squeeze("owners of measures", (one.id for one in told if one.owner), "as properties")
    unchecked = [one.id for one in told if not one.verify]
    losses.fill("steps of activities", unchecked, "the measure itself, as no check is noted")
    day = dossier.cover.day
    if day is None:
        losses.fill("dates", ("last-modified",), f"{stamp(day)[:10]}, as the model has no day")
    plan: dict[str, Any] = {
        "uuid": ids.uuid("assessment-plan"),
        "metadata": {
            "title": _line(f"Assessment plan of {dossier.title}"),
            "last-modified": stamp(day),
            "version": dossier.cover.version or "0",
            "oscal-version": OSCAL,
            "remarks": _text(model.system.purpose, f"Owner: {model.system.owner}" if model.system.owner else ""),
        },
        "import-ssp": {"href": f"#{ids.uuid('system')}"},
        "local-definitions": {
            "components": [
                {"uuid": ids.uuid(one.id), "type": "software", "title": _line(one.name) or one.id,
                 "description": _text(one.description) or _line(one.name) or one.id, "status": {"state": "operational"}}
                for one in model.components
            ],
            "activities": [_activity(one, dossier, ids) for one in told],
        },
        "reviewed-controls": {
            "control-selections": [
                {"description": "Every measure of the threat model.",
                 **({"include-controls": [{"control-id": one.id.lower()} for one in told]} if told
                    else {"include-all": {}})}
            ]
        },
        "assessment-subjects": [{"type": "component", "include-all": {}}],
        "tasks": [_task(one, ids) for one in told],
        "back-matter": {
            "resources": [
                {"uuid": ids.uuid("system"), "title": _line(dossier.title),
                 "description": "The system of the threat model; put the link to its security plan here."}
            ]
        },
    }  # fmt: skip
    losses.fill("links to a system security plan", ("import-ssp",), "a resource that names the system")
    for holder in (plan, plan["local-definitions"]):
        for name in [name for name, value in holder.items() if value == []]:
            del holder[name]
    if not plan["local-definitions"]:
        del plan["local-definitions"]
    if not plan["metadata"]["remarks"]:
        del plan["metadata"]["remarks"]
    return Export(as_json({"assessment-plan": plan}), losses.report())


def _activity(control: Control, dossier: Dossier, ids: Ids) -> dict[str, Any]:
    acting = [one for one in dossier.model.threats if one.id in control.threats]
    against = [
        f"{one.id} {one.title}. {one.statement} {dread_line(one)} {references_line(one, dossier.catalog)}".strip()
        for one in acting
    ]
    step = {
        "uuid": ids.uuid(f"{control.id} step"),
        "title": "Check",
        "description": _text(control.verify) or _text(control.title),
    }
    return {
        "uuid": ids.uuid(f"{control.id} activity"),
        "title": _line(control.title),
        "description": _text(control.action) or _text(control.title),
        "props": [
            {"name": name, "ns": NAMESPACE, "value": _line(value)}
            for name, value in (("measure", control.id), ("status", control.status.value), ("effort", control.effort),
                                ("owner", control.owner), ("evidence", control.evidence),
                                ("evidence-asked", control.evidence_asked), ("reason", control.reason))
            if _line(value)
        ],
        "steps": [step],
        "related-controls": {"control-selections": [{"include-controls": [{"control-id": control.id.lower()}]}]},
        **({"remarks": _text(*against)} if against else {}),
    }  # fmt: skip


def _task(control: Control, ids: Ids) -> dict[str, Any]:
    task: dict[str, Any] = {
        "uuid": ids.uuid(f"{control.id} task"),
        "type": "action",
        "title": _line(f"{control.id} {control.title}"),
        "associated-activities": [
            {
                "activity-uuid": ids.uuid(f"{control.id} activity"),
                "subjects": [{"type": "component", "include-all": {}}],
            }
        ],
    }
    if control.due:
        task["timing"] = {"on-date": {"date": stamp(control.due)}}
    return task


def _line(text: str) -> str:
    """A text on one line, without space at its ends, as OSCAL wants names and values."""
    return " ".join(text.split())


def _text(*lines: str) -> str:
    return "\n\n".join(line for line in map(_line, lines) if line)
