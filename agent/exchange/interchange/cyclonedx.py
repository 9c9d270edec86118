"""A model as a CycloneDX 2.0 document, by the draft of its threat modelling: blueprint, threats, risks and controls."""

from typing import Any

from agent.domain.model import ThreatModel
from agent.domain.risk import Rating
from agent.domain.system import AssumptionStatus, Component
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.navigator import tactic_names
from agent.exchange.interchange.words import (
    STRIDE,
    as_json,
    decision_line,
    note_line,
    of_framework,
    placed,
    plan_line,
    ratings,
    references_line,
    step,
    vector,
)
from knowledge.catalog import Catalog
from knowledge.entries import ControlKind
from knowledge.vocabulary import ComponentKind, Framework, MaestroLayer

OUTSIDE = "outside"
_LIKELIHOOD = ("very-low", "low", "medium", "high", "very-high")
_IMPACT = ("negligible", "low", "moderate", "major", "catastrophic")
_TYPES = {
    ComponentKind.AGENT: "agent", ComponentKind.TOOL: "tool", ComponentKind.TOOL_SERVER: "tool",
    ComponentKind.LANGUAGE_MODEL: "model", ComponentKind.PREDICTIVE_MODEL: "model", ComponentKind.VISION_MODEL: "model",
    ComponentKind.SPEECH_MODEL: "model", ComponentKind.RECOMMENDER: "model", ComponentKind.MEDIA_GENERATOR: "model",
    ComponentKind.DEVICE: "device", ComponentKind.SENSOR: "device", ComponentKind.SERVICE: "service",
    ComponentKind.EXTERNAL_SERVICE: "service",
}  # fmt: skip
_LAYERS = {
    MaestroLayer.FOUNDATION_MODELS: "foundation-models", MaestroLayer.DATA_OPERATIONS: "data-operations",
    MaestroLayer.AGENT_FRAMEWORKS: "agent-frameworks", MaestroLayer.INFRASTRUCTURE: "deployment-and-infrastructure",
    MaestroLayer.EVALUATION: "evaluation-and-observability", MaestroLayer.SECURITY: "security-and-compliance",
    MaestroLayer.ECOSYSTEM: "agent-ecosystem",
}  # fmt: skip
_STATUS = {
    ControlStatus.PROPOSED: "proposed", ControlStatus.PLANNED: "planned", ControlStatus.IN_PROGRESS: "in-progress",
    ControlStatus.DONE: "implemented", ControlStatus.VERIFIED: "verified", ControlStatus.REJECTED: "rejected",
}  # fmt: skip
_CATEGORY = {
    ControlKind.PREVENT: "preventive", ControlKind.DETECT: "detective", ControlKind.RESPOND: "corrective",
}  # fmt: skip
_STRATEGY = {
    ThreatStatus.ACCEPTED: "accept", ThreatStatus.TRANSFERRED: "transfer", ThreatStatus.AVOIDED: "avoid",
}  # fmt: skip
_RISK = {
    ThreatStatus.OPEN: "assessed", ThreatStatus.MITIGATED: "mitigated", ThreatStatus.ACCEPTED: "accepted",
    ThreatStatus.TRANSFERRED: "transferred", ThreatStatus.AVOIDED: "retired", ThreatStatus.DISMISSED: "retired",
    ThreatStatus.RETIRED: "retired",
}  # fmt: skip
_VALIDITY = {
    AssumptionStatus.STANDING: "unverified", AssumptionStatus.CONFIRMED: "verified",
    AssumptionStatus.REJECTED: "invalid",
}  # fmt: skip


def to_cyclonedx(dossier: Dossier) -> Export:
    """Blueprint with zones, assets and flows; threats with techniques; risks before, now and as planned; controls."""
    model, catalog, ids = dossier.model, dossier.catalog, Ids(dossier.model)
    losses = Losses(model)
    losses.drop_all_but(
        "purpose", "description", "parts", "part_descriptions", "actors", "flows", "boundaries", "assets", "threats",
        "measures", "checks", "plan", "decisions", "notes", "assumptions",
    )  # fmt: skip
    _note_losses(model, losses)
    document = {
        "specFormat": "CycloneDX",
        "specVersion": "2.0",
        "serialNumber": f"urn:uuid:{ids.uuid('bom')}",
        "version": 1,
        "blueprints": [_blueprint(dossier)],
        "threats": {
            "methodologies": ["STRIDE", "MAESTRO"],
            "threats": [_threat(one, catalog, model) for one in model.threats],
            "attackPatterns": _patterns(model, catalog),
        },
        "risks": {"risks": [_risk(one, model) for one in model.threats]},
        "controls": [_control(one) for one in model.controls],
    }
    return Export(as_json(document), losses.report())


def _note_losses(model: ThreatModel, losses: Losses) -> None:
    outside = [model.name_of(one.id) for one in placed(model) if one.boundary is None]
    losses.fill("zones", outside, "'Outside'")
    losses.squeeze("levels of trust", (one.name for one in model.boundaries), "as a characteristic of zones")
    others = [one.id for one in model.threats if any(r.framework is not Framework.ATLAS for r in one.references)]
    losses.squeeze("framework items beside MITRE ATLAS", others, "as a line of the description")
    losses.squeeze("people", (model.name_of(one.id) for one in model.actors), "as assets of the type actor")
    losses.squeeze("owners of measures", (one.id for one in model.controls if one.owner), "in the description")
    losses.squeeze("decisions on threats", (one.id for one in model.threats if one.treatment), "as responses to risks")
    losses.squeeze("assets", (one.name for one in model.assets), "as assets of the type data")


