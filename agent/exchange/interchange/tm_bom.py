"""A model as a document of the OWASP Threat Model Library (TM-BOM, schema 1.0.2)."""

from typing import Any

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.system import Component
from agent.domain.threats import Control, ControlStatus, Threat
from agent.exchange.diagrams.as_mermaid import to_mermaid
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    as_json,
    decision_line,
    in_five,
    levels,
    note_line,
    placed,
    plan_line,
    reference_words,
)
from knowledge.catalog import Catalog

SCHEMA = "https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json"
EXTENSION = "threatparley.invalid/model/v1"
"""The key under which everything stands that the format has no field for; the domain is one that never exists."""
OUTSIDE = "outside"
WHOEVER = "whoever"
LIKELIHOOD = ("rare", "unlikely", "possible", "likely", "certain")
IMPACT = ("negligible", "minor", "moderate", "major", "severe")
_LEVELS = ((2, "very_low"), (4, "low"), (9, "medium"), (12, "high"), (16, "very_high"), (25, "critical"))
_STATUS = {
    ControlStatus.PROPOSED: "suggested", ControlStatus.PLANNED: "approved", ControlStatus.IN_PROGRESS: "scheduled",
    ControlStatus.DONE: "active", ControlStatus.VERIFIED: "active", ControlStatus.REJECTED: "wont_do",
}  # fmt: skip
_PRIORITY = {Band.CRITICAL: "critical", Band.HIGH: "high", Band.MEDIUM: "medium", Band.LOW: "low"}
_VALIDITY = {"standing": "unconfirmed", "confirmed": "confirmed", "rejected": "rejected"}


def to_tm_bom(dossier: Dossier) -> Export:
    """The architecture, threats, risks and measures; scores, references and decisions go to an extension."""
    model, catalog = dossier.model, dossier.catalog
    losses = Losses(model)
    losses.drop_all_but(
        "purpose", "description", "system_owner", "parts", "part_descriptions", "actors", "flows", "boundaries",
        "assets", "threats", "measures", "checks", "plan", "decisions", "notes", "assumptions", "claims",
        "other_names", "other_names_of_people",
    )  # fmt: skip
    stores = [one for one in model.components if catalog.kinds[one.kind].shape == "store"]
    _note_losses(model, stores, losses)
    others = [one for one in model.components if one not in stores]
    untrusted = any(one.untrusted for one in model.flows)
    outside = any(one.boundary is None for one in placed(model)) or not model.boundaries
    document = {
        "$schema": SCHEMA,
        "version": "1.0",
        "scope": {
            "title": dossier.title,
            "description": model.system.purpose or model.system.as_first_described,
            "business_criticality": "moderate",
            "data_sensitivity": [],
            "exposure": "external" if untrusted else "internal",
            "tier": "important",
        },
        "description": model.system.description or model.system.opening,
        "diagrams": [{"title": "Data-flow diagram", "type": "mermaid", "source": to_mermaid(model, catalog)}],
        "trust_zones": [
            *({"symbolic_name": OUTSIDE, "title": "Outside", "description": "Within no trust boundary."},) * outside,
            *({"symbolic_name": name(one.id), "title": one.name, "description": f"Trusted {one.trust} of 100."}
              for one in model.boundaries),
        ],
        "trust_boundaries": _boundaries(model),
        "actors": [
            {"symbolic_name": name(one.id), "title": one.name,
             "description": "Trusted." if one.trusted else "Not trusted.",
             "type": "engineer" if one.trusted else "user", "trust_zone": zone(one.boundary)}
            for one in model.actors
        ],
        "components": [_component(one) for one in others],
        "data_stores": [{**_component(one), "type": "document"} for one in stores],
        "data_sets": _data_sets(model, stores),
        "data_flows": [
            {"symbolic_name": name(one.id), "title": one.label or model.name_of(one.id),
             "description": "Untrusted input." if one.untrusted else "",
             "source": _end(one.source, stores), "destination": _end(one.target, stores),
             "has_sensitive_data": False, "encrypted": False}
            for one in model.flows
        ],
        "assumptions": [
            {"description": one.text, "topics": [name(one.id)], "validity": _VALIDITY[one.status.value]}
            for one in model.assumptions
        ],
        "threat_personas": _personas(model),
        "threats": [_threat(one, stores) for one in model.threats],
        "controls": [_control(one, model) for one in model.controls],
        "risks": [_risk(one) for one in model.threats],
        "extensions": {EXTENSION: _extension(model, catalog)},
    }  # fmt: skip
    return Export(as_json(document), losses.report())


def name(thing: str) -> str:
    """The symbolic name of a thing, such as ``c-3``."""
    return thing.lower()


def zone(boundary: str | None) -> str:
    """The symbolic name of the zone something lies in."""
    return name(boundary) if boundary else OUTSIDE


def level(score: int) -> str:
    """The library's own band of a score from 1 to 25."""
    return next(word for most, word in _LEVELS if score <= most)


