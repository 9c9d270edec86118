"""The verdict as SARIF 2.1.0, which code hosts show beside the lines of a change."""

import hashlib
from typing import Any
from urllib.parse import quote

from agent.exchange.interchange.ids import slug
from agent.exchange.interchange.sarif import MOST_RESULTS, SCHEMA, plain_message
from agent.exchange.interchange.words import as_json
from agent.gate.findings import DEMANDS, Demand, Fate, GateFinding, GateReport

_LEVELS = {Fate.FAILS: "error", Fate.OLD: "note", Fate.WAIVED: "note", Fate.TOLD: "note"}
_STATES = {Fate.FAILS: "new", Fate.OLD: "unchanged"}


def to_sarif(report: GateReport) -> str:
    """One result for each finding at its file and line; what is waived is suppressed. The fingerprint is the id's."""
    demands = list(Demand)
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "Threatparley check", "rules": [_rule(one, report) for one in demands]}},
        "automationDetails": {"id": f"threatparley-check/{slug(report.file)}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, demands) for one in report.findings[:MOST_RESULTS]],
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(demand: Demand, report: GateReport) -> dict[str, Any]:
    worst = max((one.total for one in report.findings if one.demand is demand), default=0)
    rule: dict[str, Any] = {
        "id": f"gate/{demand.value}",
        "shortDescription": {"text": DEMANDS[demand]},
        "fullDescription": {"text": DEMANDS[demand]},
        "help": {"text": f"{DEMANDS[demand]}; see threatparley check --help"},
    }
    if worst:
        rule["properties"] = {"tags": ["security"], "security-severity": f"{worst:.1f}"}
    return rule


def _result(one: GateFinding, demands: list[Demand]) -> dict[str, Any]:
    words = (one.title, one.text, one.because, f"Do: {one.action}" if one.action else "", f"Id: {one.id}")
    text = plain_message(". ".join(word.rstrip(".") for word in words if word) + ".")
    mark = hashlib.sha256(one.id.encode()).hexdigest()[:16]
    result: dict[str, Any] = {
        "ruleId": f"gate/{one.demand.value}",
        "ruleIndex": demands.index(one.demand),
        "level": _LEVELS[one.fate],
        "kind": "fail",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(one.file)},
                    "region": {"startLine": one.line or 1, "startColumn": 1, "endLine": one.line or 1, "endColumn": 2},
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{mark}:1"},
        "properties": {"finding": one.id, "fate": one.fate.value},
    }
    if one.fate in _STATES:
        result["baselineState"] = _STATES[one.fate]
    if one.fate is Fate.WAIVED:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": one.because}]
    return result
