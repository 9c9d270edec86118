"""A model as an Open Threat Model 0.2.0 document."""

from typing import Any

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus, Threat
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    STRIDE,
    as_json,
    decision_line,
    dread_line,
    levels,
    note_line,
    placed,
    plan_line,
    ratings,
    reference_words,
    vector,
)
from knowledge.catalog import Catalog

OUTSIDE = "outside"
ACTOR = "actor"
_NEEDED, _NOT_NEEDED = 100, 0
_STATES = {
    ControlStatus.PROPOSED: "recommended", ControlStatus.PLANNED: "required", ControlStatus.IN_PROGRESS: "required",
    ControlStatus.DONE: "implemented", ControlStatus.VERIFIED: "implemented", ControlStatus.REJECTED: "rejected",
}  # fmt: skip


def to_otm(dossier: Dossier) -> Export:
    """The whole architecture with threats at their parts and flows; what OTM has no field for goes to attributes."""
    model, catalog = dossier.model, dossier.catalog
    losses = Losses(model)
    held = ("purpose", "system_owner", "parts", "part_descriptions", "actors", "flows", "boundaries", "assets",
            "threats", "measures", "checks", "plan", "decisions", "notes", "assumptions")  # fmt: skip
    losses.drop_all_but(*held, "description", "other_names", "other_names_of_people")
    _note_squeezes(model, losses)
    system = model.system
    document = {
        "otmVersion": "0.2.0",
        "project": {
            "name": dossier.title,
            "id": Ids(model).uuid("project"),
            "description": system.purpose or system.as_first_described,
            "owner": system.owner,
            "attributes": {"told": system.description, "documents": system.from_documents,
                           "opening": system.opening,
                           "purpose": system.purpose,
                           "assumptions": [f"{one.id} {one.text} ({one.status.value})" for one in model.assumptions]},
        },
        "assets": [
            {"id": one.id, "name": one.name,
             "risk": {need: _NEEDED if need in one.needs else _NOT_NEEDED
                      for need in ("confidentiality", "integrity", "availability")},
             "attributes": {"needs": list(one.needs)}}
            for one in model.assets
        ],
        "trustZones": [
            {"id": OUTSIDE, "name": "Outside", "type": OUTSIDE, "risk": {"trustRating": 0}},
            *({"id": one.id, "name": one.name, "risk": {"trustRating": one.trust}} for one in model.boundaries),
        ],
        "components": [*_actors(model), *_components(model)],
        "dataflows": [
            {"id": one.id, "name": one.label or model.name_of(one.id), "source": one.source, "destination": one.target,
             "bidirectional": False, "threats": _instances(model, one.id),
             "attributes": {"label": one.label, "untrusted": one.untrusted, "inferred": one.inferred}}
            for one in model.flows
        ],
        "threats": [_threat(one, catalog) for one in model.threats],
        "mitigations": [_mitigation(one) for one in model.controls],
    }  # fmt: skip
    return Export(as_json(document), losses.report())


def _note_squeezes(model: ThreatModel, losses: Losses) -> None:
    losses.squeeze("people", (model.name_of(one.id) for one in model.actors), f"as parts of the type {ACTOR!r}")
    outside = [one for one in placed(model) if one.boundary is None]
    losses.fill("trust zones", (model.name_of(one.id) for one in outside), "'Outside', with no trust")
    losses.squeeze("DREAD scores", (one.id for one in model.threats), "as likelihood and impact of 100, and attributes")
    losses.squeeze(
        "threats to the whole system", (one.id for one in model.threats if SYSTEM in one.targets),
        "attributes name the targets, as threats hang on parts and flows alone",
    )  # fmt: skip
    losses.squeeze("decisions on threats", (one.id for one in model.threats if one.treatment), "as attributes")
    losses.squeeze("assumptions", (one.id for one in model.assumptions), "as attributes of the project")
    losses.squeeze("framework items", (one.id for one in model.threats if one.references), "as attributes")
    losses.fill("risk reductions of measures", (one.id for one in model.controls), "10 for each level it can lower")
    losses.squeeze("needs of assets", (one.name for one in model.assets), "100 where it is needed, else 0")


def _actors(model: ThreatModel) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "name": one.name, "type": ACTOR, "parent": {"trustZone": one.boundary or OUTSIDE},
         "attributes": {"trusted": one.trusted, "called": list(one.called)}}
        for one in model.actors
    ]  # fmt: skip


def _components(model: ThreatModel) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "name": one.name, "type": one.kind.value, "description": one.description,
         "parent": {"trustZone": one.boundary or OUTSIDE},
         "assets": {"processed": [], "stored": [asset.id for asset in model.assets if one.id in asset.held_by]},
         "threats": _instances(model, one.id),
         "attributes": {"inferred": one.inferred, "called": list(one.called)}}
        for one in model.components
    ]  # fmt: skip


def _instances(model: ThreatModel, target: str) -> list[dict[str, Any]]:
    return [
        {
            "threat": threat.id,
            "state": threat.status.value,
            "mitigations": [
                {"mitigation": one.id, "state": _STATES[one.status]}
                for one in model.controls
                if threat.id in one.threats
            ],
        }
        for threat in model.threats
        if target in threat.targets
    ]


def _threat(threat: Threat, catalog: Catalog) -> dict[str, Any]:
    rating = threat.rating
    return {
        "id": threat.id,
        "name": threat.title,
        "description": threat.statement,
        "categories": [STRIDE[one] for one in threat.stride] or [threat.aspect.value.capitalize()],
        "risk": {
            "likelihood": round(rating.likelihood * 10),
            "likelihoodComment": "mean of reproducibility, exploitability and discoverability",
            "impact": round(rating.impact * 10),
            "impactComment": "mean of damage and affected users",
        },
        "tags": [one.key for one in threat.references],
        "attributes": {
            "dread": levels(threat),
            "score": dread_line(threat),
            **{f"dread_{name}": vector(threat, score) for name, (score, _) in ratings(threat).items()},
            "aspect": threat.aspect.value,
            "status": threat.status.value,
            "targets": list(threat.targets),
            "references": [reference_words(one, catalog) for one in threat.references],
            "decision": decision_line(threat),
            "note": note_line(threat, catalog),
        },
    }


def _mitigation(control: Control) -> dict[str, Any]:
    return {
        "id": control.id,
        "name": control.title,
        "description": control.action,
        "riskReduction": min(100, 10 * sum(effect.by for effect in control.effects)),
        "attributes": {
            "status": control.status.value,
            "verify": control.verify,
            "effort": control.effort,
            "plan": plan_line(control),
            "threats": list(control.threats),
        },
    }
