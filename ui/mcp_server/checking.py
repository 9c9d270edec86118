"""What the tool check looks at: whether a model can be proven, and what in it waits for somebody."""

from datetime import UTC, date, datetime
from typing import Any

from agent.domain import Session
from agent.domain.arranging import weighed
from agent.domain.model import ThreatModel
from agent.domain.record import record_of
from agent.domain.risk import Band
from agent.domain.substance import missing_in
from agent.domain.threats import Threat, ThreatStatus
from agent.exchange import NativeFile
from agent.exchange.proving import prove
from agent.facilitator import Facilitator
from ui.model_rows import gap_rows

_FIRST_GAPS = 5
_MOST = 20
_BANDS = tuple(Band)
"""From the gravest."""


def checked_model(session: Session, facilitator: Facilitator, fail_on: str) -> dict[str, Any]:
    """Whether the model passes, and what is wrong, open or overdue in it."""
    model, today = session.model, datetime.now(UTC).date()
    file = NativeFile(model=model, turns=record_of(session.turns, model).turns)
    proof = prove(file, facilitator.catalog)
    grave = [_named(one) for one in _open(model, fail_on)]
    late = _overdue(model, today)
    missing = missing_in(model)
    return {
        "passed": not (proof.faults or grave or late or missing),
        "proof": proof.line,
        "faults": [str(fault) for fault in proof.faults][:_MOST],
        "not_proven": [*proof.open],
        f"open_at_or_above_{fail_on}": grave[:_MOST],
        "overdue": late[:_MOST],
        "too_little_is_known": [*missing],
        "changed_in_the_catalog": [str(one) for one in facilitator.news(model)][:_MOST],
        "first_gaps": gap_rows(facilitator.gaps(model)[:_FIRST_GAPS]),
    }


def _open(model: ThreatModel, fail_on: str) -> list[Threat]:
    """The threats that nobody decided and that are as grave; what a model set aside counts, as it may be wrong."""
    if fail_on == "nothing":
        return []
    grave = _BANDS[: _BANDS.index(Band(fail_on)) + 1]
    return [one for one in weighed(model.threats) if one.status is ThreatStatus.OPEN and one.rating.band in grave]


def _overdue(model: ThreatModel, today: date) -> list[str]:
    """Decisions to look at again, and measures to be done, whose day has passed."""
    late = [
        f"{one.id} was {one.status.value} until {one.treatment.review_by.isoformat()}: {one.title}"
        for one in model.threats
        if one.treatment and one.treatment.review_by and one.treatment.review_by < today
    ]
    return late + [f"{one.id} was due on {one.due}: {one.title}" for one in model.controls if one.overdue(today)]


def _named(threat: Threat) -> str:
    return f"{threat.id} {threat.title} ({threat.rating.band.value}, {threat.rating.total})"
