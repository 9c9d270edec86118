"""The parts of a data-flow diagram in a fixed order, shared by every drawing of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.domain.model import ThreatModel
from agent.domain.threats import ThreatStatus
from agent.domain.wording.names import shortened
from knowledge.catalog import Catalog
from knowledge.text import without_hidden

OUTSIDE = "Outside"
GROUP = "group"
"""The shape of a boundary that is drawn closed, as one node."""
MOST_OPEN = 20
"""With more parts than this, boundaries are drawn closed until someone opens them."""


@dataclass(frozen=True)
class Node:
    """A component, an actor, or a closed boundary as drawn."""

    id: str
    label: str
    kind: str
    shape: str
    open_threats: int


@dataclass(frozen=True)
class Zone:
    """A trust boundary with what lies within, or the outside, which is no boundary."""

    id: str
    name: str
    nodes: tuple[Node, ...]

    @property
    def bounded(self) -> bool:
        """Whether this is a boundary."""
        return self.id != OUTSIDE.lower()


@dataclass(frozen=True)
class Arrow:
    """A flow as drawn, or the flows that a closed boundary makes one."""

    ids: tuple[str, ...]
    source: str
    target: str
    label: str
    untrusted: bool


@dataclass(frozen=True)
class Picture:
    """Everything there is to draw."""

    zones: tuple[Zone, ...]
    arrows: tuple[Arrow, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, zone by zone."""
        return tuple(node for zone in self.zones for node in zone.nodes)


def picture(model: ThreatModel, catalog: Catalog, closed: Iterable[str] = ()) -> Picture:
    """What to draw for a model: the outside, then its boundaries in order; ``closed`` ones as one node each."""
    boundaries = {boundary.id for boundary in model.boundaries}
    shut = {one for one in closed if one in boundaries}
    threats = _open_threats(model)
    places = _places(model, catalog, threats)
    outside = list(places.pop(None))
    zones = []
    for boundary, nodes in places.items():
        if boundary in shut and nodes:
            outside.append(_group(boundary or "", model, nodes, threats))
        elif nodes:
            zones.append(Zone(boundary or "", model.name_of(boundary or ""), tuple(nodes)))
    if outside:
        zones.insert(0, Zone(OUTSIDE.lower(), OUTSIDE, tuple(outside)))
    within = {node.id: boundary or "" for boundary, nodes in places.items() if boundary in shut for node in nodes}
    return Picture(tuple(zones), _arrows(model, within))


def closable(model: ThreatModel) -> tuple[str, ...]:
    """The boundaries that can be drawn closed: those with at least two parts or actors."""
    held = [*(one.boundary for one in model.components), *(one.boundary for one in model.actors)]
    return tuple(boundary.id for boundary in model.boundaries if held.count(boundary.id) > 1)


def closed_at_first(model: ThreatModel) -> frozenset[str]:
    """The boundaries to draw closed before anyone chose: all of a large model, none of a small one."""
    return frozenset(closable(model)) if len(model.components) > MOST_OPEN else frozenset()


def holding(model: ThreatModel, ids: Iterable[str]) -> frozenset[str]:
    """The boundaries that hold one of these parts or actors, or an end of one of these flows."""
    wanted = set(ids)
    ends = {end for flow in model.flows if flow.id in wanted for end in (flow.source, flow.target)}
    lies = {one.id: one.boundary for one in model.components} | {one.id: one.boundary for one in model.actors}
    return frozenset(boundary for one in wanted | ends if (boundary := lies.get(one)))


def shown(text: str, limit: int) -> str:
    """A label on one line, without what cannot be seen, cut to a length."""
    return shortened(" ".join(without_hidden(text).text.split()), limit)


def described(model: ThreatModel) -> str:
    """The picture in one sentence, for those who do not see it."""
    untrusted = sum(flow.untrusted for flow in model.flows)
    return (
        f"Data-flow diagram with {len(model.components)} components, {len(model.actors)} actors, "
        f"{len(model.boundaries)} trust boundaries and {len(model.flows)} flows, {untrusted} of them untrusted. "
        "The table of flows says the same in words."
    )


def _places(model: ThreatModel, catalog: Catalog, threats: "Open") -> dict[str | None, list[Node]]:
    places: dict[str | None, list[Node]] = {None: [], **{boundary.id: [] for boundary in model.boundaries}}
    for actor in model.actors:
        words = "trusted actor" if actor.trusted else "actor"
        places[actor.boundary].append(Node(actor.id, model.name_of(actor.id), words, "person", 0))
    for part in model.components:
        kind = catalog.kinds[part.kind]
        words = f"{kind.label}, inferred" if part.inferred else kind.label
        number = len(threats.get(part.id, ()))
        places[part.boundary].append(Node(part.id, model.name_of(part.id), words, kind.shape, number))
    return places


def _group(boundary: str, model: ThreatModel, nodes: list[Node], threats: "Open") -> Node:
    number = len(set().union(*(threats.get(node.id, ()) for node in nodes)))
    words = "1 part inside" if len(nodes) == 1 else f"{len(nodes)} parts inside"
    return Node(boundary, model.name_of(boundary), words, GROUP, number)


def _arrows(model: ThreatModel, within: dict[str, str]) -> tuple[Arrow, ...]:
    """The flows between what is drawn; those that share both ends with a closed boundary are one arrow."""
    merged: dict[object, list[str]] = {}
    ends: dict[object, tuple[str, str, bool]] = {}
    labels = {flow.id: flow.label for flow in model.flows}
    for flow in model.flows:
        source, target = within.get(flow.source, flow.source), within.get(flow.target, flow.target)
        hidden = source != flow.source or target != flow.target
        if hidden and source == target:
            continue
        key = (source, target, flow.untrusted) if hidden else flow.id
        merged.setdefault(key, []).append(flow.id)
        ends[key] = (source, target, flow.untrusted)
    return tuple(
        Arrow(tuple(ids), *ends[key][:2], _label([labels[one] for one in ids]), ends[key][2])
        for key, ids in merged.items()
    )


def _label(labels: list[str]) -> str:
    different = tuple(dict.fromkeys(filter(None, labels)))
    return different[0] if len(different) == 1 else f"{len(labels)} flows" if len(labels) > 1 else ""


Open = dict[str, set[str]]
"""The ids of open threats, by the part they are on."""


def _open_threats(model: ThreatModel) -> Open:
    """Worked out once for all parts: in a large model there are a thousand of each."""
    found: Open = {}
    for threat in model.threats:
        for target in threat.targets if threat.status is ThreatStatus.OPEN else ():
            found.setdefault(target, set()).add(threat.id)
    return found
