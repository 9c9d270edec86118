"""Remove a thing from a model together with what hangs on it alone."""

from typing import Any

from agent.domain.changes.edit_refusal import Refused
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel

_PLACES = {
    "C": "components",
    "P": "actors",
    "F": "flows",
    "B": "boundaries",
    "D": "assets",
    "A": "assumptions",
    "T": "threats",
    "M": "controls",
}


def remove(model: ThreatModel, thing_id: str) -> ThreatModel:
    """Remove a thing by its id; flows that end at it go too, links to it are dropped."""
    place = _PLACES.get(thing_id.partition("-")[0])
    if place is None or not any(thing.id == thing_id for thing in getattr(model, place)):
        raise Refused(f"there is nothing with the id {thing_id} to remove")
    gone = {thing_id} | {flow.id for flow in model.flows if thing_id in (flow.source, flow.target)}
    changes: dict[str, Any] = {name: _without(getattr(model, name), gone) for name in _PLACES.values()}
    for name in ("components", "actors"):
        changes[name] = tuple(_reset(thing, "boundary", None, gone) for thing in changes[name])
    changes["assets"] = tuple(_drop(asset, "held_by", gone) for asset in changes["assets"])
    changes["threats"] = tuple(_retarget(threat, gone) for threat in changes["threats"])
    changes["controls"] = tuple(_drop(control, "threats", gone) for control in changes["controls"])
    changes["facts"] = tuple(value for value in model.facts if value.subject not in gone)
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return ThreatModel.model_validate({**fields, **changes})


def _without(things: tuple[Any, ...], gone: set[str]) -> tuple[Any, ...]:
    return tuple(thing for thing in things if thing.id not in gone)


def _reset(thing: Any, field: str, value: object, gone: set[str]) -> Any:
    return thing.model_copy(update={field: value}) if getattr(thing, field) in gone else thing


def _drop(thing: Any, field: str, gone: set[str]) -> Any:
    links = getattr(thing, field)
    return (
        thing if not gone & set(links) else thing.model_copy(update={field: tuple(i for i in links if i not in gone)})
    )


def _retarget(threat: Any, gone: set[str]) -> Any:
    """A threat whose last target goes is left with the system as a whole until the next draft."""
    kept = _drop(threat, "targets", gone)
    return kept if kept.targets else kept.model_copy(update={"targets": (SYSTEM,)})
