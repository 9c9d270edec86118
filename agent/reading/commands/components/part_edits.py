"""The edits that take a part out, give it another name or kind, or make one of two."""

from collections.abc import Iterable, Iterator
from typing import Any

from agent.domain import SYSTEM, Component, DataFlow, Edit, FactValue, Mint, Origin, Provenance, Quote, ThreatModel
from agent.domain.changes.edits import (
    ClearFact,
    PutActor,
    PutAsset,
    PutBoundary,
    PutComponent,
    PutFlow,
    Remove,
    SetFact,
)
from agent.domain.system import Actor, TrustBoundary
from agent.domain.wording.names import called_too, names_of
from agent.reading.architecture.actors import OUTSIDE
from agent.reading.architecture.boundaries import place_of
from agent.reading.commands.components.command_context import Bench
from agent.reading.commands.entity_lookup import Thing
from agent.reading.facts import FIRM, in_order
from knowledge.vocabulary import ComponentKind

MOST_LETTERS, MOST_QUOTES = 120, 8


def renamed(thing: Thing, name: str, bench: Bench, line: str, kind: ComponentKind | None = None) -> tuple[Edit, ...]:
    """A part or person under another name, and of another kind where one is given."""
    fresh: dict[str, Any] = {"name": name[:MOST_LETTERS]}
    match thing:
        case Component():
            known = thing.model_copy(update={**fresh, "kind": kind or thing.kind, "origin": Origin.USER})
            before = () if thing.inferred else (thing.name,)
            also = {"inferred": False, "called": called_too(known, before)}
            return (PutComponent(component=known.model_copy(update=also)),)
        case Actor():
            person = thing.model_copy(update=fresh)
            return (PutActor(actor=person.model_copy(update={"called": called_too(person, (thing.name,))})),)
    return ()


def taken_out(thing: Thing, bench: Bench, line: str, instead: str = "") -> tuple[Edit, ...]:
    """A part or person taken out; with people goes what only they stood for among those who use it."""
    edits: list[Edit] = [Remove(id=thing.id)]
    if isinstance(thing, Actor):
        edits.extend(_fewer_users(thing, bench, line, instead))
    return tuple(edits)


def moved_outside(person: Actor, bench: Bench) -> tuple[Edit, ...]:
    """People on the other side of the owner's boundary, with all that they send."""
    name, trust = OUTSIDE
    known = next((one for one in bench.model.boundaries if one.name == name), None)
    there = known or TrustBoundary(id=Mint(bench.model).take("B"), name=name, trust=trust)
    sent = (flow for flow in bench.model.flows if flow.source == person.id and not flow.untrusted)
    return (
        *(() if known else (PutBoundary(boundary=there),)),
        PutActor(actor=person.model_copy(update={"trusted": False, "boundary": there.id})),
        *(PutFlow(flow=flow.model_copy(update={"untrusted": True})) for flow in sent),
    )


def moved_inside(person: Actor, model: ThreatModel) -> tuple[Edit, ...]:
    """People on the owner's side of the boundary, with all that they send."""
    home = next((one.boundary for one in model.actors if one.trusted and one.boundary), None)
    sent = (flow for flow in model.flows if flow.source == person.id and flow.untrusted)
    return (
        PutActor(actor=person.model_copy(update={"trusted": True, "boundary": home})),
        *(PutFlow(flow=flow.model_copy(update={"untrusted": False})) for flow in sent),
    )


def moved_home(edits: tuple[Edit, ...], words: str, model: ThreatModel) -> tuple[Edit, ...]:
    """Edits that put a new part in place of another, within the line of trust that the words for it speak of.

    ``A self-hosted Llama`` for GPT-4o lies no longer with third parties; GPT-4o for a model of one's own does.
    """
    return tuple(
        one
        for edit in edits
        for one in (_placed_anew(edit, words, model) if isinstance(edit, PutComponent) else (edit,))
    )


def _placed_anew(edit: PutComponent, words: str, model: ThreatModel) -> tuple[Edit, ...]:
    """A part with the boundary that its words ask for, where that is another one."""
    spoken = edit.component.model_copy(update={"quotes": (Quote(turn=1, text=f"We use {words}."),)})
    name, trust = place_of(spoken, {})
    known = next((one for one in model.boundaries if one.name == name), None)
    there = known or TrustBoundary(id=Mint(model).take("B"), name=name, trust=trust)
    placed = PutComponent(component=edit.component.model_copy(update={"boundary": there.id}))
    return (placed,) if known else (PutBoundary(boundary=there), placed)


