"""The forms in which a verdict is written."""

import json
from collections.abc import Callable

from agent.gate.as_junit import to_junit
from agent.gate.as_markdown import marker, to_markdown
from agent.gate.as_sarif import to_sarif
from agent.gate.as_text import to_text
from agent.gate.findings import Fate, GateReport


def to_json(report: GateReport) -> str:
    """The verdict as plain data, with counts and the marker of its comment."""
    counts = {fate.value: len(report.of(fate)) for fate in Fate}
    ending = "incomplete" if report.incomplete else "passed" if report.passed else "failed"
    document = {"verdict": ending, "counts": counts, "marker": marker(report), **report.model_dump(mode="json")}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


FORMS: dict[str, Callable[[GateReport], str]] = {
    "text": to_text,
    "json": to_json,
    "sarif": to_sarif,
    "markdown": to_markdown,
    "junit": to_junit,
}
"""What writes each form, by what the command line calls it."""
