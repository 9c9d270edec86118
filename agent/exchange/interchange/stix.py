"""Threats and measures as a STIX 2.1 bundle: attack patterns, courses of action and what they act on."""

from collections.abc import Iterator
from typing import Any

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids, stamp
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    as_json,
    decision_line,
    dread_line,
    note_line,
    of_framework,
    plan_line,
    references_line,
)
from knowledge.vocabulary import Framework

AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
"""The marking that STIX itself defines for TLP:AMBER."""
_SOURCES = {Framework.ATLAS: "mitre-atlas"}


def to_stix(dossier: Dossier) -> Export:
    """An attack pattern for each threat, infrastructure for each part, a report over all; marked TLP:AMBER."""
    return _Bundle(dossier).export()


class _Bundle:
    """One export."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier, self.model, self.catalog = dossier, dossier.model, dossier.catalog
        self.ids, self.at = Ids(self.model), stamp(dossier.cover.day)
        self.maker = f"identity--{self.ids.uuid('tool')}"

    def export(self) -> Export:
        model = self.model
        losses = Losses(model)
        losses.drop_all_but(
            "purpose", "description", "parts", "part_descriptions", "threats", "measures", "checks", "plan",
            "decisions", "notes", "other_names",
        )  # fmt: skip
        _note_losses(model, losses)
        if self.dossier.cover.day is None:
            losses.fill("dates", ("created", "modified", "published"), f"{self.at[:10]}, as the model has no day")
        things = [*self._things()]
        marked = [one for one in things if one["type"] != "marking-definition"]
        report = self._made("report", "report", name=self.dossier.title, published=self.at,
                            report_types=["threat-report"],
                            description=_told(model) or "A threat model.",
                            object_refs=[one["id"] for one in marked])  # fmt: skip
        bundle = {"type": "bundle", "id": f"bundle--{self.ids.uuid('bundle')}", "objects": [*things, report]}
        return Export(as_json(bundle), losses.report())

    def _things(self) -> Iterator[dict[str, Any]]:
        model = self.model
        yield {"type": "marking-definition", "spec_version": "2.1", "id": AMBER,
               "created": "2017-01-20T00:00:00.000Z", "name": "TLP:AMBER",
               "definition_type": "tlp", "definition": {"tlp": "amber"}}  # fmt: skip
        maker = self._made("identity", "tool", name="Threatparley", identity_class="system")
        yield {name: value for name, value in maker.items() if name != "created_by_ref"}
        yield self._made("infrastructure", SYSTEM, name=self.dossier.title, description=_told(model))
        for part in model.components:
            label = self.catalog.kinds[part.kind].label
            told = ". ".join(filter(None, (label, part.description)))
            more = {"aliases": list(dict.fromkeys(part.called))} if part.called else {}
            yield self._made("infrastructure", part.id, name=part.name, description=told, **more)
        for threat in model.threats:
            yield self._threat(threat)
        for control in model.controls:
            check = f"Check: {control.verify}" if control.verify else ""
            status = f"Status: {control.status.value.replace('_', ' ')}"
            told = "\n".join(filter(None, (control.action, check, status, plan_line(control))))
            yield self._made("course-of-action", control.id, name=control.title, description=told)
        yield from self._relations()

    def _relations(self) -> Iterator[dict[str, Any]]:
        model = self.model
        for part in model.components:
            yield self._relation("consists-of", ("infrastructure", SYSTEM), ("infrastructure", part.id))
        ends = {flow.id: (flow.source, flow.target) for flow in model.flows}
        known = {SYSTEM, *(part.id for part in model.components)}
        for threat in model.threats:
            touched = dict.fromkeys(end for one in threat.targets for end in ends.get(one, (one,)) if end in known)
            for target in touched:
                yield self._relation("targets", ("attack-pattern", threat.id), ("infrastructure", target))
        for control in model.controls:
            for one in control.threats:
                yield self._relation("mitigates", ("course-of-action", control.id), ("attack-pattern", one))

    def _threat(self, threat: Threat) -> dict[str, Any]:
        lines = [threat.statement, dread_line(threat)]
        lines += [f"References: {references_line(threat, self.catalog)}"] if threat.references else []
        lines += [f"Decision: {decision_line(threat)}"] if threat.treatment else []
        note = note_line(threat, self.catalog)
        lines += [f"Note: {note}"] if note else []
        references = [
            {"source_name": _SOURCES.get(one.framework, one.framework.value.replace("_", "-")), "external_id": one.id,
             **({"url": url} if (url := self.catalog.url_of(one)) else {})}
            for one in threat.references
        ]  # fmt: skip
        more = {"external_references": references} if references else {}
        labels = [threat.rating.band.value, threat.status.value, f"dread-{threat.rating.total:.1f}"]
        return self._made(
            "attack-pattern", threat.id, name=threat.title, description="\n".join(lines), labels=labels, **more
        )

    def _relation(self, how: str, source: tuple[str, str], target: tuple[str, str]) -> dict[str, Any]:
        ends = {"source_ref": f"{source[0]}--{self.ids.uuid(source[1])}",
                "target_ref": f"{target[0]}--{self.ids.uuid(target[1])}"}  # fmt: skip
        thing = f"{source[1]} {how} {target[1]}"
        return self._made("relationship", thing, relationship_type=how, **ends)

    def _made(self, kind: str, thing: str, **fields: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{self.ids.uuid(thing)}",
            "created": self.at,
            "modified": self.at,
            "created_by_ref": self.maker,
            "object_marking_refs": [AMBER],
            **fields,
        }


def _told(model: ThreatModel) -> str:
    system = model.system
    told = (system.purpose, system.opening, system.description, system.from_documents)
    return "\n\n".join(dict.fromkeys(filter(None, told)))


def _note_losses(model: ThreatModel, losses: Losses) -> None:
    losses.squeeze("scores by factor", (one.id for one in model.threats), "in the description, the total as a label")
    unmapped = [one.id for one in model.threats if not of_framework(one, Framework.ATLAS)]
    losses.leave_out("links to techniques of MITRE ATLAS", unmapped, "these threats name none")
    losses.squeeze("decisions on threats", (one.id for one in model.threats if one.treatment), "in the description")
    losses.squeeze("plans of measures", (one.id for one in model.controls if plan_line(one)), "in the description")
    on_flows = [one.id for one in model.threats if any(target.startswith("F-") for target in one.targets)]
    losses.squeeze("threats to data flows", on_flows, "as threats to the parts at their ends")