def made_one(kept: Thing, others: Iterable[Thing], model: ThreatModel) -> tuple[Edit, ...]:
    """Several things made one: what led to the others leads to the one that is kept, which bears their names too."""
    others = tuple(one for one in others if one.id != kept.id)
    edits: list[Edit] = list(_joined(kept, others))
    gone = {one.id for one in others}
    ends = {(flow.source, flow.target) for flow in model.flows}
    for flow in model.flows:
        source, target = (kept.id if end in gone else end for end in (flow.source, flow.target))
        if (source, target) != (flow.source, flow.target) and source != target and (source, target) not in ends:
            ends.add((source, target))
            edits.append(PutFlow(flow=flow.model_copy(update={"source": source, "target": target})))
    edits.extend(_assets_of(model, gone, kept.id))
    edits.extend(Remove(id=one) for one in sorted(gone))
    return tuple(edits)


def _joined(kept: Thing, others: tuple[Thing, ...]) -> Iterator[Edit]:
    """The thing that is kept, with the names of the others and the words that name them."""
    if isinstance(kept, TrustBoundary):
        return
    same = [one for one in others if isinstance(one, Component | Actor)]
    quotes = tuple(dict.fromkeys((*kept.quotes, *(quote for one in same for quote in one.quotes))))[:MOST_QUOTES]
    named = [name for one in same if not getattr(one, "inferred", False) for name in names_of(one)]
    known = kept.model_copy(update={"quotes": quotes, "called": called_too(kept, named)})
    yield PutComponent(component=known) if isinstance(known, Component) else PutActor(actor=known)


def redirected(source: Thing, old: Thing, new: Thing, model: ThreatModel) -> tuple[Edit, ...]:
    """What flowed between two things flows between the first and another."""
    between = [flow for flow in model.flows if {flow.source, flow.target} == {source.id, old.id}]
    edits: list[Edit] = []
    if not any((flow.source, flow.target) == (source.id, new.id) for flow in model.flows):
        flow = next((one for one in between if one.source == source.id), None)
        fresh = Mint(model).take("F")
        edits.append(PutFlow(flow=_flow(fresh, source.id, new.id, flow.label if flow else "")))
    return (*edits, *(Remove(id=flow.id) for flow in between))


def unlinked(one: Thing, other: Thing, model: ThreatModel) -> tuple[Edit, ...]:
    """Nothing flows between two things."""
    return tuple(Remove(id=flow.id) for flow in model.flows if {flow.source, flow.target} == {one.id, other.id})


def _flow(fresh: str, source: str, target: str, label: str) -> DataFlow:
    return DataFlow(id=fresh, source=source, target=target, label=label)


def _assets_of(model: ThreatModel, gone: set[str], kept: str) -> Iterator[Edit]:
    for asset in model.assets:
        if gone & set(asset.held_by):
            held = dict.fromkeys(kept if one in gone else one for one in asset.held_by)
            yield PutAsset(asset=asset.model_copy(update={"held_by": tuple(held)}))


def _fewer_users(gone: Actor, bench: Bench, line: str, instead: str) -> Iterator[Edit]:
    """Who uses it, without what only those stood for who are gone."""
    users = bench.catalog.filling("users")
    known = bench.model.fact(users.id) if users is not None else None
    if users is None or known is None or not isinstance(known.value, tuple):
        return
    stay = [one.name for one in bench.model.actors if one.id != gone.id] + [instead]
    left = _audience_of((gone.name,), bench) - _audience_of(stay, bench)
    held = {one for one in known.value if one not in left} | {str(one) for one in _audience_of((instead,), bench)}
    value = in_order(users, held)
    if value == known.value:
        return
    if not value:
        yield ClearFact(fact=users.id)
        return
    firm = known.provenance if known.provenance in FIRM else Provenance.STATED
    yield SetFact(
        value=FactValue(fact=users.id, subject=SYSTEM, value=value, provenance=firm, quotes=bench.quotes(line))
    )


def _audience_of(names: Iterable[str], bench: Bench) -> set[object]:
    """Whom some names of people stand for."""
    claims = (claim for name in names if name for claim in bench.text.claims_in(f"Our {name} use it."))
    return {claim.value for claim in claims if bench.catalog.facts[claim.fact].slot == "users"}