def _blueprint(dossier: Dossier) -> dict[str, Any]:
    model, catalog = dossier.model, dossier.catalog
    system = model.system
    told = dict.fromkeys(filter(None, (system.purpose, system.opening, system.description, system.from_documents)))
    zones: list[dict[str, Any]] = [{"bom-ref": OUTSIDE, "name": "Outside", "type": "trust"}]
    zones += [
        {"bom-ref": one.id, "name": one.name, "type": "trust", "characteristics": [f"trusted {one.trust} of 100"]}
        for one in model.boundaries
    ]
    lies = {one.id: one.boundary or OUTSIDE for one in placed(model)}
    pairs = sorted({tuple(sorted((lies[one.source], lies[one.target]))) for one in model.flows})
    people = [
        {"bom-ref": one.id, "name": one.name, "type": "actor", "zone": lies[one.id],
         "description": "Trusted." if one.trusted else "Not trusted."}
        for one in model.actors
    ]  # fmt: skip
    data = [
        {"bom-ref": one.id, "name": one.name, "type": "data", "description": ", ".join(one.needs)}
        for one in model.assets
    ]
    return {
        "bom-ref": "blueprint",
        "name": dossier.title,
        "description": "\n\n".join(told),
        "modelTypes": ["data-flow"],
        "zones": zones,
        "boundaries": [
            {"bom-ref": f"{a}|{b}", "type": "trust", "zones": [a, b]} for a, b in pairs if a != b
        ],
        "assets": [*people, *(_asset(one, lies[one.id], catalog) for one in model.components), *data],
        "flows": [
            {"bom-ref": one.id, "name": one.label or model.name_of(one.id), "type": "data", "source": one.source,
             "destination": one.target, "description": "Untrusted input." if one.untrusted else ""}
            for one in model.flows
        ],
        "assumptions": [
            {"bom-ref": one.id, "description": one.text, "validity": _VALIDITY[one.status]} for one in model.assumptions
        ],
    }  # fmt: skip


def _asset(part: Component, lies: str, catalog: Catalog) -> dict[str, Any]:
    kind = catalog.kinds[part.kind]
    usual = "data-store" if kind.shape == "store" else "component"
    told = ". ".join(filter(None, (kind.label, part.description)))
    return {"bom-ref": part.id, "name": part.name, "type": _TYPES.get(part.kind, usual), "zone": lies,
            "description": told}  # fmt: skip


def _threat(threat: Threat, catalog: Catalog, model: ThreatModel) -> dict[str, Any]:
    categories = [{"taxonomy": "STRIDE", "category": STRIDE[one].lower().replace(" ", "-")} for one in threat.stride]
    categories += [
        {"taxonomy": "MAESTRO", "category": _LAYERS[one]} for one in threat.maestro if one in _LAYERS
    ]  # fmt: skip
    parts = {one.id for one in model.components}
    ends = {one.id: (one.source, one.target) for one in model.flows}
    touched = dict.fromkeys(end for one in threat.targets for end in ends.get(one, (one,)) if end in parts)
    references = references_line(threat, catalog)
    lines = (threat.statement, f"References: {references}" if references else "", note_line(threat, catalog))
    return {
        "bom-ref": threat.id,
        "name": threat.title,
        "description": "\n".join(filter(None, lines)),
        "categories": categories,
        "attackPatterns": list(dict.fromkeys(one.id for one in of_framework(threat, Framework.ATLAS))),
        "affectedAssets": list(touched),
        "mitigations": [one.id for one in model.controls if threat.id in one.threats],
    }


def _patterns(model: ThreatModel, catalog: Catalog) -> list[dict[str, Any]]:
    """Every technique of MITRE ATLAS that a threat names."""
    named = {one.id: one for threat in model.threats for one in of_framework(threat, Framework.ATLAS)}
    found = []
    for name, reference in sorted(named.items()):
        title = catalog.name_of(reference)
        technique = {"id": name, "name": title}
        if catalog.has_reference(reference) and (tactics := tactic_names(catalog.item(reference.key), catalog)):
            technique["tactic"] = tactics[0]
        found.append({"bom-ref": name, "name": title, "techniques": [technique]})
    return found


def _risk(threat: Threat, model: ThreatModel) -> dict[str, Any]:
    scores = {name: _rating(rating, vector(threat, score)) for name, (score, rating) in ratings(threat).items()}
    acting = [one.id for one in model.controls if threat.id in one.threats]
    response = {
        "bom-ref": f"response-{threat.id}",
        "strategy": _STRATEGY.get(threat.status, "reduce"),
        "description": decision_line(threat),
        "controls": acting,
    }
    return {
        "bom-ref": f"risk-{threat.id}",
        "name": threat.title,
        "statement": threat.statement,
        "relatedThreats": [threat.id],
        "inherentRisk": scores["inherent"],
        "residualRisk": scores["current"],
        "targetRisk": scores["target"],
        "responses": [response] if acting or threat.treatment else [],
        "status": _RISK[threat.status],
    }


def _rating(rating: Rating, levels: str) -> dict[str, Any]:
    return {
        "likelihood": {"level": step(rating.likelihood, _LIKELIHOOD), "score": rating.likelihood},
        "impact": {"level": step(rating.impact, _IMPACT), "score": rating.impact},
        "score": {"level": rating.band.value, "score": rating.total, "vector": levels, "methodology": "dread"},
    }


def _control(control: Control) -> dict[str, Any]:
    check = f"Check: {control.verify}" if control.verify else ""
    told = "\n".join(filter(None, (control.action, check, plan_line(control))))
    return {
        "bom-ref": control.id,
        "name": control.title,
        "description": told,
        "category": _CATEGORY[control.kind],
        "status": _STATUS[control.status],
    }
