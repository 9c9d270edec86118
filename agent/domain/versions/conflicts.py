"""Edits that were made on an older version: what nobody else touched merges, the rest comes back as a choice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from itertools import pairwise
from typing import Any, NamedTuple

from pydantic import Field, TypeAdapter

from agent.domain.changes.apply import Mint, Terms, apply
from agent.domain.changes.edits import (
    DescribeSystem,
    Edit,
    PlanControl,
    PutActor,
    PutAsset,
    PutAssumption,
    PutBoundary,
    PutComponent,
    PutControl,
    PutFlow,
    PutThreat,
    Remove,
    RewordThreat,
    StayOffline,
)
from agent.domain.facts import SYSTEM
from agent.domain.model import Thing, ThreatModel
from agent.domain.sessions.session import Conflict, Offer, Said
from agent.domain.versions.changed_fields import WHOLE, Key, Slot, differing
from knowledge.vocabulary import Value

_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
_MOST_SHOWN = 120


class Step(Value):
    """A version of a model with who made it."""

    author: str = Field(description="Who made it.")
    by: str = Field(description="Key of who made it.")
    at: datetime = Field(description="When.")
    model: ThreatModel = Field(description="The model at that version.")


class Merged(Value):
    """What is left of some edits, and where others were faster."""

    edits: tuple[Edit, ...] = Field(default=(), description="The edits, fit for the present version.")
    conflicts: tuple[Conflict, ...] = Field(default=(), description="A choice for each field that others changed.")

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The own side of each choice, which only a yes takes."""
        return tuple(
            Offer(line=f"Change {one.field} to “{one.yours}”, which {one.who} made “{one.theirs}”"[:400],
                  edits=one.edits, before=one.theirs, after=one.yours)
            for one in self.conflicts
        )  # fmt: skip

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say of each choice."""
        return tuple(
            f"{one.who} changed {one.field} to “{one.theirs}” while you had the page open. Theirs stands; yours, "
            f"“{one.yours}”, waits for your yes."
            for one in self.conflicts
        )


class _Theirs(NamedTuple):
    """What somebody else has made of a field."""

    step: Step
    value: Any


def merged(said: Said, since: Sequence[Step], terms: Terms) -> Merged:
    """The edits of a turn that were made on the first of some versions, fit for the last of them.

    A field that somebody other than the speaker has given another value meanwhile keeps theirs, and the own value
    comes back as a choice. What was added under an id that another thing has got meanwhile gets an id of its own.
    """
    if len(since) < 2:
        return Merged(edits=said.edits)
    now, mine, theirs = since[-1].model, since[0].model, _theirs(since, said)
    kept, conflicts = list[Edit](), list[Conflict]()
    fresh = _Fresh(mine, now)
    for edit in said.edits:
        outcome = apply(mine, (edit,), terms, said.author)
        if outcome.refused or fresh.adds(edit):
            kept.append(fresh.renumbered(edit))
        else:
            wanted = differing(mine, outcome.model)
            clash = _clashes(edit, wanted, theirs)
            kept += [fresh.renumbered(left) for left in _without(edit, wanted, clash, now)]
            conflicts += [_choice(edit, key, slot, theirs[key], fresh) for key, slot in clash.items()]
        mine = outcome.model
    return Merged(edits=tuple(kept), conflicts=tuple(conflicts))


def _theirs(since: Sequence[Step], said: Said) -> dict[Key, _Theirs]:
    """What others changed last, by field; a program that speaks for a person is another."""
    last: dict[Key, _Theirs] = {}
    for earlier, later in pairwise(since):
        for key, slot in differing(earlier.model, later.model).items():
            last[key] = _Theirs(later, slot.after)
    me = (said.by, said.author)
    return {key: one for key, one in last.items() if (one.step.by, one.step.author) != me}


def _clashes(edit: Edit, wanted: Mapping[Key, Slot], theirs: Mapping[Key, _Theirs]) -> dict[Key, Slot]:
    """The fields of an edit that others gave another value; of one that is no sum of fields, the first stands for all.

    Nothing keeps a model from staying offline.
    """
    if isinstance(edit, StayOffline) and edit.offline:
        return {}
    found = {key: slot for key, slot in wanted.items() if key in theirs and theirs[key].value != slot.after}
    if isinstance(edit, Remove):
        found |= {key: Slot(None, None) for key in theirs if key[0] == edit.id}
    parted = _thing_of(edit) is not None or _partial(edit, found)
    first = min(found, key=lambda key: (key[1] != "status", key), default=None)
    return found if parted or first is None else {first: found[first]}


def _without(edit: Edit, wanted: Mapping[Key, Slot], clash: Mapping[Key, Slot], now: ThreatModel) -> tuple[Edit, ...]:
    """What is left of an edit beside the fields that others changed, if anything."""
    there = _present(edit, now)
    if there is not None:
        free = {
            field: slot.after for (one, field), slot in wanted.items() if one == there.id and (one, field) not in clash
        }
        return _put_anew(edit, there, free)
    if not clash:
        return (edit,)
    if not _partial(edit, clash):
        return ()
    left = edit.model_copy(update={field: None for _, field in clash})
    says = any(getattr(left, field) is not None for field in _given(edit))
    return (left,) if says else ()


def _choice(edit: Edit, key: Key, slot: Slot, theirs: _Theirs, fresh: "_Fresh") -> Conflict:
    """A choice between two values of a field."""
    field, shown, yours = _field(key, fresh.now), _shown(theirs.value), _shown(slot.after)
    if isinstance(edit, Remove):
        field, shown, yours = _field((edit.id, WHOLE), fresh.now), f"kept: {field} is {shown}"[:400], "removed"
    alone = fresh.renumbered(_alone(edit, key, slot, fresh.now))
    step = theirs.step
    return Conflict(
        thing=key[0], field=field[:400], theirs=shown, yours=yours, who=step.author, at=step.at, edits=(alone,)
    )


def _alone(edit: Edit, key: Key, slot: Slot, now: ThreatModel) -> Edit:
    """The part of an edit that changes one field, to be made on the present version."""
    there = _present(edit, now)
    if there is not None:
        return next(iter(_put_anew(edit, there, {key[1]: slot.after})), edit)
    if _partial(edit, (key,)):
        return edit.model_copy(update={field: None for field in _given(edit) if field != key[1]})
    return edit


def _partial(edit: Edit, keys: Iterable[Key]) -> bool:
    """Whether an edit is a sum of fields that stay as they are where they are none, these among them."""
    return isinstance(edit, DescribeSystem | RewordThreat | PlanControl) and all(key[1] in _given(edit) for key in keys)


def _given(edit: Edit) -> tuple[str, ...]:
    """The fields that an edit of fields sets."""
    return tuple(name for name in type(edit).model_fields if name not in ("edit", "threat", "control"))


def _present(edit: Edit, now: ThreatModel) -> Thing | None:
    """The present form of the thing that an edit carries as a whole."""
    thing = _thing_of(edit)
    return next((one for one in now.things() if thing is not None and one.id == thing.id), None)


def _put_anew(edit: Edit, there: Thing, changes: Mapping[str, Any]) -> tuple[Edit, ...]:
    """An edit that puts the present thing with some fields changed, unless that changes nothing."""
    wanted = there.model_copy(update=dict(changes))
    return (edit.model_copy(update={_WHOLE[type(edit)]: wanted}),) if wanted != there else ()


def _thing_of(edit: Edit) -> Thing | None:
    """The thing that an edit carries as a whole, of which a person may have touched one field only."""
    name = _WHOLE.get(type(edit))
    found: Thing | None = getattr(edit, name) if name else None
    return found


_WHOLE: dict[type[Value], str] = {
    PutComponent: "component", PutActor: "actor", PutFlow: "flow", PutBoundary: "boundary", PutAsset: "asset",
    PutAssumption: "assumption",
}  # fmt: skip
_NEW: dict[type[Value], str] = {**_WHOLE, PutThreat: "threat", PutControl: "control"}


class _Fresh:
    """Gives what was added on an older version ids that nothing else has got meanwhile."""

    def __init__(self, base: ThreatModel, now: ThreatModel) -> None:
        self.now, self._base, self._mint = now, {one.id for one in base.things()}, Mint(now)
        self._ids: dict[str, str] = {}
        self._moved: set[str] = set()

    def adds(self, edit: Edit) -> bool:
        """Whether an edit adds a thing; its id is settled then."""
        name = _NEW.get(type(edit))
        thing = getattr(edit, name).id if name else None
        if thing is None or (thing in self._base and thing not in self._ids):
            return False
        letter, _, number = thing.partition("-")
        if thing not in self._ids:
            if int(number) <= self.now.issued.get(letter, 0):
                self._moved.add(letter)
            self._ids[thing] = self._mint.take(letter) if letter in self._moved else thing
        return True

    def renumbered(self, edit: Edit) -> Edit:
        """The edit with the new ids."""
        if all(old == new for old, new in self._ids.items()):
            return edit
        return _EDIT.validate_python(self._changed(edit.model_dump(mode="python")))

    def _changed(self, part: Any) -> Any:
        if isinstance(part, dict):
            return {name: self._changed(inner) for name, inner in part.items()}
        if isinstance(part, (list, tuple)):
            return tuple(self._changed(inner) for inner in part)
        return self._ids.get(part, part) if isinstance(part, str) and not isinstance(part, Enum) else part


def _field(key: Key, model: ThreatModel) -> str:
    """A field in words."""
    thing, field = key
    called = model.name_of(thing)
    whose = "the system" if thing == SYSTEM else thing if called == thing else f"{thing} ({called})"
    named = field.removeprefix("fact ").replace("_", " ")
    return f"{named} of {whose}" if field != WHOLE else f"{whose} as a whole"


def _shown(value: Any) -> str:
    """A value as a person reads it, cut where it is long."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, (list, tuple)):
        return _cut(", ".join(_shown(one) for one in value))
    if isinstance(value, Value):
        return _cut(str(getattr(value, "name", "") or getattr(value, "title", "") or value))
    return _cut(str(value))


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST_SHOWN else f"{words[: _MOST_SHOWN - 1]}…"
