"""Ways to put a list of threats: sorted, or in groups that say what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat, ThreatStatus
from ui.components.value_labels import ASPECTS

SORTS = {
    "order": "Most important first",
    "score": "Highest score first",
    "part": "By part",
    "status": "By status",
}
"""The orders a person can choose, by name."""
GROUPS = {"part": "By part", "aspect": "By kind of harm"}
"""What a long section is grouped by."""


@dataclass(frozen=True)
class Group:
    """Some threats of a section that have something in common."""

    key: str
    title: str
    threats: tuple[Threat, ...]


def sorted_by(threats: Sequence[Threat], sort: str, model: ThreatModel) -> tuple[Threat, ...]:
    """The threats in a chosen order; what is equal keeps its order."""
    parts = _parts(model)
    statuses = {one: rank for rank, one in enumerate(ThreatStatus)}
    match sort:
        case "score":
            return tuple(sorted(threats, key=lambda one: -one.rating.total))
        case "part":
            return tuple(sorted(threats, key=lambda one: parts.get(one.targets[0], len(parts))))
        case "status":
            return tuple(sorted(threats, key=lambda one: statuses[one.status]))
        case _:
            return tuple(threats)


def grouped(threats: Sequence[Threat], by: str, model: ThreatModel) -> tuple[Group, ...]:
    """The groups of a section: the parts in the model's order, or the sides of the system."""
    if by == "aspect":
        sides = {aspect.value: title for aspect, title in ASPECTS.items()}
        return _groups(threats, {one.id: one.aspect.value for one in threats}, sides)
    names = dict.fromkeys([*_parts(model), *(one.targets[0] for one in threats)])
    titles = {name: "The whole system" if name == SYSTEM else model.name_of(name) for name in names}
    return _groups(threats, {one.id: one.targets[0] for one in threats}, titles)


def _groups(threats: Sequence[Threat], keys: Mapping[str, str], titles: Mapping[str, str]) -> tuple[Group, ...]:
    found = ((key, title, tuple(one for one in threats if keys[one.id] == key)) for key, title in titles.items())
    return tuple(Group(key, title, here) for key, title, here in found if here)


def _parts(model: ThreatModel) -> dict[str, int]:
    """The place of each part: first the whole system, then its components, then its flows."""
    order = [SYSTEM, *(part.id for part in model.components), *(flow.id for flow in model.flows)]
    return {name: place for place, name in enumerate(order)}
