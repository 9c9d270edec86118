"""The edits that put back what a correction took away or changed, for the owner to accept."""

from collections.abc import Iterator
from typing import TypeVar

from agent.domain import SYSTEM, Component, DataFlow, Edit, FactValue, Mint, Origin, Provenance, ThreatModel
from agent.domain.changes.edits import PutActor, PutAsset, PutComponent, PutFlow, SetFact
from agent.domain.system import Actor

Thing = TypeVar("Thing", Component, Actor)


def restoring(before: ThreatModel, after: ThreatModel, now: ThreatModel, mint: Mint) -> tuple[Edit, ...]:
    """What leads back from after to before, on the model as it is now.

    What was removed gets new ids, as ids are never used twice; facts come back as the owner's own word, so that no
    model touches them again.
    """
    ids = _new_ids(before, after, mint)
    return (*_parts(before, after, now, ids), *_people(before, after, now, ids), *_flows(before, after, now, ids, mint),
            *_assets(before, after, ids), *_facts(before, after, ids))  # fmt: skip


def _new_ids(before: ThreatModel, after: ThreatModel, mint: Mint) -> dict[str, str]:
    kept = _ids(after)
    return {one: mint.take(one[0]) for one in sorted(_ids(before) - kept)}


def _ids(model: ThreatModel) -> set[str]:
    """The ids of parts and people."""
    return {part.id for part in model.components} | {actor.id for actor in model.actors}


def _parts(before: ThreatModel, after: ThreatModel, now: ThreatModel, ids: dict[str, str]) -> Iterator[Edit]:
    for part in before.components:
        if _was_other(part, after.component(part.id)):
            own = {"id": ids.get(part.id, part.id), "origin": Origin.USER, "inferred": False}
            today = _as_now(part, after.component(part.id), now.component(part.id))
            yield PutComponent(component=today.model_copy(update=own))


def _people(before: ThreatModel, after: ThreatModel, now: ThreatModel, ids: dict[str, str]) -> Iterator[Edit]:
    def of(model: ThreatModel, one: Actor) -> Actor | None:
        return next((other for other in model.actors if other.id == one.id), None)

    for one in before.actors:
        if _was_other(one, of(after, one)):
            today = _as_now(one, of(after, one), of(now, one))
            yield PutActor(actor=today.model_copy(update={"id": ids.get(one.id, one.id)}))


def _was_other(before: Thing, after: Thing | None) -> bool:
    """Whether a thing is gone or another; by which names it is known besides, from which words, takes nothing away."""
    return after is None or any(value != getattr(after, name) for name, value in before if name not in _GAINED)


_GAINED = frozenset({"called", "quotes"})


def _as_now(before: Thing, after: Thing | None, now: Thing | None) -> Thing:
    """A thing as it is now but for what this one correction changed, so that another of the same thing stays."""
    if after is None or now is None:
        return before
    changed = {name: value for name, value in before if value != getattr(after, name)}
    return now.model_copy(update=changed)


def _flows(
    before: ThreatModel, after: ThreatModel, now: ThreatModel, ids: dict[str, str], mint: Mint
) -> Iterator[Edit]:
    """The flows as they were, unless one of their ends is gone for another reason."""
    there = _ids(now) | set(ids.values())
    kept = {flow.id for flow in now.flows}
    for flow in before.flows:
        ends = {"source": ids.get(flow.source, flow.source), "target": ids.get(flow.target, flow.target)}
        if flow not in after.flows and set(ends.values()) <= there:
            fresh = flow.id if flow.id in kept else mint.take("F")
            yield PutFlow(flow=DataFlow.model_validate({**dict(flow), **ends, "id": fresh}))


def _assets(before: ThreatModel, after: ThreatModel, ids: dict[str, str]) -> Iterator[Edit]:
    now = {one.id: one for one in after.assets}
    for one in before.assets:
        if one.id in now and one.held_by != now[one.id].held_by:
            held = tuple(ids.get(holder, holder) for holder in one.held_by)
            yield PutAsset(asset=one.model_copy(update={"held_by": held}))


def _facts(before: ThreatModel, after: ThreatModel, ids: dict[str, str]) -> Iterator[Edit]:
    """The facts as they were; those that only followed from others follow again by themselves."""
    now = {(kept.fact, kept.subject): kept for kept in after.facts}
    for kept in before.facts:
        new = now.get((kept.fact, kept.subject))
        changed = new is None or new.value != kept.value
        if changed and (kept.provenance is not Provenance.IMPLIED or (new is not None and _settles(new))):
            yield SetFact(value=_of_owner(kept, ids))


def _of_owner(kept: FactValue, ids: dict[str, str]) -> FactValue:
    subject = kept.subject if kept.subject == SYSTEM else ids.get(kept.subject, kept.subject)
    return kept.model_copy(update={"provenance": Provenance.TABLE, "because": "", "subject": subject})


def _settles(new: FactValue) -> bool:
    return new.provenance is not Provenance.IMPLIED
