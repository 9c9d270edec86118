"""Threats as a table: one row per threat and mitigation, safe to open in a spreadsheet."""

import csv
import io

from agent.domain.model import ThreatModel
from agent.domain.threats import Control, Threat
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor

HEADER = (
    "Threat", "Title", "Statement", "Aspect", "Targets", "References", "Status", "Certainty",
    *(factor.value.replace("_", " ").capitalize() for factor in DreadFactor),
    "Inherent risk", "Current risk", "Target risk", "Band", "Mitigation", "Measure",
    "Measure status", "Effort", "Check",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(model: ThreatModel, catalog: Catalog) -> str:
    """The table with a fixed header, in the order of the model; UTF-8 text with CRLF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    for threat in model.threats:
        controls: list[Control | None] = [control for control in model.controls if threat.id in control.threats]
        for control in controls or [None]:
            writer.writerow([guarded(cell) for cell in _row(model, catalog, threat, control)])
    return out.getvalue()


def guarded(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" \"'").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _row(model: ThreatModel, catalog: Catalog, threat: Threat, control: Control | None) -> list[object]:
    levels = threat.current.levels() | {override.factor: override.level for override in threat.overrides}
    references = "; ".join(f"{r.id} {catalog.name_of(r)} ({r.framework.value} {r.edition})" for r in threat.references)
    measure = [control.id, control.title, control.status.value, control.effort, control.verify] if control else [""] * 5
    return [
        threat.id,
        threat.title,
        threat.statement,
        threat.aspect.value,
        "; ".join(model.name_of(target) for target in threat.targets),
        references,
        threat.status.value,
        threat.certainty.value,
        *(levels[factor] for factor in DreadFactor),
        threat.inherent_rating.total,
        threat.rating.total,
        threat.target_rating.total,
        threat.rating.band.value,
        *measure,
    ]
