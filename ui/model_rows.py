"""A model as rows of plain data: what programs and agents are given of its threats, measures, parts and open points."""

from collections.abc import Iterable, Mapping
from typing import Any

from agent.domain.findings.gaps import Gap
from agent.domain.findings.threat_ranking import sections
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question
from agent.domain.sessions.session_list import SessionLine
from agent.domain.threats import Threat
from agent.overview import Portfolio


def threat_rows(model: ThreatModel) -> list[dict[str, Any]]:
    """The threats in the order of the page, each with the section it stands in."""
    return [
        {"id": one.id, "title": one.title, "section": section, "risk": one.rating.total, "band": one.rating.band.value,
         "inherent": one.inherent_rating.total, "target": one.target_rating.total, "status": one.status.value,
         "certainty": one.certainty.value, "at": [model.name_of(target) for target in one.targets],
         "references": [f"{ref.key} ({ref.edition})" for ref in one.references[:4]],
         "measures": [control.id for control in model.controls if one.id in control.threats],
         "owner": one.treatment.owner if one.treatment else ""}
        for section, one in _in_sections(model)
    ]  # fmt: skip


def measure_rows(model: ThreatModel) -> list[dict[str, Any]]:
    """The measures with where they stand."""
    return [
        {"id": one.id, "title": one.title, "status": one.status.value, "owner": one.owner,
         "due": one.due.isoformat() if one.due else "", "effort": one.effort, "threats": list(one.threats),
         "verify": one.verify}
        for one in model.controls
    ]  # fmt: skip


def part_rows(model: ThreatModel) -> list[dict[str, Any]]:
    """The components, actors, flows, boundaries and assets."""
    rows: list[dict[str, Any]] = []
    for part in model.components:
        rows.append({"id": part.id, "sort": "component", "name": part.name, "kind": part.kind.value,
                     "within": part.boundary or "", "inferred": part.inferred})  # fmt: skip
    for actor in model.actors:
        rows.append({"id": actor.id, "sort": "actor", "name": actor.name, "trusted": actor.trusted})
    for flow in model.flows:
        rows.append({"id": flow.id, "sort": "flow", "name": model.name_of(flow.id), "moves": flow.label,
                     "untrusted": flow.untrusted, "inferred": flow.inferred})  # fmt: skip
    for line in model.boundaries:
        rows.append({"id": line.id, "sort": "boundary", "name": line.name, "trust": line.trust})
    for asset in model.assets:
        rows.append({"id": asset.id, "sort": "asset", "name": asset.name, "held_by": list(asset.held_by)})
    return rows


def fact_rows_of(model: ThreatModel) -> list[dict[str, Any]]:
    """What is known, with where it came from and the words that say so."""
    return [
        {"fact": one.fact, "subject": one.subject, "value": one.value, "provenance": one.provenance.value,
         "quotes": [{"turn": quote.turn, "text": quote.text} for quote in one.quotes]}
        for one in model.facts
    ]  # fmt: skip


def assumption_rows(model: ThreatModel) -> list[dict[str, Any]]:
    """What is taken as given, and what documents claim."""
    return [
        {"id": one.id, "text": one.text, "status": one.status.value, "claimed_by": one.source, "fact": one.fact or ""}
        for one in model.assumptions
    ]  # fmt: skip


def gap_rows(gaps: Iterable[Gap]) -> list[dict[str, Any]]:
    """What is missing or unsettled, weightiest first."""
    return [
        {"text": one.text, "reason": one.reason, "sort": one.kind.value, "fact": one.fact or "", "threats": one.threats}
        for one in gaps
    ]


def session_rows(lines: Iterable[SessionLine]) -> list[dict[str, Any]]:
    """The kept models."""
    return [
        {"session": one.id, "name": one.name, "version": one.version, "threats": one.threats, "open_high": one.high,
         "changed": one.changed_at.isoformat()}
        for one in lines
    ]  # fmt: skip


def portfolio_rows(portfolio: Portfolio, words: str = "") -> dict[str, Any]:
    """Many models: each in a line, what they share, and what an update touches."""
    return {
        "models": [
            {"session": one.listed.id, "name": one.listed.name, "version": one.listed.version,
             "changed": one.listed.changed_at.isoformat(), "bands": one.line.bands, "top_threat": one.line.top,
             "top_risk": one.line.top_band, "open_measures": len(one.line.measures)}
            for one in portfolio.found(words)
        ],
        "bands": portfolio.bands,
        "shared_parts": [one.model_dump(mode="json") for one in portfolio.parts],
        "shared_measures": [one.model_dump(mode="json") for one in portfolio.measures],
        "touched": [one.model_dump(mode="json") for one in portfolio.touched],
    }  # fmt: skip


def question_row(question: Question | None) -> dict[str, Any] | None:
    """The question that waits, with the values that answer it."""
    if question is None:
        return None
    return {
        "id": question.id, "text": question.text, "why": question.why, "several": question.several,
        "options": [{"value": one.value, "label": one.label} for one in question.options],
        "also": ["not_sure", "skip"], "lines_with_three_states": question.three_states,
    }  # fmt: skip


def summary_row(model: ThreatModel) -> dict[str, Any]:
    """The model in numbers."""
    bands: dict[str, int] = {}
    for _, threat in _in_sections(model):
        bands[threat.rating.band.value] = bands.get(threat.rating.band.value, 0) + 1
    return {
        "name": model.system.name, "purpose": model.system.purpose, "owner": model.system.owner,
        "components": len(model.components), "actors": len(model.actors), "flows": len(model.flows),
        "facts": len(model.facts), "assumptions": len(model.assumptions), "threats": len(model.threats),
        "bands": bands, "measures": len(model.controls), "interview_closed": model.interview_closed,
        "offline": model.offline,
    }  # fmt: skip


def model_rows(model: ThreatModel) -> Mapping[str, Any]:
    """The whole model in short, as ``threatparley show --json`` prints it."""
    return {
        "summary": summary_row(model), "parts": part_rows(model), "facts": fact_rows_of(model),
        "assumptions": assumption_rows(model), "threats": threat_rows(model), "measures": measure_rows(model),
    }  # fmt: skip


def _in_sections(model: ThreatModel) -> list[tuple[str, Threat]]:
    told = sections(model.threats, model.controls)
    return [(title, threat) for title, threats in told.named() for threat in threats]
