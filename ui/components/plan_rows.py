"""The measures of a model as rows of a plan, the most helpful for the least effort first, and changed rows as edits."""

from collections.abc import Mapping, Sequence

from agent.domain.arranging import live
from agent.domain.edits import DecideControl, Edit
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus, Threat
from ui.components.measures import effect_words
from ui.components.tables import Incomplete
from ui.components.words import CONTROL_STATUSES

_EFFORT = {"low": 1, "medium": 2, "high": 3}
_BY_WORD = {words: status for status, words in CONTROL_STATUSES.items()}


def plan_order(model: ThreatModel) -> tuple[Control, ...]:
    """Measures by how much risk they can still take away for their effort; rejected ones last."""
    here = {one.id: one for one in live(model.threats)}
    return tuple(
        sorted(model.controls, key=lambda one: (_rank(one), -_benefit(one, here) / _EFFORT[one.effort], one.id))
    )


def plan_rows(model: ThreatModel) -> list[dict[str, object]]:
    """A row per measure, with the threats it helps with."""
    return [
        {
            "Id": one.id, "Measure": one.title, "Status": CONTROL_STATUSES[one.status], "Owner": one.owner,
            "Threats": len(one.threats), "Effort": one.effort, "Effect": effect_words(one),
            "Reason": one.reason, "Helps with": ", ".join(one.threats),
        }
        for one in plan_order(model)
    ]  # fmt: skip


def plan_edits(model: ThreatModel, rows: Sequence[Mapping[str, object]]) -> tuple[Edit, ...] | Incomplete:
    """The measures whose status, owner or reason changed."""
    edits: list[Edit] = []
    for row in rows:
        control = model.control(str(row.get("Id")))
        status = _BY_WORD.get(str(row.get("Status")))
        if control is None or status is None:
            continue
        owner, reason = _words(row.get("Owner")), _words(row.get("Reason"))
        if (control.status, control.owner, control.reason) == (status, owner, reason):
            continue
        if status is ControlStatus.REJECTED and not reason:
            return Incomplete(message=f"{control.id} is rejected without a reason; write one in the column Reason")
        edits.append(DecideControl(control=control.id, status=status, owner=owner, reason=reason))
    return tuple(edits)


def _rank(control: Control) -> int:
    return {ControlStatus.REJECTED: 2, ControlStatus.VERIFIED: 1, ControlStatus.DONE: 1}.get(control.status, 0)


def _benefit(control: Control, live: Mapping[str, Threat]) -> float:
    lowered = sum(effect.by for effect in control.effects)
    return lowered * sum(live[one].rating.total for one in control.threats if one in live)


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
