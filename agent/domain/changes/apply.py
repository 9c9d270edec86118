"""The one way to change a threat model: apply edits, and say what was refused and why."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from pydantic import ValidationError

from agent.domain.changes.decisions import (
    decide_control,
    decide_threat,
    drop_advice,
    keep_decisions,
    keep_plan,
    override_factor,
    place_threat,
    plan_control,
    record_trial,
    reword_threat,
)  # fmt: skip
from agent.domain.changes.edit_refusal import Refused, in_words
from agent.domain.changes.edits import (
    ClearFact,
    CloseInterview,
    ConfirmThreat,
    DecideControl,
    DecideThreat,
    DescribeSystem,
    DropAdvice,
    Edit,
    NoteImport,
    OrderThreats,
    Outcome,
    OverrideFactor,
    PlaceThreat,
    PlanControl,
    PutActor,
    PutAsset,
    PutAssumption,
    PutBoundary,
    PutComponent,
    PutControl,
    PutFlow,
    PutList,
    PutThreat,
    RecordTrial,
    Refusal,
    Remove,
    RetireThreat,
    RewordThreat,
    SetAside,
    SetFact,
    SetScoring,
    StampAdvice,
    StampDraft,
    StayOffline,
    WaiveFact,
)
from agent.domain.changes.removal import remove
from agent.domain.facts import PERSONAL, SYSTEM, FactValue
from agent.domain.findings.threat_ranking import arranged, in_order, with_place
from agent.domain.import_sources import with_note
from agent.domain.model import Thing, ThreatModel, format_id, loose_ends
from agent.domain.system import Assumption, AssumptionStatus
from agent.domain.threats import Control, Threat, ThreatStatus, scored_as
from knowledge.vocabulary import AnswerValue, Reference


class Terms(Protocol):
    """What a model's references are checked against; the catalog is one."""

    def accepts_fact(self, fact: str, value: AnswerValue) -> str | None:
        """None if the fact exists and takes this value, else the reason why not."""
        ...

    def has_reference(self, reference: Reference) -> bool:
        """Whether the item exists in exactly that edition."""
        ...

    def has_pattern(self, pattern: str) -> bool:
        """Whether the threat pattern exists."""
        ...

    def has_mitigation(self, mitigation: str) -> bool:
        """Whether the mitigation exists."""
        ...


class Mint:
    """Gives out fresh ids for a batch of edits on one model."""

    def __init__(self, model: ThreatModel) -> None:
        self._issued = dict(model.issued)

    def take(self, letter: str) -> str:
        """The next free id of a kind: C, P, F, B, D, A, T or M."""
        self._issued[letter] = self._issued.get(letter, 0) + 1
        return format_id(letter, self._issued[letter])


def apply(model: ThreatModel, edits: Iterable[Edit], terms: Terms, author: str = "analyst") -> Outcome:
    """Apply edits in order; each that would break the model is refused alone, with its reason."""
    batch = tuple(edits)
    together = _apply(model, batch, terms, author, check_each=False)
    try:
        whole = ThreatModel.model_validate(dict(together.model))
    except ValidationError:
        return _apply(model, batch, terms, author, check_each=True)
    return Outcome(model=whole, applied=together.applied, refused=together.refused)


def _apply(model: ThreatModel, edits: tuple[Edit, ...], terms: Terms, author: str, check_each: bool) -> Outcome:
    """One edit after the other; checking the whole after each costs more and tells which edit broke it."""
    applied: list[Edit] = []
    refused: list[Refusal] = []
    for edit in edits:
        try:
            changed = _applied(model, edit, terms, author)
            model = ThreatModel.model_validate(dict(changed)) if check_each else changed
        except Refused as reason:
            refused.append(Refusal(edit=edit, reason=str(reason)))
        except ValidationError as problem:
            refused.append(Refusal(edit=edit, reason=in_words(problem)))
        else:
            applied.append(edit)
    return Outcome.model_construct(model=model, applied=tuple(applied), refused=tuple(refused))


