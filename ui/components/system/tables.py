"""Turn the parts of a system into table rows, and changed rows back into edits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from agent.domain.changes.apply import Mint
from agent.domain.changes.edits import Edit, PutActor, PutBoundary, PutComponent, PutFlow, Remove
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Asset, Component, DataFlow, Origin, TrustBoundary
from knowledge.vocabulary import ComponentKind, Value

OUTSIDE = "Outside"
"""The word for: within no trust boundary."""

Row = Mapping[str, object]
Thing = TypeVar("Thing", Component, Actor, DataFlow, TrustBoundary, Asset)


class Incomplete(Value):
    """A row that cannot be saved yet, and what it lacks."""

    message: str


def choices(model: ThreatModel, ids: Iterable[str]) -> dict[str, str]:
    """Ids with a name to choose by; equal names get their id added, so that each can be told apart."""
    names = {one: model.name_of(one) for one in ids}
    seen = list(names.values())
    return {one: name if seen.count(name) == 1 else f"{name} ({one})" for one, name in names.items()}


def component_rows(model: ThreatModel, kinds: Mapping[ComponentKind, str]) -> list[dict[str, object]]:
    """A row per component."""
    zones = choices(model, (boundary.id for boundary in model.boundaries))
    return [
        {"Id": one.id, "Name": one.name, "Kind": kinds[one.kind], "Boundary": zones.get(one.boundary or "", OUTSIDE),
         "Does": one.description}
        for one in model.components
    ]  # fmt: skip


def component_edits(
    model: ThreatModel, rows: Sequence[Row], kinds: Mapping[ComponentKind, str]
) -> tuple[Edit, ...] | Incomplete:
    """What changed in the table of components."""
    zones = {name: one for one, name in choices(model, (boundary.id for boundary in model.boundaries)).items()}
    by_label = {label: kind for kind, label in kinds.items()}
    mint, edits = Mint(model), list[Edit]()
    for row in rows:
        name, label = words_of(row, "Name"), words_of(row, "Kind")
        if not name and not label:
            continue
        if not name or label not in by_label:
            return Incomplete(message=f"the component “{name or 'without a name'}” needs a name and a kind")
        before = model.component(words_of(row, "Id"))
        values = {
            "name": name, "kind": by_label[label], "boundary": zones.get(words_of(row, "Boundary")),
            "description": words_of(row, "Does"),
        }  # fmt: skip
        if before is None:
            edits.append(PutComponent(component=Component(id=mint.take("C"), origin=Origin.USER, **values)))
        elif any(getattr(before, field) != value for field, value in values.items()):
            edits.append(PutComponent(component=before.model_copy(update={**values, "inferred": False})))
    return (*edits, *removed(model.components, rows))


def flow_rows(model: ThreatModel) -> list[dict[str, object]]:
    """A row per flow."""
    names = choices(model, ends(model))
    return [
        {"Id": one.id, "From": names[one.source], "To": names[one.target], "What": one.label,
         "Untrusted": one.untrusted}
        for one in model.flows
    ]  # fmt: skip


def flow_edits(model: ThreatModel, rows: Sequence[Row]) -> tuple[Edit, ...] | Incomplete:
    """What changed in the table of flows."""
    by_name = {name: one for one, name in choices(model, ends(model)).items()}
    known = {flow.id: flow for flow in model.flows}
    mint, edits = Mint(model), list[Edit]()
    for row in rows:
        source, target = by_name.get(words_of(row, "From")), by_name.get(words_of(row, "To"))
        if not words_of(row, "From") and not words_of(row, "To"):
            continue
        if source is None or target is None:
            return Incomplete(message="each flow needs a part it comes from and a part it goes to")
        label, untrusted = words_of(row, "What"), bool(row.get("Untrusted") or False)
        before = known.get(words_of(row, "Id"))
        if before is None:
            flow = DataFlow(id=mint.take("F"), source=source, target=target, label=label, untrusted=untrusted)
            edits.append(PutFlow(flow=flow))
        elif (before.source, before.target, before.label, before.untrusted) != (source, target, label, untrusted):
            changes = {"source": source, "target": target, "label": label, "untrusted": untrusted, "inferred": False}
            edits.append(PutFlow(flow=before.model_copy(update=changes)))
    return (*edits, *removed(model.flows, rows))


def boundary_rows(model: ThreatModel) -> list[dict[str, object]]:
    """A row per trust boundary."""
    return [{"Id": one.id, "Name": one.name, "Trust": one.trust} for one in model.boundaries]


def boundary_edits(model: ThreatModel, rows: Sequence[Row]) -> tuple[Edit, ...] | Incomplete:
    """What changed in the table of trust boundaries."""
    known = {boundary.id: boundary for boundary in model.boundaries}
    mint, edits = Mint(model), list[Edit]()
    for row in rows:
        name = words_of(row, "Name")
        if not name:
            if words_of(row, "Id"):
                return Incomplete(message="each trust boundary needs a name")
            continue
        trust = _whole(row.get("Trust"), 50)
        before = known.get(words_of(row, "Id"))
        if before is None:
            edits.append(PutBoundary(boundary=TrustBoundary(id=mint.take("B"), name=name, trust=trust)))
        elif (before.name, before.trust) != (name, trust):
            edits.append(PutBoundary(boundary=before.model_copy(update={"name": name, "trust": trust})))
    return (*edits, *removed(model.boundaries, rows))


def actor_rows(model: ThreatModel) -> list[dict[str, object]]:
    """A row per actor."""
    zones = choices(model, (boundary.id for boundary in model.boundaries))
    return [
        {"Id": one.id, "Name": one.name, "Trusted": one.trusted, "Boundary": zones.get(one.boundary or "", OUTSIDE)}
        for one in model.actors
    ]


def actor_edits(model: ThreatModel, rows: Sequence[Row]) -> tuple[Edit, ...] | Incomplete:
    """What changed in the table of actors."""
    zones = {name: one for one, name in choices(model, (boundary.id for boundary in model.boundaries)).items()}
    known = {actor.id: actor for actor in model.actors}
    mint, edits = Mint(model), list[Edit]()
    for row in rows:
        name = words_of(row, "Name")
        if not name:
            if words_of(row, "Id"):
                return Incomplete(message="each actor needs a name")
            continue
        values = {
            "name": name,
            "trusted": bool(row.get("Trusted") or False),
            "boundary": zones.get(words_of(row, "Boundary")),
        }
        before = known.get(words_of(row, "Id"))
        if before is None:
            edits.append(PutActor(actor=Actor(id=mint.take("P"), **values)))
        elif any(getattr(before, field) != value for field, value in values.items()):
            edits.append(PutActor(actor=before.model_copy(update=values)))
    return (*edits, *removed(model.actors, rows))


def ends(model: ThreatModel) -> tuple[str, ...]:
    """Ids of everything a flow can come from or go to."""
    return (*(actor.id for actor in model.actors), *(part.id for part in model.components))


def removed(things: Iterable[Thing], rows: Sequence[Row]) -> list[Edit]:
    """The things whose rows were deleted."""
    kept = {words_of(row, "Id") for row in rows}
    return [Remove(id=thing.id) for thing in things if thing.id not in kept]


def words_of(row: Row, name: str) -> str:
    """The words in a cell; an empty cell has none."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _whole(value: object, default: int) -> int:
    number = float(value) if isinstance(value, int | float) else float("nan")
    return default if number != number else min(100, max(0, int(number)))
