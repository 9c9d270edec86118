"""Which fields differ between two versions of a model, as a person would count them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agent.domain.facts import SYSTEM
from agent.domain.model import Thing, ThreatModel
from agent.domain.threats import Threat

Key = tuple[str, str]
"""Id of a thing, or 'system', and the name of a field or fact; the name is empty for the thing as a whole."""
WHOLE = ""
_WORKED_OUT = frozenset({"inherent", "current", "target", "scoring", "reworded", "note", "evidence", "trials"})
"""Fields of a threat that follow from others, or are only added to."""
_OF_MODEL = ("interview_closed", "offline", "scoring")


class Slot(NamedTuple):
    """What a field says in either version; none where it is not there."""

    before: Any
    after: Any


def differing(before: ThreatModel, after: ThreatModel) -> dict[Key, Slot]:
    """The fields that say something else in the one version than in the other."""
    found = {key: slot for key, slot in _slots(before, after) if slot.before != slot.after}
    return dict(sorted(found.items()))


def _slots(before: ThreatModel, after: ThreatModel) -> Iterator[tuple[Key, Slot]]:
    for name in type(before.system).model_fields:
        yield (SYSTEM, name), Slot(getattr(before.system, name), getattr(after.system, name))
    for name in _OF_MODEL:
        yield (SYSTEM, name), Slot(getattr(before, name), getattr(after, name))
    yield from _joined(_facts(before), _facts(after))
    olds, news = ({thing.id: thing for thing in model.things()} for model in (before, after))
    for thing in {**olds, **news}:
        old, new = olds.get(thing), news.get(thing)
        if old is not new:
            yield from _of_thing(thing, old, new)


def _of_thing(thing: str, old: Thing | None, new: Thing | None) -> Iterator[tuple[Key, Slot]]:
    if old is None or new is None:
        yield (thing, WHOLE), Slot(old, new)
        return
    yield from _joined(_fields(old), _fields(new))


def _fields(thing: Thing) -> dict[Key, Any]:
    if not isinstance(thing, Threat):
        return {(thing.id, name): getattr(thing, name) for name in type(thing).model_fields}
    plain = set(type(thing).model_fields) - _WORKED_OUT - {"treatment", "overrides"}
    fields: dict[Key, Any] = {(thing.id, name): getattr(thing, name) for name in plain}
    decided = thing.treatment
    for name in ("reason", "owner", "review_by"):
        fields[thing.id, name] = getattr(decided, name) if decided else None
    for override in thing.overrides:
        fields[thing.id, override.factor.value] = (override.level, override.reason)
    return fields


def _facts(model: ThreatModel) -> dict[Key, Any]:
    """What is known of each fact, or that its owner passed it over."""
    waived: dict[Key, Any] = {(SYSTEM, f"fact {waiver.fact}"): "passed over" for waiver in model.waivers}
    return {**waived, **{(value.subject, f"fact {value.fact}"): value.value for value in model.facts}}


def _joined(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[tuple[Key, Slot]]:
    for key in {**before, **after}:
        yield key, Slot(before.get(key), after.get(key))
