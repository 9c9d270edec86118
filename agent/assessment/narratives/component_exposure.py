"""Where a threat takes place: who could begin it, by what way in, which part acts, and what that part reaches.

Read off the diagram alone, so that a sentence names nobody and nothing that the flows do not put there.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.assessment.narratives.scene_words import is_concerned
from agent.assessment.narratives.stated_actions import THINKING, Deeds
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component, DataFlow
from knowledge.vocabulary import ComponentKind as Kind

MOST_STEPS = 5
"""How many flows a way in may have."""
_CONTENT = (Kind.CONTENT_SOURCE, Kind.DATASET, Kind.MEMORY)
_JUDGES = (Kind.PREDICTIVE_MODEL, Kind.RECOMMENDER)
_HANDS = (Kind.TOOL, Kind.TOOL_SERVER, Kind.CODE_RUNNER, Kind.DEVICE, Kind.EXTERNAL_SERVICE)
_ALIKE = (Kind.PREDICTIVE_MODEL, Kind.VISION_MODEL, Kind.SPEECH_MODEL, Kind.RECOMMENDER, Kind.MEDIA_GENERATOR)
"""Models that judge, sense or make something: of two of them it is easily the wrong one that is named."""
_ANY_MODEL = frozenset({"model", "network", "net", "system", "engine", "service"})
_STORES = (Kind.DATA_STORE, Kind.VECTOR_STORE, Kind.MEMORY, Kind.DATASET, Kind.SECRET_STORE)


@dataclass(frozen=True)
class Scene:
    """One part that acts, with what stands around it."""

    doer: Component | None
    """The part that acts; none where the model has no part at all."""
    ways: tuple[tuple[DataFlow, ...], ...]
    """The ways in, from people to the part that acts; those of people who are not trusted first."""
    hands: tuple[Component, ...]
    """Tools, outside services and devices that it reaches."""
    stores: tuple[Component, ...]
    """Where what it reaches is kept."""
    content: tuple[Component, ...]
    """What others write and it reads."""

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of those with a way in."""
        return tuple(dict.fromkeys(way[0].source for way in self.ways))