def _note_losses(model: ThreatModel, stores: list[Component], losses: Losses) -> None:
    scope = ("business criticality: moderate", "tier: important", "data sensitivity: none")
    losses.fill("entries of the scope", scope, "the model does not say; set them")
    losses.fill("types of data stores", (one.name for one in stores), "'document', as there is none for vectors")
    losses.fill(
        "marks of flows", (one.id for one in model.flows), "not sensitive, not encrypted: the model says neither"
    )
    losses.fill("personas of threats", (one.id for one in model.threats), "one persona for whoever brings it about")
    losses.squeeze("DREAD scores", (one.id for one in model.threats), "as five steps each, and in full in an extension")
    held = {one.id for one in stores}
    elsewhere = [one.id for one in model.threats if any(t == SYSTEM or t in held or t[0] == "F" for t in one.targets)]
    losses.squeeze("threats at stores, flows or the whole system", elsewhere, "targets stand in an extension")
    losses.squeeze("framework items", (one.id for one in model.threats if one.references), "in an extension")
    losses.squeeze("decisions on threats", (one.id for one in model.threats if one.treatment), "in an extension")
    losses.squeeze("plans of measures", (one.id for one in model.controls if plan_line(one)), "in an extension")
    losses.squeeze("assets", (one.name for one in model.assets), "as data sets; needs stand in an extension")


def _boundaries(model: ThreatModel) -> list[dict[str, str]]:
    """A boundary for each pair of zones that a flow goes between."""
    lies = {one.id: zone(one.boundary) for one in placed(model)}
    pairs = {tuple(sorted((lies[one.source], lies[one.target]))) for one in model.flows}
    return [{"trust_zone_a": a, "trust_zone_b": b} for a, b in sorted(pairs) if a != b]


def _component(part: Component) -> dict[str, Any]:
    return {
        "symbolic_name": name(part.id),
        "title": part.name,
        "description": part.description,
        "trust_zone": zone(part.boundary),
    }


def _data_sets(model: ThreatModel, stores: list[Component]) -> list[dict[str, Any]]:
    known = {one.id for one in stores}
    return [
        {
            "symbolic_name": name(one.id),
            "title": one.name,
            "description": ", ".join(one.needs),
            "placements": [{"data_store": name(part)} for part in one.held_by if part in known],
            "data_sensitivity": [],
        }
        for one in model.assets
    ]


def _end(thing: str, stores: list[Component]) -> dict[str, str]:
    kind = "actor" if thing.startswith("P-") else "data_store" if thing in {s.id for s in stores} else "component"
    return {"type": kind, "object": name(thing)}


def _personas(model: ThreatModel) -> list[dict[str, Any]]:
    one = {
        "symbolic_name": WHOEVER,
        "title": "Whoever brings it about",
        "description": "The statement of each threat says who that is.",
        "is_person": True,
        "skill_level": "engineer",
        "access_level": "user",
        "malicious_intent": True,
        "applicability_to_org": "moderate",
    }
    return [one] if model.threats else []


def _threat(threat: Threat, stores: list[Component]) -> dict[str, Any]:
    kept = {one.id for one in stores}
    return {
        "symbolic_name": name(threat.id),
        "title": threat.title,
        "description": threat.statement,
        "components_affected": [name(one) for one in threat.targets if one.startswith("C-") and one not in kept],
        "threat_persona": WHOEVER,
        "event": threat.statement,
        "sources": ["adversary"],
    }


def _control(control: Control, model: ThreatModel) -> dict[str, Any]:
    acting = [one.rating for one in model.threats if one.id in control.threats]
    worst = max(acting, key=lambda one: one.total, default=None)
    return {
        "symbolic_name": name(control.id),
        "title": control.title,
        "description": control.action,
        "threats": [name(one) for one in control.threats],
        "status": _STATUS[control.status],
        "priority": _PRIORITY[worst.band] if worst else "none",
    }


def _risk(threat: Threat) -> dict[str, Any]:
    rating = threat.rating
    likelihood, impact = in_five(rating.likelihood), in_five(rating.impact)
    return {
        "symbolic_name": f"r-{name(threat.id)}",
        "title": threat.title,
        "description": threat.statement,
        "threats": [name(threat.id)],
        "likelihood": LIKELIHOOD[likelihood - 1],
        "impact": IMPACT[impact - 1],
        "impact_description": threat.statement,
        "score": likelihood * impact,
        "level": level(likelihood * impact),
    }


def _extension(model: ThreatModel, catalog: Catalog) -> dict[str, Any]:
    return {
        "system": {"owner": model.system.owner, "opening": model.system.opening, "id": Ids(model).uuid("model"),
                   "documents": model.system.from_documents},
        "parts": {name(one.id): {"kind": one.kind.value, "called": list(one.called), "inferred": one.inferred}
                  for one in model.components},
        "people": {name(one.id): {"called": list(one.called), "trusted": one.trusted} for one in model.actors},
        "flows": {name(one.id): {"label": one.label, "untrusted": one.untrusted, "inferred": one.inferred}
                  for one in model.flows},
        "zones": {name(one.id): {"trust": one.trust} for one in model.boundaries},
        "assets": {name(one.id): {"needs": list(one.needs), "held_by": [name(part) for part in one.held_by]}
                   for one in model.assets},
        "assumptions": {name(one.id): {"source": one.source} for one in model.assumptions},
        "threats": {
            name(one.id): {
                "targets": [name(target) for target in one.targets],
                "dread": levels(one),
                "inherent": levels(one, one.inherent),
                "target": levels(one, one.target),
                "keys": [each.key for each in one.references],
                "score": one.rating.total,
                "status": one.status.value,
                "stride": [letter.value for letter in one.stride],
                "references": [reference_words(each, catalog) for each in one.references],
                "decision": decision_line(one),
                "note": note_line(one, catalog),
            }
            for one in model.threats
        },
        "measures": {name(one.id): {"status": one.status.value, "verify": one.verify, "plan": plan_line(one)}
                     for one in model.controls},
    }  # fmt: skip
