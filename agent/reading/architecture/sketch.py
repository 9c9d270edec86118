"""A sketch of the architecture while a turn is read: what the model holds already, and what the turn adds."""

from agent.domain import Component, DataFlow, Mint, Origin, Quote, ThreatModel, TrustBoundary
from agent.domain.changes.edits import Edit, PutActor, PutAsset, PutBoundary, PutComponent, PutFlow
from agent.domain.system import Actor, Asset
from agent.domain.wording.names import names_of
from agent.reading.text.names import key_of
from knowledge.vocabulary import ComponentKind


class Sketch:
    """The parts known so far, and the edits that add the new ones; nothing is added twice."""

    def __init__(self, model: ThreatModel, mint: Mint, turn: int) -> None:
        self._mint = mint
        self._turn = turn
        self.components: dict[str, Component] = {part.id: part for part in model.components}
        self.actors: dict[str, Actor] = {actor.id: actor for actor in model.actors}
        self.flows: dict[tuple[str, str], DataFlow] = {(flow.source, flow.target): flow for flow in model.flows}
        self.boundaries: dict[str, TrustBoundary] = {boundary.name: boundary for boundary in model.boundaries}
        self.assets: dict[str, Asset] = {asset.name: asset for asset in model.assets}
        self.fresh: set[str] = set()
        """Ids of the parts and people that this turn adds; only these are placed and linked."""
        self.left_out: dict[str, None] = {}
        """Names of parts that were more than a first draft takes in, in their order."""
        self._changed: dict[str, Edit] = {}

    def edits(self) -> tuple[Edit, ...]:
        """The edits that bring the model to this sketch: boundaries first, then parts, then what links them."""
        order = (PutBoundary, PutComponent, PutActor, PutFlow, PutAsset)
        return tuple(edit for kind in order for edit in self._changed.values() if isinstance(edit, kind))

    def known_as(self, key: str, *, told: bool) -> Component | None:
        """The part of just this name, whatever its kind: any where ``told``, else of a file or somebody's hand."""
        parts = (part for part in self.components.values() if told or part.origin is not Origin.RULE)
        return next((part for part in parts if key in map(key_of, names_of(part))), None)

    @property
    def still_out(self) -> tuple[str, ...]:
        """The parts that were left out and that no other words brought in."""
        there = {key_of(name) for part in self.components.values() for name in names_of(part)}
        return tuple(name for name in self.left_out if key_of(name) not in there)

    def of_kind(self, *kinds: ComponentKind) -> list[Component]:
        """The components of some kinds, in the order in which they came."""
        return [part for part in self.components.values() if part.kind in kinds]

    def add_component(self, name: str, kind: ComponentKind, words: str = "", *, likely: bool = False) -> Component:
        """Add a part; without the owner's words, or where they leave a doubt, it counts as inferred."""
        part = Component(
            id=self._mint.take("C"),
            name=name,
            kind=kind,
            origin=Origin.RULE,
            inferred=likely or not words,
            quotes=self.quotes(words),
        )
        self.fresh.add(part.id)
        return self.put(part)

    def put(self, part: Component) -> Component:
        """Take a part as it shall be."""
        self.components[part.id] = part
        self._changed[part.id] = PutComponent(component=part)
        return part

    def add_actor(self, name: str, *, trusted: bool, boundary: str | None, words: str) -> Actor:
        """Add a person or group, unless one of that name is there."""
        known = next((one for one in self.actors.values() if name.lower() in map(str.lower, names_of(one))), None)
        if known is not None:
            return known
        quotes = self.quotes(words)
        actor = Actor(id=self._mint.take("P"), name=name, trusted=trusted, boundary=boundary, quotes=quotes)
        self.actors[actor.id] = actor
        self.fresh.add(actor.id)
        self._changed[actor.id] = PutActor(actor=actor)
        return actor

    def boundary(self, name: str, trust: int) -> str:
        """The id of a boundary, added when first needed."""
        if name not in self.boundaries:
            boundary = TrustBoundary(id=self._mint.take("B"), name=name, trust=trust)
            self.boundaries[name] = boundary
            self._changed[boundary.id] = PutBoundary(boundary=boundary)
        return self.boundaries[name].id

    def add_flow(self, source: str, target: str, label: str, *, untrusted: bool = False, inferred: bool = True) -> None:
        """Add a flow, unless there is one between these two in that direction."""
        if source == target or (source, target) in self.flows:
            return
        flow = DataFlow(
            id=self._mint.take("F"),
            source=source,
            target=target,
            label=label[:120],
            untrusted=untrusted,
            inferred=inferred,
        )
        self.flows[source, target] = flow
        self._changed[flow.id] = PutFlow(flow=flow)

    def add_asset(self, name: str, needs: tuple[str, ...], held_by: tuple[str, ...]) -> None:
        """Add something worth protecting, unless it is there."""
        if name not in self.assets:
            asset = Asset(id=self._mint.take("D"), name=name, needs=needs, held_by=held_by)
            self.assets[name] = asset
            self._changed[asset.id] = PutAsset(asset=asset)

    def quotes(self, words: str) -> tuple[Quote, ...]:
        """The owner's words as evidence, if there are any."""
        return (Quote(turn=self._turn, text=words),) if words else ()
