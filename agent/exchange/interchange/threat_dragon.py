"""A model as a file of OWASP Threat Dragon (version 2): one diagram whose cells hold the threats."""

from collections.abc import Iterator
from typing import Any

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.system import TrustBoundary
from agent.domain.threats import Threat, ThreatStatus
from agent.exchange.diagrams.diagram import picture
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.dragon_layout import HIGH, WIDE, Box, laid_out
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
    references_line,
)
from knowledge.catalog import Catalog

VERSION = "2.5.0"
OURS = "threatparley"
"""The key in a cell or threat under which stands what the format has no field for, for the way back."""
_SEVERITY = {Band.CRITICAL: "Critical", Band.HIGH: "High", Band.MEDIUM: "Medium", Band.LOW: "Low"}
_STATUS = {
    ThreatStatus.OPEN: "Open", ThreatStatus.MITIGATED: "Mitigated", ThreatStatus.ACCEPTED: "Accepted",
    ThreatStatus.TRANSFERRED: "Transferred", ThreatStatus.AVOIDED: "Avoided",
    ThreatStatus.DISMISSED: "NotApplicable", ThreatStatus.RETIRED: "NotApplicable",
}  # fmt: skip
_SHAPES = {"store": "store", "external": "actor", "person": "actor"}
_TYPES = {"store": "tm.Store", "actor": "tm.Actor", "process": "tm.Process"}
_CALM, _ALARM = "#333333", "#ff0000"


def to_threat_dragon(dossier: Dossier) -> Export:
    """One diagram with every part, person, flow and trust boundary; a threat stands at the first of its targets."""
    return _Writer(dossier).export()


