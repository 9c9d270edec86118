"""The parts of a data-flow diagram in a fixed order, shared by every drawing of it."""

from dataclasses import dataclass

from agent.domain.model import ThreatModel
from agent.domain.names import shortened
from agent.domain.threats import ThreatStatus
from knowledge.catalog import Catalog
from knowledge.text import without_hidden

OUTSIDE = "Outside"


@dataclass(frozen=True)
class Node:
    """A component or actor as drawn."""

    id: str
    label: str
    shape: str
    open_threats: int


@dataclass(frozen=True)
class Zone:
    """A trust boundary with what lies within, or the outside."""

    id: str
    name: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Arrow:
    """A flow as drawn."""

    source: str
    target: str
    label: str
    untrusted: bool


@dataclass(frozen=True)
class Picture:
    """Everything there is to draw."""

    zones: tuple[Zone, ...]
    arrows: tuple[Arrow, ...]


def picture(model: ThreatModel, catalog: Catalog) -> Picture:
    """What to draw for a model: zones in the model's order, the outside first."""
    places: dict[str | None, list[Node]] = {None: [], **{boundary.id: [] for boundary in model.boundaries}}
    for actor in model.actors:
        places[actor.boundary].append(Node(actor.id, model.name_of(actor.id), "person", 0))
    for part in model.components:
        shape = catalog.kinds[part.kind].shape
        places[part.boundary].append(Node(part.id, model.name_of(part.id), shape, _open_threats(model, part.id)))
    names: dict[str | None, str] = {None: OUTSIDE, **{one.id: model.name_of(one.id) for one in model.boundaries}}
    zones = tuple(
        Zone(boundary or "outside", names[boundary], tuple(nodes)) for boundary, nodes in places.items() if nodes
    )
    arrows = tuple(Arrow(flow.source, flow.target, flow.label, flow.untrusted) for flow in model.flows)
    return Picture(zones, arrows)


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


def _open_threats(model: ThreatModel, part: str) -> int:
    return sum(part in threat.targets and threat.status is ThreatStatus.OPEN for threat in model.threats)
