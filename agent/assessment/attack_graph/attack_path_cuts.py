"""Which measure cuts a path, and the fewest that break most of several."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from agent.domain.findings.attack_paths import AttackPath, BreakingMeasure
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus
from knowledge.entries import ControlKind

MOST_BREAKING = 3
EFFORT: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3}
_SETTLED = frozenset({ControlStatus.REJECTED, ControlStatus.DONE, ControlStatus.VERIFIED})
"""What is in place has not cut the path, or it would not be told; what was rejected will not."""


def cutting(threats: Sequence[str], model: ThreatModel) -> str:
    """The measure still to be had that helps most threats of a path for the least effort; empty where there is none.

    It has to act on the first of them, after which the path is told.
    """
    lead, rest = threats[0], set(threats)
    found = _preventing([one for one in _open(model) if lead in one.threats])
    best = max(found, key=lambda one: len(rest & set(one.threats)) / EFFORT[one.effort], default=None)
    return best.id if best is not None else ""


def breaking(paths: Sequence[AttackPath], model: ThreatModel) -> tuple[BreakingMeasure, ...]:
    """The fewest measures, three at most, that break most paths together; of those that do, the ones of least effort.

    A measure breaks a path where it acts on the threat after which the path is told. All combinations are weighed:
    measures that break the same paths stand for one another, so there are never more than a few.
    """
    cheapest: dict[frozenset[int], Control] = {}
    for control in _preventing([one for one in _open(model) if {path.lead for path in paths} & set(one.threats)]):
        broken = frozenset(place for place, path in enumerate(paths) if path.lead in control.threats)
        if broken and (broken not in cheapest or EFFORT[control.effort] < EFFORT[cheapest[broken].effort]):
            cheapest[broken] = control
    choices = [
        some for count in range(1, MOST_BREAKING + 1) for some in combinations(sorted(cheapest, key=sorted), count)
    ]
    best = min(choices, key=lambda some: _cost(some, cheapest), default=())
    chosen = [BreakingMeasure(cheapest[one].id, tuple(sorted(one))) for one in best]
    return tuple(sorted(chosen, key=lambda one: (-len(one.paths), one.paths)))


def _cost(some: tuple[frozenset[int], ...], controls: Mapping[frozenset[int], Control]) -> tuple[int, int, int]:
    """Most paths first, then fewest measures, then least effort."""
    broken = frozenset[int]().union(*some)
    return -len(broken), len(some), sum(EFFORT[controls[one].effort] for one in some)


def _preventing(controls: list[Control]) -> list[Control]:
    """Those that prevent, as finding out breaks nothing; all of them where none does."""
    return [one for one in controls if one.kind is ControlKind.PREVENT] or controls


def _open(model: ThreatModel) -> list[Control]:
    return [control for control in model.controls if control.status not in _SETTLED]
