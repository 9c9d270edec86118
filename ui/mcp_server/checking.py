"""What the tool check looks at: whether a model can be proven, passes the gate, and what in it waits for somebody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from agent.domain import Session
from agent.domain.model import ThreatModel
from agent.domain.sessions.quoted_turns import record_of
from agent.exchange import NativeFile
from agent.exchange.provenance_check import prove
from agent.facilitator import Facilitator
from agent.gate.evaluation import GateContext, judge
from agent.gate.findings import Fate, GateFinding
from agent.gate.system_files import Folder
from agent.settings.gate import EVERYWHERE, GateSettings
from ui.model_rows import gap_rows

_FIRST_GAPS = 5
_MOST = 20


def checked_model(session: Session, facilitator: Facilitator, fail_on: str, root: Path, file: str) -> dict[str, Any]:
    """Whether the model passes, and what is wrong, open, overdue or otherwise than the files of the root folder.

    ``file`` is the path of the model in the root folder; empty where it is a kept session.
    """
    model, today = session.model, datetime.now(UTC).date()
    proof = prove(NativeFile(model=model, turns=record_of(session.turns, model).turns), facilitator.catalog)
    limits = GateSettings().changed({"fail_on": {EVERYWHERE: fail_on}})
    report = judge(model, GateContext(limits, today, Folder(root), facilitator.catalog, file or "the open model"))
    return {
        "passed": report.passed and not proof.faults,
        "proof": proof.line,
        "faults": [str(fault) for fault in proof.faults][:_MOST],
        "not_proven": [*proof.open],
        "gate": report.verdict,
        "failing": [_told(one) for one in report.of(Fate.FAILS)][:_MOST],
        "to_know": [_told(one) for one in report.of(Fate.TOLD)][:_MOST],
        "do_first": [*report.actions],
        "overdue": [*_overdue(model, today)][:_MOST],
        "changed_in_the_catalog": [str(one) for one in facilitator.news(model)][:_MOST],
        "first_gaps": gap_rows(facilitator.gaps(model)[:_FIRST_GAPS]),
    }


def _told(finding: GateFinding) -> str:
    place = f"{finding.place}: " if finding.place else ""
    return f"{place}{finding.title}{f'; {finding.action}' if finding.action else ''}"


def _overdue(model: ThreatModel, today: date) -> Iterator[str]:
    """Measures to be done whose day has passed; decisions past theirs fail the gate."""
    yield from (f"{one.id} was due on {one.due}: {one.title}" for one in model.controls if one.overdue(today))
