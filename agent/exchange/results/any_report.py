"""Recognise a report of a tool by its content, and read it."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from agent.errors import InputError
from agent.exchange.results.garak import read_hits, read_report
from agent.exchange.results.junit import read_junit
from agent.exchange.results.promptfoo import read_document, read_lines
from agent.exchange.results.tool_report import ToolReport

MOST_BYTES = 200 * 1024 * 1024
"""How large a report may be; garak keeps every prompt and answer in its own."""
_MOST_NESTED = 20 * 1024 * 1024
_EXPECTED = (
    "expected a report of garak (*.report.jsonl, *.hitlog.jsonl), results of promptfoo (JSON or JSON lines), or a "
    "JUnit file of pytest"
)


def read_results(name: str, content: bytes) -> ToolReport:
    """One report; raises InputError with the place of what is wrong."""
    if len(content) > MOST_BYTES:
        raise InputError(f"{name} has {len(content):,} bytes; at most {MOST_BYTES:,} are read, so split the run")
    if not content.strip():
        raise InputError(f"{name} is empty; {_EXPECTED}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not text in UTF-8 (byte {problem.start}); {_EXPECTED}") from None
    return replace(_recognised(name, text), digest=hashlib.sha256(content).hexdigest())


def _recognised(name: str, text: str) -> ToolReport:
    begin = text.lstrip()
    if begin.startswith("<"):
        return read_junit(name, text)
    first = _first(begin)
    if "entry_type" in first:
        return read_report(name, text)
    if {"probe", "detector", "run_id"} <= first.keys():
        return read_hits(name, text)
    if {"success", "testCase"} <= first.keys():
        return read_lines(name, text)
    whole = first or _whole(name, text)
    if isinstance(whole.get("results"), dict):
        return read_document(name, whole)
    raise InputError(f"{name} is no report that can be read here; {_EXPECTED}")


def _first(text: str) -> dict[str, Any]:
    """The object on the first line; empty where there is none."""
    try:
        found = json.loads(text.partition("\n")[0])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _whole(name: str, text: str) -> dict[str, Any]:
    if len(text) > _MOST_NESTED:
        raise InputError(f"{name} has more than {_MOST_NESTED:,} characters in one document; write JSON lines instead")
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise InputError(f"{name} is not whole JSON ({str(problem)[:80]}); {_EXPECTED}") from None
    except RecursionError:
        raise InputError(f"{name} is nested too deep; {_EXPECTED}") from None
    return found if isinstance(found, dict) else {}
