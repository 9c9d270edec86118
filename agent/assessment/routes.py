"""The way over a data flow diagram that a threat takes: from who begins it to what it reaches."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from agent.domain.attack_paths import Step
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.system import DataFlow
from agent.domain.threats import Threat


@dataclass(frozen=True)
class Route:
    """The steps of one threat, in order."""

    steps: tuple[Step, ...]

    @property
    def entry(self) -> str:
        """Id of where it begins."""
        return self.steps[0].id if self.steps else SYSTEM

    @property
    def lit(self) -> frozenset[str]:
        """Ids of its actors, parts and flows."""
        return frozenset(one for step in self.steps for one in (step.id, step.flow) if one and one != SYSTEM)


class Routes:
    """Finds the routes of one model's threats."""

    def __init__(self, model: ThreatModel) -> None:
        self._model = model
        self._into: dict[str, list[DataFlow]] = {}
        for flow in model.flows:
            self._into.setdefault(flow.target, []).append(flow)
        self._sources = {actor.id for actor in model.actors if not actor.trusted}
        self._kept: dict[str, tuple[Step, ...]] = {}

    def of(self, threat: Threat) -> Route:
        """The route of a threat: from the nearest source that is not trusted to the first part it lands on."""
        part = next((one for one in threat.targets if one[0] == "C"), "")
        if not part:
            return Route((Step(SYSTEM, self._model.name_of(SYSTEM)),))
        if part not in self._kept:
            self._kept[part] = self._steps(self._way_to(part), part)
        return Route(self._kept[part])

    def _way_to(self, part: str) -> list[DataFlow]:
        """The shortest way in from an untrusted source, in the order of the flows; empty where there is none."""
        came: dict[str, DataFlow | None] = {part: None}
        waiting = deque([part])
        while waiting:
            here = waiting.popleft()
            if here in self._sources:
                return self._unrolled(here, came)
            for flow in self._into.get(here, ()):
                if flow.source not in came:
                    came[flow.source] = flow
                    waiting.append(flow.source)
        return []

    def _unrolled(self, start: str, came: Mapping[str, DataFlow | None]) -> list[DataFlow]:
        way: list[DataFlow] = []
        here = start
        while (flow := came[here]) is not None:
            way.append(flow)
            here = flow.target
        return way

    def _steps(self, way: list[DataFlow], part: str) -> tuple[Step, ...]:
        name = self._model.name_of
        if not way:
            return (Step(part, name(part)),)
        first = Step(way[0].source, name(way[0].source))
        return (first, *(Step(flow.target, name(flow.target), flow.id) for flow in way))
