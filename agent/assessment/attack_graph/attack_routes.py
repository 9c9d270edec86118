"""The way over the data flow diagram that a threat takes: from who begins it to what it reaches."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from agent.assessment.narratives.component_exposure import Scene, Scenes
from agent.assessment.narratives.threat_sources import Cast, cast_of, judges
from agent.domain.facts import SYSTEM
from agent.domain.findings.attack_paths import Step
from agent.domain.system import Component, DataFlow
from agent.domain.threats import Threat
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect, Stride

WHOLE = 3
"""So many steps has a way at least that begins with somebody and ends beyond the part that acts."""


@dataclass(frozen=True)
class Route:
    """The steps of one threat, in order."""

    steps: tuple[Step, ...]

    @property
    def entry(self) -> str:
        """Id of where it begins."""
        return self.steps[0].id

    @property
    def end(self) -> str:
        """Id of what it reaches."""
        return self.steps[-1].id

    @property
    def reaches(self) -> bool:
        """Whether it leads from somebody or something outside, through a part that acts, to what that part reaches."""
        return len(self.steps) >= WHOLE and len({step.id for step in self.steps}) == len(self.steps)

    @property
    def parts(self) -> frozenset[str]:
        """Ids of the parts on the way."""
        return frozenset(step.id for step in self.steps if step.id.startswith("C"))

    @property
    def lit(self) -> frozenset[str]:
        """Ids of the actors, parts and flows on the way."""
        return frozenset(one for step in self.steps for one in (step.id, step.flow) if one and one != SYSTEM)


class Routes:
    """Finds the routes of one model's threats."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes, self._model = scenes, scenes.model
        self._reached: Counter[str] = Counter()

    def of(self, threat: Threat, pattern: ThreatPattern | None) -> Route:
        """The route of a threat; where nothing is drawn around it, the part alone or the system as a whole."""
        scene = self._scenes.of(threat.targets, pattern is not None and judges(pattern))
        if scene.doer is None:
            return Route((Step(SYSTEM, self._model.name_of(SYSTEM)),))
        way = self._way(scene, pattern)
        steps = [*self._along(way), *([] if way else [Step(scene.doer.id, self._name(scene.doer.id))])]
        end = self._end(scene, threat, {step.id for step in steps})
        return Route((*steps, *end))

    def _way(self, scene: Scene, pattern: ThreatPattern | None) -> tuple[DataFlow, ...]:
        """The way in of those whom the pattern means; where it means somebody else, of nobody."""
        cast = cast_of(pattern) if pattern is not None else Cast.OTHER
        elsewhere = cast is Cast.OTHER and (pattern is None or pattern.flows != "untrusted")
        if cast is Cast.INSIDER or elsewhere:
            return ()
        meant = self._scenes.authors(scene) if cast is Cast.AUTHOR else self._scenes.outsiders(scene.people)
        first = next((one.id for one in meant if cast is Cast.NOBODY or self._scenes.is_told(one.id, scene)), "")
        return next((way for way in scene.ways if way[0].source == first), ())

    def _along(self, way: tuple[DataFlow, ...]) -> Iterable[Step]:
        if way:
            yield Step(way[0].source, self._name(way[0].source))
        yield from (Step(flow.target, self._name(flow.target), flow.id) for flow in way)

    def _end(self, scene: Scene, threat: Threat, passed: set[str]) -> Iterable[Step]:
        """What the part that acts reaches, by what the threat is after: where things are kept, or what does things.

        Of several alike it is what the fewest routes before this one end at.
        """
        kept = Stride.INFORMATION_DISCLOSURE in threat.stride or threat.aspect is Aspect.PRIVACY
        order = (*scene.stores, *scene.hands) if kept else self._by_deed(scene)
        named = [part for part in order if part.id not in passed]
        aimed = [part for part in named if part.id in threat.targets] or [part for part in named if not part.inferred]
        if aimed:
            alike = [part for part in aimed if (part in scene.stores) is (aimed[0] in scene.stores)]
            part = min(alike, key=lambda one: self._reached[one.id])
            self._reached[part.id] += 1
            yield from self._to(scene.doer, part)

    def _by_deed(self, scene: Scene) -> list[Component]:
        """What does things, then where things are kept; what the owner names in what the part does comes first."""
        deed = self._scenes.deeds.done_by(scene.doer.id) if scene.doer is not None else None
        told = deed.phrase.lower() if deed is not None else ""
        return sorted((*scene.hands, *scene.stores), key=lambda part: part.name.lower() not in told)

    def _to(self, doer: Component | None, part: Component) -> Iterable[Step]:
        """The step from the part that acts to another, with the flow between them where one is drawn."""
        ends = {doer.id if doer is not None else "", part.id}
        flow = next((flow.id for flow in self._model.flows if {flow.source, flow.target} == ends), "")
        yield Step(part.id, self._name(part.id), flow)

    def _name(self, one: str) -> str:
        return self._model.name_of(one)