def _applied(model: ThreatModel, edit: Edit, terms: Terms, author: str) -> ThreatModel:  # noqa: C901 - a case per kind
    match edit:
        case DescribeSystem():
            given = edit.model_dump(exclude={"edit"}, exclude_none=True)
            return _rebuilt(model, system=model.system.model_copy(update=given))
        case PutComponent():
            return _put(model, "components", edit.component)
        case PutActor():
            return _put(model, "actors", edit.actor)
        case PutFlow():
            return _put(model, "flows", edit.flow)
        case PutBoundary():
            return _put(model, "boundaries", edit.boundary)
        case PutAsset():
            return _put(model, "assets", edit.asset)
        case PutAssumption():
            return _put(model, "assumptions", edit.assumption)
        case Remove():
            return remove(model, edit.id)
        case SetFact():
            return _set_fact(model, edit, terms)
        case ClearFact():
            kept = tuple(v for v in model.facts if (v.fact, v.subject) != (edit.fact, edit.subject))
            if kept == model.facts:
                raise Refused(f"nothing is known about {edit.fact} for {edit.subject}, so there is nothing to forget")
            return _rebuilt(model, facts=kept)
        case WaiveFact():
            others = tuple(waiver for waiver in model.waivers if waiver.fact != edit.waiver.fact)
            return _rebuilt(model, waivers=(*others, edit.waiver))
        case PutList():
            return _rebuilt(model, lists=(*model.lists, edit.listed))
        case SetAside():
            rest = tuple(one for one in model.asides if one != edit.words)
            return _rebuilt(model, asides=(*rest, edit.words) if edit.aside else rest)
        case CloseInterview():
            return _rebuilt(model, interview_closed=edit.closed)
        case StayOffline():
            return _rebuilt(model, offline=edit.offline)
        case SetScoring():
            threats = tuple(scored_as(threat, edit.scoring) for threat in model.threats)
            return _rebuilt(model, scoring=edit.scoring, threats=threats)
        case PutThreat():
            return _put_threat(model, edit.threat, terms)
        case RetireThreat():
            return _retire(model, edit)
        case OrderThreats():
            return _rebuilt(model, threats=in_order(model.threats, edit.order))
        case DecideThreat():
            return _swap_threat(model, edit.threat, lambda threat: decide_threat(threat, edit, model, author))
        case RewordThreat():
            return _swap_threat(model, edit.threat, lambda threat: reword_threat(threat, edit))
        case PlaceThreat():
            return _moved(_place(model, edit))
        case DropAdvice():
            return _moved(_swap_threat(model, edit.threat, lambda threat: drop_advice(threat, edit)))
        case ConfirmThreat():
            confirmed = {"confirmed": edit.confirmed}
            return _moved(_swap_threat(model, edit.threat, lambda threat: threat.model_copy(update=confirmed)))
        case OverrideFactor():
            return _swap_threat(model, edit.threat, lambda threat: override_factor(threat, edit, author))
        case RecordTrial():
            return _swap_threat(model, edit.threat, lambda threat: record_trial(threat, edit))
        case PutControl():
            return _put_control(model, edit.control, terms)
        case DecideControl():
            return _swap_control(model, edit.control, lambda control: decide_control(control, edit))
        case PlanControl():
            return _swap_control(model, edit.control, lambda control: plan_control(control, edit))
        case NoteImport():
            return _rebuilt(model, imported=with_note(model.imported, edit.file, edit.former))
        case StampDraft():
            return _rebuilt(model, drafted=edit.stamp)
        case StampAdvice():
            return _rebuilt(model, advised=edit.stamp)


def _rebuilt(model: ThreatModel, **changes: Any) -> ThreatModel:
    """The model with some fields changed; the whole is validated when the batch is done."""
    return model.model_copy(update=changes)


def _put(model: ThreatModel, collection: str, thing: Thing) -> ThreatModel:
    """Add a thing, or replace the one with its id; an id above the highest given out raises that mark."""
    for loose in loose_ends(thing, frozenset(one.id for one in model.things())):
        raise Refused(loose)
    things = getattr(model, collection)
    if any(one.id == thing.id for one in things):
        return _rebuilt(model, **{collection: tuple(thing if one.id == thing.id else one for one in things)})
    letter, _, number = thing.id.partition("-")
    if int(number) <= model.issued.get(letter, 0):
        raise Refused(f"id {thing.id} was used before and is not given out again; use {model.next_id(letter)}")
    return _rebuilt(model, **{collection: (*things, thing), "issued": {**model.issued, letter: int(number)}})


