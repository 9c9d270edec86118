"""Settle a draft: the rules' edits first and whole, then a model's advice on them, and then measures for the first.

Whatever the endpoint does, what leaves here is the deterministic draft at least.
"""

from collections.abc import Iterable, Mapping

from agent.analyst.llm.drafts.draft_review import Judgement, rests_on_ticks
from agent.analyst.llm.drafts.drafting import ModelDrafter
from agent.analyst.llm.drafts.llm_threats import IdeaWriter
from agent.analyst.llm.drafts.mitigating import ModelMitigator
from agent.analyst.llm.drafts.picked_threats import Composed, Extras, parted
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Control, Edit, Threat, ThreatModel, ThreatStatus, apply
from agent.domain.changes.edits import OrderThreats, PutControl, PutThreat, RetireThreat, StampAdvice, StampDraft
from agent.domain.threats import Advice
from agent.llm.errors import ModelError
from agent.llm.turn_log import TurnLog
from knowledge import Catalog

ORDER = "the order"
"""The step in which a model is asked for its draft, as a reply names it."""
_OURS = (PutThreat, PutControl, RetireThreat, OrderThreats, StampDraft)
"""The edits of the rules that are put anew, in the same order of sorts."""


class ModelSettler:
    """Turns the threats of a draft into edits, with what a model says about threats and measures."""

    def __init__(
        self,
        catalog: Catalog,
        rules: RulesAnalyst,
        extras: Extras,
        drafter: ModelDrafter,
        mitigator: ModelMitigator,
    ) -> None:
        self._catalog, self._rules, self._extras = catalog, rules, extras
        self._drafter, self._mitigator = drafter, mitigator
        self._ideas = IdeaWriter(rules)

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...], turn_log: TurnLog) -> tuple[Edit, ...]:
        """The rules' edits, with the order, scenarios, ideas and measures that passed the checks."""
        plain, picked = parted(threats)
        floor, extras = self._extras.floor(model, plain, picked)
        after = apply(model, floor, self._catalog).model
        composed = self._extras.composed(after, extras, picked)
        judgement = self._judgement(model, turn_log)
        drafted = self._drafted(model, after, composed, judgement)
        controls = {
            control.id: self._mitigator.kept(control, model.control(control.id))
            for control in (*after.controls, *composed.controls.values())
        }
        whole = after.model_copy(update={"threats": tuple(drafted), "controls": tuple(controls.values())})
        self._ask_for_measures(whole, turn_log)
        edits = self._edits(model, floor, drafted, controls)
        return edits if judgement is None else (*edits, StampAdvice(stamp=self._drafter.stamp(model, judgement)))

    def _judgement(self, model: ThreatModel, turn_log: TurnLog) -> Judgement | None:
        """What the model makes of the draft; where it fails, what it made of the last one stays."""
        if ORDER in turn_log.troubles:
            return None
        try:
            judgement = self._drafter.judgement(model)
        except ModelError as problem:
            turn_log.failed(ORDER, problem)
            return None
        for reason, count in (judgement.dropped if judgement is not None else {}).items():
            turn_log.drop(reason, count)
        return judgement

    def _drafted(
        self, base: ThreatModel, after: ThreatModel, composed: Composed, judgement: Judgement | None
    ) -> list[Threat]:
        """All threats of the draft with the advice on them, in the order in which they are to stand."""
        extra = {threat.id: threat for threat in composed.threats}
        threats = [threat for threat in after.threats if threat.id not in extra] + composed.threats
        if judgement is not None:
            threats = [_advised(threat, judgement.advice) for threat in threats]
            threats = self._ideas.written(threats, judgement.ideas, base, after, composed)
        threats = [_brought_back(threat, after) for threat in threats]
        orderer = self._rules.orderer
        return list(orderer.ordered(threats, orderer.bearings(after)))

    def _ask_for_measures(self, whole: ThreatModel, turn_log: TurnLog) -> None:
        try:
            self._mitigator.ask(whole, turn_log)
        except ModelError as problem:
            turn_log.failed("the measures", problem)

    def _edits(
        self, base: ThreatModel, floor: tuple[Edit, ...], drafted: list[Threat], controls: Mapping[str, Control]
    ) -> tuple[Edit, ...]:
        known = {threat.id: threat for threat in base.threats}
        changed = [one for one in drafted if one != known.get(one.id) and one.status is not ThreatStatus.RETIRED]
        put: list[Edit] = [PutThreat(threat=one) for one in sorted(changed, key=lambda one: one.id)]
        retired: list[Edit] = [e for e in floor if isinstance(e, RetireThreat)]
        retired += _no_longer_told(base, drafted, retired)
        rest = [e for e in floor if not isinstance(e, _OURS)]
        had = {control.id: control for control in base.controls}
        made = [self._mitigator.concrete(control, base) for control in controls.values()]
        acts: list[Edit] = [PutControl(control=one) for one in made if one != had.get(one.id)]
        order = tuple(one.id for one in drafted)
        edits = [*put, *retired, *acts, *rest]
        if edits or order != tuple(threat.id for threat in base.threats):
            edits.append(OrderThreats(order=order))
        return (*edits, *(edit for edit in floor if isinstance(edit, StampDraft)))


def _advised(threat: Threat, advice: Mapping[str, Advice]) -> Threat:
    """A threat with what the model says of it now; what it said before is over."""
    if threat.pattern is None:
        return threat
    said = advice.get(threat.pattern)
    if said is None and threat.advice is None:
        return threat
    taken_back = threat.advice is not None and threat.advice.dropped
    return threat.model_copy(update={"advice": (said or Advice()).model_copy(update={"dropped": taken_back})})


def _brought_back(threat: Threat, model: ThreatModel) -> Threat:
    """A threat that was set aside before the owner ticked or answered all that it rests on is so no longer."""
    advice = threat.advice
    if advice is None or not advice.set_aside or not rests_on_ticks(threat, model):
        return threat
    return threat.model_copy(update={"advice": advice.model_copy(update={"set_aside": False})})


def _no_longer_told(base: ThreatModel, drafted: Iterable[Threat], retired: Iterable[Edit]) -> list[Edit]:
    """Take back ideas of the model's own that it no longer has and that nobody has confirmed."""
    kept = {threat.id for threat in drafted} | {edit.threat for edit in retired if isinstance(edit, RetireThreat)}
    why = "The language model no longer names it."
    return [RetireThreat(threat=one.id, because=why) for one in base.threats if one.unvouched and one.id not in kept]