class _Writer:
    """One export."""

    def __init__(self, dossier: Dossier) -> None:
        self.model, self.catalog, self.title = dossier.model, dossier.catalog, dossier.title
        self.ids = Ids(self.model)
        self.losses = Losses(self.model)
        self.at: dict[str, list[Threat]] = {}
        for threat in self.model.threats:
            self.at.setdefault(threat.targets[0], []).append(threat)

    def export(self) -> Export:
        model, ids = self.model, self.ids
        self._note_losses()
        document = {
            "version": VERSION,
            "summary": {
                "title": self.title,
                "owner": model.system.owner,
                "description": _described(model),
                "id": ids.uuid("model"),
            },
            "detail": {
                "contributors": [],
                "diagrams": [
                    {
                        "id": 0,
                        "title": "Data flow diagram",
                        "description": "",
                        "diagramType": "Generic",
                        "placeholder": "",
                        "thumbnail": "./public/content/images/thumbnail.jpg",
                        "version": VERSION,
                        "cells": list(self._cells()),
                    }
                ],
                "diagramTop": 1,
                "reviewer": "",
                "threatTop": max((_number(one.id) for one in model.threats), default=0),
            },
        }
        return Export(as_json(document), self.losses.report())

    def _note_losses(self) -> None:
        model, losses = self.model, self.losses
        losses.drop_all_but(
            "purpose", "description", "system_owner", "parts", "part_descriptions", "actors", "flows", "boundaries",
            "threats", "measures", "plan", "checks", "decisions", "notes",
            "other_names", "other_names_of_people",
        )  # fmt: skip
        losses.leave_out("documents the system was read from", ("from documents",) * bool(model.system.from_documents))
        several = [one.id for one in model.threats if len(one.targets) > 1]
        losses.squeeze("threats at several places", several, "at the first; the others are named in the description")
        losses.squeeze(
            "threats to the whole system", (one.id for one in self.at.get(SYSTEM, ())), "at a cell of its own"
        )
        losses.squeeze("measures", (one.id for one in model.controls if one.threats), "as text of their threats")
        losses.leave_out("measures that act on no threat", (one.id for one in model.controls if not one.threats))
        losses.squeeze("scores by factor", (one.id for one in model.threats), "as a line of the description")
        losses.squeeze("framework items", (one.id for one in model.threats if one.references), "in the description")
        losses.squeeze("reasons of decisions", (one.id for one in model.threats if one.treatment), "in the description")
        losses.leave_out("threats retired or dismissed as such", (
            one.id for one in model.threats if one.status in (ThreatStatus.RETIRED, ThreatStatus.DISMISSED)
        ), "both are 'NotApplicable'")  # fmt: skip
        kinds = [model.name_of(one.id) for one in model.components]
        losses.squeeze("kinds of parts", kinds, "as one of the shapes process, store and actor")
        losses.squeeze("levels of trust", (one.name for one in model.boundaries), "in the description")

    def _cells(self) -> Iterator[dict[str, Any]]:
        model = self.model
        drawn = picture(model, self.catalog)
        layout = laid_out(drawn)
        for place, boundary in enumerate(model.boundaries):
            above = (2 * WIDE * place, -3 * HIGH, WIDE, HIGH)
            yield self._boundary(boundary, layout.zones.get(boundary.id, above))
        described = {one.id: one.description for one in model.components}
        names = {one.id: one.name for one in placed(model)}
        for node in drawn.nodes:
            shape = _SHAPES.get(node.shape, "process")
            yield self._node(node.id, shape, names[node.id], described.get(node.id, ""), layout.nodes[node.id])
        if SYSTEM in self.at:
            box = (40, 2 * 40 + 7 * 130, WIDE, HIGH)
            yield self._node(SYSTEM, "process", "The whole system", "Threats to the system as a whole.", box)
        for flow in model.flows:
            yield self._flow(flow.id, flow.label, flow.source, flow.target, flow.untrusted)

    def _boundary(self, boundary: TrustBoundary, box: Box) -> dict[str, Any]:
        return {
            "id": self.ids.uuid(boundary.id),
            "shape": "trust-boundary-box",
            "zIndex": -1,
            "visible": True,
            "position": {"x": box[0], "y": box[1]},
            "size": {"width": box[2], "height": box[3]},
            "attrs": {"label": {"text": boundary.name}},
            "data": {
                "type": "tm.BoundaryBox",
                "name": boundary.name,
                "description": f"Trusted {boundary.trust} of 100.",
                "isTrustBoundary": True,
                "hasOpenThreats": False,
                OURS: {"id": boundary.id, "trust": boundary.trust},
            },
        }

    def _node(self, thing: str, shape: str, name: str, description: str, box: Box) -> dict[str, Any]:
        data = self._data(thing, _TYPES[shape], name, description)
        body = {"stroke": _ALARM if data["hasOpenThreats"] else _CALM, "strokeWidth": 1.5, "strokeDasharray": None}
        return {
            "id": self.ids.uuid(thing),
            "shape": shape,
            "zIndex": 1,
            "visible": True,
            "position": {"x": box[0], "y": box[1]},
            "size": {"width": box[2], "height": box[3]},
            "attrs": {"text": {"text": name}, "body": body},
            "data": data,
        }

    def _flow(self, thing: str, name: str, source: str, target: str, untrusted: bool) -> dict[str, Any]:
        data = self._data(thing, "tm.Flow", name, "Untrusted input." if untrusted else "")
        line = {
            "stroke": _ALARM if data["hasOpenThreats"] else _CALM,
            "strokeDasharray": "5 5" if untrusted else None,
            "targetMarker": {"name": "block"},
            "sourceMarker": {"name": ""},
        }
        return {
            "id": self.ids.uuid(thing),
            "shape": "flow",
            "zIndex": 10,
            "visible": True,
            "connector": "smooth",
            "source": {"cell": self.ids.uuid(source)},
            "target": {"cell": self.ids.uuid(target)},
            "vertices": [],
            "labels": [name],
            "attrs": {"line": line},
            "data": {
                **data,
                "isBidirectional": False,
                "isEncrypted": False,
                "isPublicNetwork": untrusted,
                "protocol": "",
            },
        }

    def _data(self, thing: str, kind: str, name: str, description: str) -> dict[str, Any]:
        threats = self.at.get(thing, [])
        return {
            "type": kind,
            "name": name,
            "description": description,
            "outOfScope": False,
            "reasonOutOfScope": "",
            "isTrustBoundary": False,
            "hasOpenThreats": any(one.status is ThreatStatus.OPEN for one in threats),
            "threats": [self._threat(one) for one in threats],
            OURS: self._own(thing),
        }

    def _own(self, thing: str) -> dict[str, Any]:
        """What the format has no field for: the id, and of parts their kind, of flows whether they are trusted."""
        for part in self.model.components:
            if part.id == thing:
                return {"id": thing, "kind": part.kind.value, "inferred": part.inferred, "called": list(part.called)}
        for actor in self.model.actors:
            if actor.id == thing:
                return {"id": thing, "trusted": actor.trusted, "called": list(actor.called)}
        for flow in self.model.flows:
            if flow.id == thing:
                return {"id": thing, "label": flow.label, "untrusted": flow.untrusted, "inferred": flow.inferred}
        return {"id": thing}

    def _threat(self, threat: Threat) -> dict[str, Any]:
        stride = STRIDE[threat.stride[0]] if threat.stride else threat.aspect.value.capitalize()
        return {
            "id": self.ids.uuid(threat.id),
            "threatId": self.ids.uuid(threat.id),
            "number": _number(threat.id),
            "title": threat.title,
            "status": _STATUS[threat.status],
            "severity": _SEVERITY[threat.rating.band],
            "type": stride,
            "modelType": "Generic",
            "score": f"{threat.rating.total:.1f}",
            "description": _description(threat, self.model, self.catalog),
            "mitigation": _mitigation(threat, self.model),
            "new": False,
            OURS: {
                "id": threat.id,
                "statement": threat.statement,
                "targets": list(threat.targets),
                "stride": [one.value for one in threat.stride],
                "references": [one.key for one in threat.references],
                "dread": {name: levels(threat, score) for name, (score, _) in ratings(threat).items()},
            },
        }


def _described(model: ThreatModel) -> str:
    system = model.system
    return "\n\n".join(dict.fromkeys(filter(None, (system.purpose, system.opening, system.description))))


def _description(threat: Threat, model: ThreatModel, catalog: Catalog) -> str:
    """The statement, and below it what has no field of its own."""
    others = ", ".join(model.name_of(one) for one in threat.targets[1:])
    lines = [
        dread_line(threat),
        f"Also at: {others}" if others else "",
        f"References: {references_line(threat, catalog)}" if threat.references else "",
        f"Decision: {decision_line(threat)}" if threat.treatment else "",
        f"Note: {note_line(threat, catalog)}" if note_line(threat, catalog) else "",
    ]
    return "\n\n".join([threat.statement, *filter(None, lines)])


def _mitigation(threat: Threat, model: ThreatModel) -> str:
    acting = [one for one in model.controls if threat.id in one.threats]
    lines = []
    for one in acting:
        more = [one.action, f"Check: {one.verify}" if one.verify else "", plan_line(one)]
        lines.append("\n".join(filter(None, (f"{one.id} {one.title} ({one.status.value.replace('_', ' ')})", *more))))
    return "\n\n".join(lines)


def _number(threat_id: str) -> int:
    return int(threat_id.partition("-")[2])
