"""Which measure cuts a path, and the fewest that break most of several."""

from collections.abc import Collection, Sequence

from agent.domain.attack_paths import AttackPath, BreakingMeasure
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus

MOST_BREAKING = 3
_EFFORT = {"low": 1, "medium": 2, "high": 3}


def cutting(threats: Collection[str], model: ThreatModel) -> str:
    """The measure still to be had that helps most threats of a path for the least effort; empty where none does."""
    found = [(control, len(set(threats) & set(control.threats))) for control in model.controls if _may_help(control)]
    best = max(found, key=lambda one: _worth(*one), default=None)
    return best[0].id if best and best[1] else ""


def breaking(paths: Sequence[AttackPath], model: ThreatModel) -> tuple[BreakingMeasure, ...]:
    """At most three measures that break most paths together; each next one breaks most of what is left."""
    left = set(range(len(paths)))
    chosen: list[BreakingMeasure] = []
    while left and len(chosen) < MOST_BREAKING:
        reach = [(control, _broken(control, paths)) for control in model.controls if _may_help(control)]
        best = max(reach, key=lambda one: (len(one[1] & left), -_EFFORT[one[0].effort], len(one[1])), default=None)
        if best is None or not best[1] & left:
            break
        chosen.append(BreakingMeasure(best[0].id, tuple(sorted(best[1]))))
        left -= best[1]
    return tuple(chosen)


def _broken(control: Control, paths: Sequence[AttackPath]) -> set[int]:
    """The paths whose leading threat a measure acts on."""
    return {place for place, path in enumerate(paths) if path.lead in control.threats}


def _may_help(control: Control) -> bool:
    return control.status is not ControlStatus.REJECTED


def _worth(control: Control, helped: int) -> tuple[float, int]:
    return (helped / _EFFORT[control.effort], helped)
