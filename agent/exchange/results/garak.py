"""Reports of garak: the full report with its evaluations, and the log of hits alone."""

import json
from collections.abc import Iterator
from typing import Any

from agent.errors import InputError
from agent.exchange.probes.as_garak import PREFIX
from agent.exchange.results.tool_report import ToolOutcome, ToolReport, count, day_of, text

_LOUD = '"entry_type": "attempt"'
"""How lines begin that hold prompts and answers, which are not needed and make up most of a report."""

_JUDGED = (
    "garak's detectors judge by words and can take a plain refusal for a breach; look at its hits before you apply"
)
_CUT_OFF = "the run did not end, so probes are missing from this report"


def read_report(name: str, content: str) -> ToolReport:
    """A ``*.report.jsonl``: per probe the detector that found most; raises InputError where nothing was evaluated."""
    kept: dict[str, dict[str, Any]] = {"start_run setup": {}, "init": {}, "completion": {}}
    evaluated: dict[str, ToolOutcome] = {}
    for number, entry in entries(name, content):
        kind = entry.get("entry_type")
        if kind in kept:
            kept[kind] = entry
        elif kind == "eval":
            one = _evaluated(entry, f"{name}, line {number}")
            before = evaluated.get(one.name)
            if before is None or one.failed > before.failed:
                evaluated[one.name] = one
    if not evaluated:
        raise InputError(f"{name} holds no evaluation of a probe; the run was cut off before its first probe ended")
    setup, begun = kept["start_run setup"], kept["init"]
    prefix = text(setup.get("reporting.report_prefix"))
    target = " ".join(filter(None, (text(setup.get("plugins.target_type")), text(setup.get("plugins.target_name")))))
    whole = (_JUDGED,) if kept["completion"] else (_CUT_OFF, _JUDGED)
    return ToolReport(
        tool="garak", file=name, found=tuple(evaluated.values()), version=text(begun.get("garak_version"), 40),
        day=day_of(begun.get("start_time")), run=text(begun.get("run")), target=target, notes=whole,
        system=prefix.removeprefix(PREFIX) if prefix.startswith(PREFIX) else "",
    )  # fmt: skip


def read_hits(name: str, content: str) -> ToolReport:
    """A ``*.hitlog.jsonl``: how often each probe got through; how often it did not, such a log does not say."""
    hits: dict[str, int] = {}
    run = target = ""
    for number, entry in entries(name, content):
        probe = text(entry.get("probe"))
        if not probe:
            raise InputError(f"{name}, line {number}: expected the name of a probe, got none")
        hits[probe] = hits.get(probe, 0) + 1
        run, target = text(entry.get("run_id")), text(entry.get("generator"))
    found = tuple(ToolOutcome(name=probe, failed=number) for probe, number in hits.items())
    note = "a log of hits does not say how often the system withstood, nor which version of garak ran; the report does"
    return ToolReport(
        tool="garak",
        file=name,
        found=found,
        run=run,
        target=target,
        notes=(note, _JUDGED),
        lists_failures_alone=True,
        system=name.removeprefix(PREFIX).partition(".")[0] if name.startswith(PREFIX) else "",
    )


def entries(name: str, content: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of JSON lines with their line numbers; raises InputError with the line that is none."""
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        if _LOUD in line[:40] and line.rstrip().endswith("}"):
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(
                f"{name}, line {number} is no whole JSON object; the file was cut off or changed, so take it anew"
            ) from None
        if not isinstance(entry, dict):
            raise InputError(f"{name}, line {number}: expected a JSON object, got another value")
        yield number, entry


def _evaluated(entry: dict[str, Any], where: str) -> ToolOutcome:
    probe = text(entry.get("probe"))
    if not probe:
        raise InputError(f"{where}: expected the name of a probe, got none")
    passed = count(entry.get("passed", 0), where)
    if "fails" in entry or "total" not in entry:
        failed = count(entry.get("fails", 0), where)
    else:  # until 0.13 a report said how many there were, and not how many of them failed
        failed = max(0, count(entry["total"], where) - passed)
    return ToolOutcome(name=probe, passed=passed, failed=failed, unjudged=count(entry.get("nones", 0), where))
