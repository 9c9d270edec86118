"""Results of promptfoo, as one JSON document or as JSON lines: our tests by their metadata, red teams by plugin."""

from collections.abc import Iterable
from typing import Any

from agent.errors import InputError
from agent.exchange.results.garak import entries
from agent.exchange.results.tool_report import ToolOutcome, ToolReport, day_of, text

_ERROR = 2
"""The reason of a failure that says that the target or a judge did not answer."""


def read_document(name: str, document: dict[str, Any]) -> ToolReport:
    """What ``promptfoo eval -o FILE.json`` writes."""
    results = document.get("results")
    rows = results.get("results") if isinstance(results, dict) else None
    if not isinstance(rows, list):
        raise InputError(f"{name}: expected the results of promptfoo under /results/results, found none")
    about = _table(document.get("metadata"))
    begun = about.get("evaluationCreatedAt") or (results.get("timestamp") if isinstance(results, dict) else "")
    tags = _table(_table(document.get("config")).get("tags"))
    return ToolReport(
        tool="promptfoo", file=name, found=_found(name, enumerate(rows)), run=text(document.get("evalId")),
        version=text(about.get("promptfooVersion"), 40), day=day_of(begun), system=text(tags.get("threatparley")),
    )  # fmt: skip


def read_lines(name: str, content: str) -> ToolReport:
    """What ``promptfoo eval -o FILE.jsonl`` writes: one result per line, without version and day."""
    found = _found(name, ((number, entry) for number, entry in entries(name, content)))
    note = "JSON lines of promptfoo say neither version nor day; its JSON does"
    return ToolReport(tool="promptfoo", file=name, found=found, notes=(note,))


def _found(name: str, rows: Iterable[tuple[int, Any]]) -> tuple[ToolOutcome, ...]:
    """One outcome for each attempt of ours and each plugin."""
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for number, row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("success"), bool):
            raise InputError(f"{name}, result {number}: expected an object with success, true or false")
        case = _table(row.get("testCase"))
        told = _table(row.get("metadata")) | _table(case.get("metadata"))  # what a target adds overrides no test's own
        label = text(told.get("attempt")) or text(told.get("pluginId")) or text(case.get("description"))
        key = (label or "a test without a name", text(told.get("threat")), text(told.get("pattern")),
               text(told.get("system")))  # fmt: skip
        place = 0 if row["success"] else 2 if row.get("failureReason") == _ERROR else 1
        sums.setdefault(key, [0, 0, 0])[place] += 1
    if not sums:
        raise InputError(f"{name} holds no result; the evaluation was cut off or had no tests")
    return tuple(
        ToolOutcome(label, passed, failed, unjudged, threat, pattern, system)
        for (label, threat, pattern, system), (passed, failed, unjudged) in sums.items()
    )


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