def _set_fact(model: ThreatModel, edit: SetFact, terms: Terms) -> ThreatModel:
    value = edit.value
    if reason := terms.accepts_fact(value.fact, value.value):
        raise Refused(reason)
    if value.subject != SYSTEM and model.component(value.subject) is None:
        raise Refused(f"there is no component {value.subject} to say {value.fact} about")
    others = tuple(v for v in model.facts if (v.fact, v.subject) != (value.fact, value.subject))
    waivers = tuple(waiver for waiver in model.waivers if waiver.fact != value.fact)
    assumptions = tuple(one for one in model.assumptions if not _settles(value, one))
    return _rebuilt(model, facts=(*others, value), waivers=waivers, assumptions=assumptions)


def _settles(value: FactValue, one: Assumption) -> bool:
    """Whether a value is a person's word on what a document only claims."""
    own = value.subject == SYSTEM and value.provenance in PERSONAL
    return own and bool(one.source) and one.fact == value.fact and one.status is AssumptionStatus.STANDING


def _put_threat(model: ThreatModel, threat: Threat, terms: Terms) -> ThreatModel:
    if threat.pattern is not None and not terms.has_pattern(threat.pattern):
        raise Refused(f"the catalog has no threat pattern {threat.pattern}")
    _check_references(threat.references, terms, threat.id)
    if threat.pattern is not None and not threat.references:
        raise Refused(f"{threat.id} needs at least one reference")
    twin = next((t for t in model.threats if t.pattern and t.pattern == threat.pattern and t.id != threat.id), None)
    if twin is not None:
        raise Refused(f"{threat.pattern} is already in the model as {twin.id}")
    threat = scored_as(threat, model.scoring)
    existing = model.threat(threat.id)
    return _put(model, "threats", keep_decisions(existing, threat) if existing else threat)


def _put_control(model: ThreatModel, control: Control, terms: Terms) -> ThreatModel:
    if control.mitigation is not None and not terms.has_mitigation(control.mitigation):
        raise Refused(f"the catalog has no mitigation {control.mitigation}")
    _check_references(control.references, terms, control.id)
    existing = model.control(control.id)
    return _put(model, "controls", keep_plan(existing, control) if existing else control)


def _check_references(references: Iterable[Reference], terms: Terms, where: str) -> None:
    for reference in references:
        if not terms.has_reference(reference):
            raise Refused(f"{where} refers to {reference.key} of {reference.edition}, which the catalog does not have")


def _retire(model: ThreatModel, edit: RetireThreat) -> ThreatModel:
    threat = model.threat(edit.threat)
    if threat is None:
        raise Refused(f"there is no threat {edit.threat}")
    if not threat.decided:
        return remove(model, threat.id)
    return _put(model, "threats", threat.model_copy(update={"status": ThreatStatus.RETIRED, "note": edit.because}))


def _place(model: ThreatModel, edit: PlaceThreat) -> ThreatModel:
    """Give one threat its place, or take it back; others that were placed by hand make room for it."""
    placed = _swap_threat(model, edit.threat, lambda threat: place_threat(threat, edit))
    place = edit.place
    return placed if place is None else _rebuilt(model, threats=with_place(model.threats, edit.threat, place))


def _moved(model: ThreatModel) -> ThreatModel:
    """The model with its threats where people, and the advice that counts, put them."""
    return _rebuilt(model, threats=arranged(model.threats))


def _swap_threat(model: ThreatModel, threat_id: str, change: Callable[[Threat], Threat]) -> ThreatModel:
    threat = model.threat(threat_id)
    if threat is None:
        raise Refused(f"there is no threat {threat_id}; the model has {len(model.threats)}")
    return _put(model, "threats", change(threat))


def _swap_control(model: ThreatModel, control_id: str, change: Callable[[Control], Control]) -> ThreatModel:
    control = model.control(control_id)
    if control is None:
        raise Refused(f"there is no control {control_id}; the model has {len(model.controls)}")
    return _put(model, "controls", change(control))
