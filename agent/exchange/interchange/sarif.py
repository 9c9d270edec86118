"""Threats as a SARIF 2.1.0 report, which code hosts show beside the file of the model."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from agent.domain.risk import Band
from agent.domain.system import Component, DataFlow
from agent.domain.threats import Threat
from agent.exchange.as_json import to_json
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.ids import Ids
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import (
    CLOSED,
    as_json,
    decision_line,
    dread_line,
    levels,
    measure_lines,
    references_line,
)
from knowledge.text import without_hidden

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
MOST_TAGS = 10
MOST_TEXT, MOST_NAME = 1024, 255
_LEVELS = {Band.CRITICAL: "error", Band.HIGH: "error", Band.MEDIUM: "warning", Band.LOW: "note"}
_THREATS = re.compile(r'^\s*"threats":\s*\[', re.MULTILINE)


def to_sarif(dossier: Dossier, closed: bool = False) -> Export:
    """One result for each open threat, at its line of the native file; ``closed`` adds the others, suppressed.

    A rule is a pattern of the catalog, so that results of one sort stay together; its severity is that of its worst
    threat. The fingerprint follows from the threat's id: new words for a threat open no new alert.
    """
    model = dossier.model
    losses = Losses(model)
    losses.drop_all_but("threats", "measures", "decisions", "parts", "flows")
    told = [threat for threat in model.threats if closed or threat.status not in CLOSED][:MOST_RESULTS]
    told_ids = {threat.id for threat in told}
    out = [threat.id for threat in model.threats if threat.id not in told_ids]
    losses.leave_out("threats that are not open", out, "ask for closed ones to get them too")
    losses.leave_out("what measures say to do", (one.id for one in model.controls if one.action), "titles alone stand")
    idle = [one.id for one in model.controls if not told_ids.intersection(one.threats)]
    losses.leave_out("measures that act on none of these threats", idle)
    losses.squeeze("measures", (one.id for one in model.controls if one.id not in idle), "as words of help and results")
    untold = {target for threat in told for target in threat.targets}
    parts: tuple[Component | DataFlow, ...] = (*model.components, *model.flows)
    losses.leave_out(
        "parts and flows without such a threat", (model.name_of(p.id) for p in parts if p.id not in untold)
    )
    rules = _rules(told, dossier, losses)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    lines = lines_of_threats(dossier.cover.native or to_json(model, dossier.catalog, dossier.record))
    ids = Ids(model)
    run = {
        "tool": {"driver": {"name": "Threatparley", "rules": rules}},
        "automationDetails": {"id": f"threatparley/{ids.slug}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, dossier, ids, places, lines, losses) for one in told],
    }
    return Export(as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}), losses.report())


def rule_id(threat: Threat) -> str:
    """The rule a threat belongs to: its pattern, or itself where nothing of the catalog stands behind it."""
    return threat.pattern or f"own/{threat.id}"


def severity(threats: Iterable[Threat]) -> str:
    """The highest current total as GitHub wants it: text, above zero."""
    return f"{max(0.1, max(threat.rating.total for threat in threats)):.1f}"


def _rules(told: list[Threat], dossier: Dossier, losses: Losses) -> list[dict[str, Any]]:
    grouped: dict[str, list[Threat]] = {}
    for threat in told:
        grouped.setdefault(rule_id(threat), []).append(threat)
    return [_rule(name, threats, dossier, losses) for name, threats in grouped.items()]


def _rule(name: str, threats: list[Threat], dossier: Dossier, losses: Losses) -> dict[str, Any]:
    first, catalog = threats[0], dossier.catalog
    pattern = catalog.patterns.get(first.pattern or "")
    title = pattern.title if pattern else first.title
    told = pattern.explanation if pattern else first.statement
    helps = "; ".join(dict.fromkeys(line for one in threats for line in measure_lines(dossier.model, one)))
    help_text = f"What helps: {helps}" if helps else "No measure is noted for it yet."
    if references := references_line(first, catalog):
        help_text += f"\nReferences: {references}"
    worst = max(threats, key=lambda one: one.rating.total)
    return {
        "id": name,
        "name": losses.cut("titles", first.id, title, MOST_NAME),
        "shortDescription": {"text": losses.cut("titles", first.id, title, MOST_TEXT)},
        "fullDescription": {"text": losses.cut("explanations", first.id, told, MOST_TEXT)},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[worst.rating.band]},
        "properties": {"tags": _tags(threats, losses), "security-severity": severity(threats)},
    }


def _tags(threats: list[Threat], losses: Losses) -> list[str]:
    every = dict.fromkeys(
        (
            "security",
            *(one.aspect.value for one in threats),
            *(f"external/{r.framework.value}/{r.id}" for one in threats for r in one.references),
        )
    )
    losses.leave_out("tags of a rule after the tenth", list(every)[MOST_TAGS:])
    return list(every)[:MOST_TAGS]


def _result(
    threat: Threat, dossier: Dossier, ids: Ids, places: dict[str, int], lines: dict[str, int], losses: Losses
) -> dict[str, Any]:
    model = dossier.model
    words = [f"{threat.id} {threat.title}. {threat.statement}", dread_line(threat)]
    words += filter(None, (decision_line(threat), "; ".join(measure_lines(model, threat))))
    text = losses.cut(
        "messages", threat.id, plain_message(". ".join(word.rstrip(".") for word in words) + "."), MOST_TEXT * 8
    )
    line = lines.get(threat.id, 1)
    mark = hashlib.sha256(ids.uuid(threat.id).encode()).hexdigest()[:16]
    result: dict[str, Any] = {
        "ruleId": rule_id(threat),
        "ruleIndex": places[rule_id(threat)],
        "level": _LEVELS[threat.rating.band],
        "kind": "fail",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(dossier.cover.file or f"{ids.slug}.json")},
                    "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2},
                },
                "logicalLocations": [
                    {"name": model.name_of(one), "fullyQualifiedName": one, "kind": "component"}
                    for one in threat.targets
                ],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{mark}:1", "threat/v1": ids.uuid(threat.id)},
        "properties": {"dread": levels(threat), "security-severity": severity((threat,)), "threat": threat.id},
    }
    if threat.status in CLOSED:
        reason = decision_line(threat) or threat.status.value
        result["level"] = "note"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def plain_message(text: str) -> str:
    """Text in which nothing links or takes a placeholder: brackets and braces mean something in SARIF's messages."""
    flat = " ".join(without_hidden(text).text.split())
    return flat.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def lines_of_threats(text: str) -> dict[str, int]:
    """At which line of a native file each threat begins, by its id."""
    start = _THREATS.search(text)
    found: dict[str, int] = {}
    line, place = 1, 0
    for match in re.finditer(r'"id":\s*"(T-\d{3,})"', text):
        if start and match.start() < start.start():
            continue
        line += text.count("\n", place, match.start())
        place = match.start()
        found.setdefault(match[1], line)
    return found