class Scenes:
    """The scenes of one model, each found once."""

    def __init__(self, model: ThreatModel) -> None:
        self.model = model
        self.deeds = Deeds(model)
        self.actors = {one.id: one for one in model.actors}
        self._parts = {part.id: part for part in model.components}
        self._into: dict[str, list[DataFlow]] = {}
        self._beside: dict[str, list[str]] = {}
        for flow in model.flows:
            self._into.setdefault(flow.target, []).append(flow)
            self._beside.setdefault(flow.source, []).append(flow.target)
            self._beside.setdefault(flow.target, []).append(flow.source)
        self._kept: dict[str, Scene] = {}
        self._alike = [part for part in model.of_kind(*_ALIKE) if not part.inferred]
        self._said = {kept.fact: " ".join(quote.text for quote in kept.quotes).lower() for kept in model.facts}
        self.centre = self._most_telling(model.components)

    @cached_property
    def concerned(self) -> tuple[Actor, ...]:
        """Those on whom results fall, by what they are called; whoever is named once in passing is not meant."""
        outside = (one for one in self.model.actors if not one.trusted)
        return tuple(one for one in outside if is_concerned(one.name, self.deeds.is_often_told(one.name)))

    def of(self, targets: Iterable[str], judging: bool = False, facts: Collection[str] = ()) -> Scene:
        """The scene of a threat with these targets that rests on these facts.

        Of one about how the system judges people, that of what judges. Of several models alike the one is meant that
        the owner names where they tell what the threat rests on.
        """
        targets = tuple(targets)
        doer = self._doer(targets, facts) if not (judging and SYSTEM in targets) else self._judge(facts)
        name = doer.id if doer is not None else ""
        if name not in self._kept:
            self._kept[name] = self._scene(doer)
        return self._kept[name]

    def is_sure(
        self, doer: Component | None, facts: Collection[str], kinds: Collection[Kind], judging: bool = False
    ) -> bool:
        """Whether it is no guess that a threat to parts of some kinds means this one, and no other like it.

        What predicts is easily a model that also sees; a threat to what sees means no other. What writes or sees judges
        people only where the owner names it with that.
        """
        if judging and doer is not None and doer.kind in THINKING and doer.kind not in _JUDGES:
            return self._named(doer, facts) > 0
        if doer is None or doer.kind not in _ALIKE:
            return True
        any_kind = Kind.PREDICTIVE_MODEL in kinds
        others = [one for one in self._alike if one is not doer and (any_kind or one.kind in kinds)]
        return not others or self._named(doer, facts) > max(self._named(one, facts) for one in others)

    def _named(self, part: Component, facts: Collection[str]) -> int:
        """In how many of these facts the owner names a part, by its name or by the last word that is its alone."""
        name = part.name.lower()
        last = name.split()[-1]
        alone = sum(last in one.name.lower().split() for one in self._alike) == 1 and last not in _ANY_MODEL
        word = last if alone else name
        return sum(word in self._said.get(fact, "") for fact in facts)

    def _judge(self, facts: Collection[str]) -> Component | None:
        judging = [part for part in self._alike if part.kind in _JUDGES]
        return max(judging, key=lambda one: self._named(one, facts), default=self.centre)

    def outsiders(self, ids: Iterable[str]) -> tuple[Actor, ...]:
        """Those among some people who are not trusted."""
        return tuple(self.actors[one] for one in ids if one in self.actors and not self.actors[one].trusted)

    def authors(self, scene: Scene) -> tuple[Actor, ...]:
        """People who are not trusted and whose words come in as content, or bring what is read here by name."""
        read = {part.id for part in scene.content}
        by_way = [way[0].source for way in scene.ways if read & {flow.target for flow in way}]
        names = " ".join(part.name.lower() for part in scene.content)
        bringing = [one.id for one in self.outsiders(scene.people) if self._brings(one.id, names)]
        return self.outsiders(dict.fromkeys((*by_way, *bringing)))

    def is_told(self, actor: str, scene: Scene) -> bool:
        """Whether the owner said how somebody comes in, or what they bring; the usual way may be a wrong guess."""
        way = next((way for way in scene.ways if way[0].source == actor), ())
        return (bool(way) and not way[0].inferred) or self.deeds.brought_by(actor) is not None

    def is_told_throughout(self, actor: str, scene: Scene) -> bool:
        """Whether the owner said how somebody comes in, flow by flow up to the part that acts."""
        way = next((way for way in scene.ways if way[0].source == actor), ())
        return bool(way) and not any(flow.inferred for flow in way)

    def is_told_to_bring(self, actor: str, scene: Scene) -> bool:
        """Whether the owner said where somebody comes in and what they bring there, or the whole of their way."""
        way = next((way for way in scene.ways if way[0].source == actor), ())
        brings = bool(way) and not way[0].inferred and self.deeds.brought_by(actor) is not None
        return brings or self.is_told_throughout(actor, scene)

    def is_told_beside(self, part: str, scene: Scene) -> bool:
        """Whether a flow between a part and the part that acts was told."""
        ends = {part, scene.doer.id if scene.doer is not None else ""}
        return any({flow.source, flow.target} == ends and not flow.inferred for flow in self.model.flows)

    def door(self, actor: str, scene: Scene) -> Component | None:
        """Where somebody comes in: the first part on their way that is none of the part itself."""
        way = next((way for way in scene.ways if way[0].source == actor), ())
        first = self._parts.get(way[0].target) if way else None
        return first if first is not None and first is not scene.doer else None

    def _brings(self, actor: str, names: str) -> bool:
        deed = self.deeds.brought_by(actor)
        return deed is not None and deed.thing.split()[-1].lower().rstrip("s") in names

    def _doer(self, targets: tuple[str, ...], facts: Collection[str]) -> Component | None:
        """The part that acts: of the targets the most telling that thinks, else the nearest one to them."""
        parts = [self._parts[one] for one in targets if one in self._parts]
        thinking = [part for part in parts if part.kind in THINKING]
        if thinking:
            return self._most_telling(thinking, facts)
        ends = [end for flow in self.model.flows if flow.id in targets for end in (flow.source, flow.target)]
        near = self._nearest([part.id for part in parts] or ends)
        return near or self.centre

    def _most_telling(self, parts: Collection[Component], facts: Collection[str] = ()) -> Component | None:
        """The first of the kinds that steer the others; one that the owner named goes before one that is inferred.

        Of models alike the one that is named where these facts are told.
        """
        ranks = {kind: rank for rank, kind in enumerate(THINKING)}

        def place(one: Component) -> tuple[bool, bool, int, int]:
            alike = one.kind in _ALIKE
            first = ranks[_ALIKE[0]] if alike else ranks.get(one.kind, 0)
            return one.kind not in ranks, one.inferred, first, -self._named(one, facts) if alike else 0

        return min(parts, key=place, default=None)

    def _nearest(self, starts: list[str]) -> Component | None:
        seen, waiting = set(starts), deque(starts)
        while waiting:
            here = waiting.popleft()
            part = self._parts.get(here)
            if part is not None and part.kind in THINKING:
                return part
            for beside in self._beside.get(here, ()):
                if beside not in seen and beside in self._parts:
                    seen.add(beside)
                    waiting.append(beside)
        return None

    def _scene(self, doer: Component | None) -> Scene:
        if doer is None:
            return Scene(None, (), (), (), ())
        ways, met = self._ways_in(doer.id)
        reached = list(dict.fromkeys(self._reached(doer)))
        return Scene(
            doer=doer,
            ways=tuple(sorted(ways, key=lambda way: self.actors[way[0].source].trusted)),
            hands=tuple(part for part in reached if part.kind in _HANDS),
            stores=tuple(part for part in reached if part.kind in _STORES),
            content=tuple(part for part in self._placed(met) if part.kind in _CONTENT),
        )

    def _reached(self, doer: Component) -> Iterator[Component]:
        """What lies one flow away; for a model that something else calls, what that reaches too."""
        yield from self._placed(self._beside.get(doer.id, ()))
        for flow in self._into.get(doer.id, ()):
            caller = self._parts.get(flow.source)
            if caller is not None and caller.kind in (Kind.AGENT, Kind.SERVICE):
                yield from (one for one in self._placed(self._beside.get(caller.id, ())) if one is not doer)

    def _placed(self, ids: Iterable[str]) -> Iterator[Component]:
        return (self._parts[one] for one in dict.fromkeys(ids) if one in self._parts)

    def _ways_in(self, doer: str) -> tuple[list[tuple[DataFlow, ...]], list[str]]:
        """The shortest way from everybody to a part, and the parts that were met, nearest first."""
        came: dict[str, tuple[DataFlow, ...]] = {doer: ()}
        waiting, ways = deque([doer]), list[tuple[DataFlow, ...]]()
        while waiting:
            here = waiting.popleft()
            for flow in self._into.get(here, ()):
                if flow.source in came or len(came[here]) >= MOST_STEPS:
                    continue
                came[flow.source] = (flow, *came[here])
                if flow.source in self.actors:
                    ways.append(came[flow.source])
                else:
                    waiting.append(flow.source)
        return ways, [one for one in came if one != doer]
