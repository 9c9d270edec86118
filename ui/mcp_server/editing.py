"""The edits that an agent may propose: what a person could set by hand, without quotes, scores by rule or stamps.

An agent never brings quotes: what it says of a fact counts as set in a table, and whoever accepts it answers for it.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from agent.domain import Edit, ThreatModel
from agent.domain.changes.apply import apply
from agent.domain.changes.edits import (
    ClearFact,
    ConfirmThreat,
    DecideControl,
    DecideThreat,
    DescribeSystem,
    OverrideFactor,
    PlaceThreat,
    PlanControl,
    PutActor,
    PutComponent,
    PutFlow,
    Remove,
    RewordThreat,
    SetFact,
)
from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.sessions.session import Offer
from agent.domain.system import Actor, Component, DataFlow, Origin
from agent.domain.versions.version_diff import compare
from agent.errors import InputError
from agent.exchange.comparison import HOWS
from knowledge.catalog import Catalog
from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value

MOST_OFFERS = 40
_LONGEST = 400


class NameSystem(Value):
    """Name the system, or say what it is for and who answers for it; what is left out stays."""

    edit: Literal["name_system"] = "name_system"
    name: str | None = Field(default=None, max_length=120)
    purpose: str | None = Field(default=None, max_length=600)
    owner: str | None = Field(default=None, max_length=120)


class ComponentEdit(Value):
    """Add a component, or change the one with an id."""

    edit: Literal["component"] = "component"
    id: str = Field(default="", description="Such as C-3; empty: a new one.")
    name: str = Field(min_length=1, max_length=120)
    kind: ComponentKind
    description: str = Field(default="", max_length=600)


class ActorEdit(Value):
    """Add an actor, or change the one with an id."""

    edit: Literal["actor"] = "actor"
    id: str = Field(default="", description="Such as P-1; empty: a new one.")
    name: str = Field(min_length=1, max_length=120)
    trusted: bool = False


class FlowEdit(Value):
    """Add a data flow between two parts, or change the one with an id."""

    edit: Literal["flow"] = "flow"
    id: str = Field(default="", description="Such as F-2; empty: a new one.")
    source: str = Field(description="Id or name of a component or actor.")
    target: str = Field(description="Id or name of a component or actor.")
    label: str = Field(default="", max_length=120, description="What moves.")
    untrusted: bool = Field(default=False, description="What arrives is not to be trusted.")


class FactEdit(Value):
    """Give a fact its value; list them with search_knowledge or list what=facts."""

    edit: Literal["fact"] = "fact"
    fact: Slug
    value: AnswerValue
    subject: str = Field(default=SYSTEM, description="'system' or the id of a component.")


AgentEdit = Annotated[
    NameSystem | ComponentEdit | ActorEdit | FlowEdit | FactEdit | Remove | ClearFact | DecideThreat | RewordThreat
    | PlaceThreat | ConfirmThreat | OverrideFactor | DecideControl | PlanControl,
    Field(discriminator="edit"),
]  # fmt: skip


def offers_of(edits: Iterable[AgentEdit], model: ThreatModel, catalog: Catalog, author: str) -> tuple[Offer, ...]:
    """Each edit as a change in words that the owner can accept; raises InputError where one cannot be made."""
    offers, now = [], model
    for place, edit in enumerate(edits, start=1):
        made = tuple(domain_edits(edit, now))
        outcome = apply(now, made, catalog, author)
        if outcome.refused:
            raise InputError(f"edit {place} ({edit.edit}) cannot be made: {outcome.refused[0].reason}")
        lines = [
            f"{HOWS[line.how].capitalize()}: {line.text}" for line in compare(now, outcome.model, catalog.facts).lines
        ]
        if not lines:
            raise InputError(f"edit {place} ({edit.edit}) would change nothing; leave it out")
        line = "; ".join(lines)
        shown = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
        offers.append(Offer(line=shown, edits=outcome.applied, made_by=author))
        now = outcome.model
    return tuple(offers)


def domain_edits(edit: AgentEdit, model: ThreatModel) -> Iterator[Edit]:
    """The edits of the model behind one of an agent."""
    match edit:
        case NameSystem():
            yield DescribeSystem(name=edit.name, purpose=edit.purpose, owner=edit.owner)
        case ComponentEdit():
            yield PutComponent(component=_component(edit, model))
        case ActorEdit():
            yield PutActor(actor=_actor(edit, model))
        case FlowEdit():
            yield PutFlow(flow=_flow(edit, model))
        case FactEdit():
            value = FactValue(fact=edit.fact, value=edit.value, subject=edit.subject, provenance=Provenance.TABLE)
            yield SetFact(value=value)
        case _:
            yield edit


def _component(edit: ComponentEdit, model: ThreatModel) -> Component:
    there = model.component(edit.id)
    if there is not None:
        said = {"name": edit.name, "kind": edit.kind, "description": edit.description or there.description}
        return there.model_copy(update=said)
    _check_new(edit.id)
    return Component(id=model.next_id("C"), name=edit.name, kind=edit.kind, description=edit.description,
                     origin=Origin.MODEL)  # fmt: skip


def _actor(edit: ActorEdit, model: ThreatModel) -> Actor:
    there = next((one for one in model.actors if one.id == edit.id), None)
    if there is not None:
        return there.model_copy(update={"name": edit.name, "trusted": edit.trusted})
    _check_new(edit.id)
    return Actor(id=model.next_id("P"), name=edit.name, trusted=edit.trusted)


def _flow(edit: FlowEdit, model: ThreatModel) -> DataFlow:
    ends = {"source": _end(edit.source, model), "target": _end(edit.target, model)}
    said = {**ends, "label": edit.label, "untrusted": edit.untrusted}
    there = next((one for one in model.flows if one.id == edit.id), None)
    if there is not None:
        return there.model_copy(update=said)
    _check_new(edit.id)
    return DataFlow.model_validate({"id": model.next_id("F"), **said})


def _end(named: str, model: ThreatModel) -> str:
    """The id of the one part that has this id or name; raises InputError."""
    parts: tuple[Component | Actor, ...] = (*model.components, *model.actors)
    found = [one.id for one in parts if one.id == named] or [
        one.id for one in parts if one.name.casefold() == named.casefold()
    ]
    if len(found) != 1:
        raise InputError(f"{named!r} is {'no part' if not found else 'several parts'} of the model; give an id")
    return found[0]


def _check_new(given: str) -> None:
    if given:
        raise InputError(f"the model has no {given}; leave the id out to add something new")
