"""What a person decides about a threat or a control, and how a new draft keeps it."""

from agent.domain.changes.edit_refusal import Refused
from agent.domain.changes.edits import (
    DecideControl,
    DecideThreat,
    DropAdvice,
    OverrideFactor,
    PlaceThreat,
    PlanControl,
    RecordTrial,
    RewordThreat,
)
from agent.domain.findings.trials import Proof, with_trial
from agent.domain.model import ThreatModel
from agent.domain.risk import Override
from agent.domain.threats import Certainty, Control, ControlStatus, Threat, ThreatStatus, Treatment

_NEEDS_REASON = {
    ThreatStatus.ACCEPTED,
    ThreatStatus.TRANSFERRED,
    ThreatStatus.AVOIDED,
    ThreatStatus.DISMISSED,
}


def decide_threat(threat: Threat, edit: DecideThreat, model: ThreatModel, author: str) -> Threat:
    """Set the status with its reason; accepting a risk also needs an owner and a review date.

    A reason with the status open says what shall be done about it; without one the decision is taken back.
    """
    if edit.status is ThreatStatus.RETIRED:
        raise Refused("a threat is retired by a draft only; to set it aside, dismiss it with a reason")
    if edit.status in _NEEDS_REASON and not edit.reason.strip():
        raise Refused(f"to mark {threat.id} as {edit.status.value}, give the reason")
    if edit.status is ThreatStatus.ACCEPTED and not (edit.owner.strip() and edit.review_by):
        raise Refused(f"to accept {threat.id}, name who answers for it and when to look again")
    if edit.status is ThreatStatus.OPEN and not edit.reason.strip():
        return threat.model_copy(update={"status": edit.status, "treatment": None, "note": ""})
    treatment = Treatment(
        reason=edit.reason.strip() or "controls are in place",
        owner=edit.owner.strip(),
        review_by=edit.review_by,
        author=author,
        facts=facts_behind(threat, model),
    )
    return threat.model_copy(update={"status": edit.status, "treatment": treatment, "note": ""})


def facts_behind(threat: Threat, model: ThreatModel) -> tuple[str, ...]:
    """The facts a threat rests on with their present values, to notice later that one changed."""
    lines = {
        f"{value.subject}:{value.fact}={value.value}"
        for value in model.facts
        if value.fact in (*threat.evidence.facts, *threat.evidence.assumed)
    }
    return tuple(sorted(lines))


def reword_threat(threat: Threat, edit: RewordThreat) -> Threat:
    """Put a person's words or targets in place of the drafted ones."""
    given = {"title": edit.title, "statement": edit.statement, "targets": edit.targets}
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Refused(f"nothing to change was given for {threat.id}")
    if edit.targets == ():
        raise Refused(f"{threat.id} needs at least one target; name a component or 'system'")
    return threat.model_copy(update={**changes, "reworded": True})


def override_factor(threat: Threat, edit: OverrideFactor, author: str) -> Threat:
    """Set a factor by hand beside the computed level, or take that back."""
    others = tuple(override for override in threat.overrides if override.factor is not edit.factor)
    if edit.level is None:
        if others == threat.overrides:
            raise Refused(f"{edit.factor.value} of {threat.id} is already the computed level")
        return threat.model_copy(update={"overrides": others})
    if not edit.reason.strip():
        raise Refused(f"to set {edit.factor.value} of {threat.id} by hand, give the reason")
    override = Override(
        factor=edit.factor,
        level=edit.level,
        author=author,
        reason=edit.reason.strip(),
        computed=threat.current.factor(edit.factor).level,
    )
    return threat.model_copy(update={"overrides": (*others, override)})


def place_threat(threat: Threat, edit: PlaceThreat) -> Threat:
    """Give a place by hand, or take that back."""
    if threat.placed == edit.place:
        there = "is already computed" if edit.place is None else f"was already set to {edit.place} by hand"
        raise Refused(f"the place of {threat.id} {there}")
    return threat.model_copy(update={"placed": edit.place})


