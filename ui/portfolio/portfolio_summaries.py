"""One line per system of a portfolio: what a table of many models says of each."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from agent.domain.findings.threat_ranking import listed, sections
from agent.domain.model import ThreatModel
from agent.domain.portfolio import OPEN
from agent.domain.risk import Band
from agent.exchange.csv_cells import guarded
from agent.portfolio import Entry

COLUMNS = (
    "name", "standing", "system", "parts", "facts", "threats", "critical", "high", "medium", "low", "top_threat",
    "top_risk", "open_measures", "open_points", "reason", "id",
)  # fmt: skip


def line_of(model: ThreatModel, open_points: int) -> dict[str, Any]:
    """A model in one line: column to cell."""
    shown = listed(model.threats)
    first = next(iter(sections(model.threats, model.controls).in_turn), None)
    bands = [threat.rating.band for threat in shown]
    return {
        "system": model.system.name,
        "parts": len(model.components),
        "facts": len(model.facts),
        "threats": len(shown),
        **{band.value: bands.count(band) for band in (Band.CRITICAL, Band.HIGH, Band.MEDIUM, Band.LOW)},
        "top_threat": first.title if first else "",
        "top_risk": first.rating.band.value if first else "",
        "open_measures": sum(control.status in OPEN for control in model.controls),
        "open_points": open_points,
    }


def rows_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries by name, each with every column."""
    empty = dict.fromkeys(COLUMNS, "")
    return [
        {**empty, **entry.row, "name": entry.name, "standing": entry.standing.value, "reason": entry.reason,
         "id": entry.id}
        for entry in sorted(entries, key=lambda one: one.name)
    ]  # fmt: skip


def as_json(rows: list[dict[str, Any]]) -> bytes:
    """The lines as JSON."""
    return (json.dumps({"systems": rows}, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """The lines as CSV that no spreadsheet takes for formulas, marked as UTF-8."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
