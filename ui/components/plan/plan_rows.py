"""The measures of a model as a plan shows them: by where they stand, found by words, late ones first."""

from collections.abc import Iterable, Mapping
from datetime import date

from agent.assessment.scoring.risk_reduction import EFFORTS, Relief
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus


def groups(
    model: ThreatModel, reliefs: Mapping[str, Relief], today: date
) -> tuple[tuple[ControlStatus, tuple[Control, ...]], ...]:
    """The measures by status, in the order of the work; in each group the late ones, then the most helpful."""
    found: list[tuple[ControlStatus, tuple[Control, ...]]] = []
    for status in ControlStatus:
        here = [control for control in model.controls if control.status is status]
        if here:
            found.append((status, in_plan_order(here, reliefs, today)))
    return tuple(found)


def in_plan_order(controls: Iterable[Control], reliefs: Mapping[str, Relief], today: date) -> tuple[Control, ...]:
    """Late ones by their day, then those that lower most for their effort."""
    return tuple(
        sorted(
            controls,
            key=lambda one: (
                (one.due or date.max) if one.overdue(today) else date.max,
                -reliefs[one.id].per_effort,
                EFFORTS[one.effort],
                number_of(one),
            ),
        )
    )


def overdue(model: ThreatModel, today: date) -> tuple[Control, ...]:
    """The measures whose day has passed, the latest first."""
    late = [control for control in model.controls if control.overdue(today)]
    return tuple(sorted(late, key=lambda one: (one.due or today, number_of(one))))


def found_by(controls: Iterable[Control], words: str) -> tuple[Control, ...]:
    """The measures in which every word occurs: id, title, what to do, owner, note, evidence or a threat's id."""
    wanted = words.casefold().split()
    return tuple(one for one in controls if all(word in _text(one) for word in wanted))


def number_of(control: Control) -> int:
    """The number in a measure's id, to put M-2 before M-10."""
    return int(control.id.partition("-")[2])


def _text(control: Control) -> str:
    parts = (control.id, control.title, control.action, control.owner, control.reason, control.evidence)
    return " ".join((*parts, *control.threats)).casefold()