def drop_advice(threat: Threat, edit: DropAdvice) -> Threat:
    """Take back what a language model says of a threat, or let it count again."""
    if threat.advice is None:
        raise Refused(f"no language model said anything of {threat.id}, so there is nothing to take back")
    return threat.model_copy(update={"advice": threat.advice.model_copy(update={"dropped": edit.dropped})})


def record_trial(threat: Threat, edit: RecordTrial) -> Threat:
    """Add a trial, and take over the current risk that follows; a threat whose attack got through is sure."""
    trials = with_trial(threat.trials, edit.trial)
    if trials == threat.trials:
        raise Refused(f"{threat.id} has this result already: {edit.trial.words}")
    changes: dict[str, object] = {"trials": trials, "current": edit.current or threat.current}
    tried = threat.model_copy(update=changes)
    return tried.model_copy(update={"certainty": Certainty.SURE}) if tried.proof is Proof.FAILED else tried


def keep_decisions(existing: Threat, drafted: Threat) -> Threat:
    """A drafted threat with what a person decided about the existing one; overrides turn stale with their level."""
    overrides = tuple(
        override.model_copy(update={"stale": drafted.current.factor(override.factor).level != override.computed})
        for override in existing.overrides
    )
    kept: dict[str, object] = {"overrides": overrides, "treatment": existing.treatment, "reworded": existing.reworded}
    kept |= {"placed": existing.placed, "confirmed": existing.confirmed, "trials": existing.trials or drafted.trials}
    if existing.proof is Proof.FAILED:
        kept["certainty"] = Certainty.SURE
    if drafted.advice is None:
        kept["advice"] = existing.advice
    elif existing.advice is not None and existing.advice.dropped:
        kept["advice"] = drafted.advice.model_copy(update={"dropped": True})
    if existing.treatment is not None:
        reopened = drafted.status is ThreatStatus.OPEN and bool(drafted.note)
        kept["status"] = ThreatStatus.OPEN if reopened else existing.status
    if existing.reworded:
        kept |= {"title": existing.title, "statement": existing.statement, "targets": existing.targets}
    return drafted.model_copy(update=kept)


def decide_control(control: Control, edit: DecideControl) -> Control:
    """Set where a control stands; rejecting it needs a reason, which goes when it is taken up again."""
    rejected = ControlStatus.REJECTED
    if edit.status is rejected and not edit.reason.strip():
        raise Refused(f"to reject {control.id}, give the reason")
    note = "" if control.status is rejected and edit.status is not rejected else control.reason
    changes = {"status": edit.status, "reason": edit.reason.strip() or note, "decided": True}
    return control.model_copy(update={**changes, "owner": edit.owner.strip() or control.owner})


def plan_control(control: Control, edit: PlanControl) -> Control:
    """Say who does a control, by when, and what shows that it is done."""
    texts = {name: getattr(edit, name) for name in ("owner", "evidence", "reason")}
    changes: dict[str, object] = {name: text.strip() for name, text in texts.items() if text is not None}
    if edit.due is not None:
        changes["due"] = edit.due or None
    if not changes:
        raise Refused(f"nothing to change was given for {control.id}")
    if control.status is ControlStatus.REJECTED and changes.get("reason") == "":
        raise Refused(f"{control.id} is rejected, which needs its reason")
    return control.model_copy(update=changes)


def keep_plan(existing: Control, drafted: Control) -> Control:
    """A drafted control with what a person decided about the existing one and planned for it."""
    decided = ("status", "reason", "decided") if existing.decided else ()
    planned = ("owner", "due", "evidence") if existing.by_hand else ()
    kept = {name: getattr(existing, name) for name in (*decided, *planned)}
    if not drafted.reason:
        kept["reason"] = existing.reason
    return drafted.model_copy(update=kept)
