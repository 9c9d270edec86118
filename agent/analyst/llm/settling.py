"""Settle a draft: the rules' edits first and whole, then what a model may add to them.

Whatever the endpoint does, what leaves here is the deterministic draft at least.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from agent.analyst.llm.asking import ModelAsker
from agent.analyst.llm.drafting import sentence_of
from agent.analyst.llm.mitigating import ModelMitigator
from agent.analyst.llm.notes import Notebook, Raised
from agent.analyst.llm.picked_threats import Composed, Extras, parted
from agent.analyst.llm.prompt_context import Glossary
from agent.analyst.llm.reviewing import ModelReviewer
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.mitigation import COMING, IN_PLACE
from agent.assessment.levels import step
from agent.domain import Control, Edit, Threat, ThreatModel, ThreatStatus, apply
from agent.domain.edits import OrderThreats, PutControl, PutThreat, RetireThreat, StampDraft
from agent.domain.names_in_sentences import clipped
from agent.domain.risk import FactorScore, Reason
from agent.llm.errors import ModelError
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import TurnLog
from knowledge import Catalog

SIDE_BY_SIDE = 8
MOST_STATEMENT = 1400
_OURS = (PutThreat, PutControl, RetireThreat, OrderThreats, StampDraft)
"""The edits of the rules that are put anew, in the same order of sorts."""


class ModelSettler:
    """Turns the threats of a draft into edits, with what a model says about threats and measures."""

    def __init__(
        self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst, extras: Extras
    ) -> None:
        self._catalog, self._rules, self._extras = catalog, rules, extras
        self._notes = Notebook(gateway)
        self._mitigator, self._reviewer = ModelMitigator(gateway, glossary), ModelReviewer(gateway, glossary)
        self._asker = ModelAsker(gateway, catalog, glossary)
        self._threads = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="model-settle")

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...], turn_log: TurnLog) -> tuple[Edit, ...]:
        """The rules' edits, with words, measures, picks and flags that passed the checks."""
        plain, picked = parted(threats)
        floor, extras = self._extras.floor(model, plain, picked)
        after = apply(model, floor, self._catalog).model
        composed = self._extras.composed(after, extras, picked)
        self._consult(after, _whole(after, composed), turn_log)
        return self._edits(model, after, floor, composed)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _consult(self, after: ThreatModel, whole: ThreatModel, turn_log: TurnLog) -> None:
        """Ask about measures, for a second look, and for the next question's words, all at the same time."""
        tasks: list[tuple[str, Callable[[], object]]] = [
            ("the measures", lambda: self._mitigator.ask(whole, turn_log)),
            ("the second look", lambda: self._reviewer.ask(whole, turn_log)),
        ]
        if turn_log.budget.room() > len(tasks):
            tasks.append(("the question", lambda: self._word_next(after, turn_log)))
        running = [self._threads.submit(copy_context().run, _noted, step, task, turn_log) for step, task in tasks]
        for one in running:
            one.result()

    def _word_next(self, after: ThreatModel, turn_log: TurnLog) -> None:
        """Have the next question worded ahead; asking for it later finds the answer kept."""
        question = self._rules.next_question(after)
        if question is not None:
            self._asker.worded(question, after, turn_log)

    def _edits(
        self, base: ThreatModel, after: ThreatModel, floor: tuple[Edit, ...], composed: Composed
    ) -> tuple[Edit, ...]:
        extra = {threat.id: threat for threat in composed.threats}
        drafted = [threat for threat in after.threats if threat.id not in extra] + composed.threats
        controls = {control.id: control for control in (*after.controls, *composed.controls.values())}
        threats = [self._enriched(threat, tuple(controls.values())) for threat in drafted]
        known = {threat.id: threat for threat in base.threats}
        changed = [one for one in threats if one != known.get(one.id) and one.status is not ThreatStatus.RETIRED]
        put: list[Edit] = [PutThreat(threat=one) for one in changed]
        retired = [e for e in floor if isinstance(e, RetireThreat)]
        rest = [e for e in floor if not isinstance(e, _OURS)]
        had = {control.id: control for control in base.controls}
        made = [self._mitigator.concrete(control) for control in controls.values()]
        acts: list[Edit] = [PutControl(control=one) for one in made if one != had.get(one.id)]
        first = frozenset(threat.id for threat in drafted if self._reviewer.is_first(threat))
        orderer = self._rules.orderer
        order = tuple(one.id for one in orderer.ordered(threats, orderer.bearings(after), first))
        edits = [*put, *retired, *acts, *rest]
        if edits or order != tuple(threat.id for threat in base.threats):
            edits.append(OrderThreats(order=order))
        return (*edits, *(edit for edit in floor if isinstance(edit, StampDraft)))

    def _enriched(self, threat: Threat, controls: tuple[Control, ...]) -> Threat:
        """The threat as the rules draft it, with a model's words, level and flag where they passed the checks."""
        if threat.pattern is None or threat.status is ThreatStatus.RETIRED:
            return threat
        floor = threat.statement
        raised = None if threat.reworded else self._notes.raised(threat)
        text = "" if threat.reworded else self._notes.wording(threat)
        if text:
            whole = f"{text}{floor.removeprefix(sentence_of(floor))}"
            threat = threat.model_copy(update={"statement": clipped(whole, MOST_STATEMENT)})
        if raised is not None:
            threat = self._raised(threat, raised, controls)
        return self._reviewer.flagged(threat, floor)

    def _raised(self, threat: Threat, raised: Raised, controls: tuple[Control, ...]) -> Threat:
        """One factor one level up, with the owner's words as the reason, and the risk under controls from there."""
        score = threat.inherent.factor(raised.factor)
        level = step(score.level, 1)
        if level <= score.level:
            return threat
        why = f" ({raised.why})" if raised.why else ""
        quote = clipped(raised.quote, 150)
        reason = Reason(text=f"one level higher by your words “{quote}”, read by the model{why}"[:400])
        higher = FactorScore(level=level, low=score.low, high=max(score.high, level), reasons=(*score.reasons, reason))
        inherent = threat.inherent.model_copy(update={raised.factor.value: higher})
        acting = [control for control in controls if threat.id in control.threats]
        rater = self._rules.rater
        current = rater.with_controls(inherent, (one for one in acting if one.status in IN_PLACE))
        target = rater.with_controls(inherent, (one for one in acting if one.status in COMING))
        return threat.model_copy(update={"inherent": inherent, "current": current, "target": target})


def _noted(step: str, task: Callable[[], object], turn_log: TurnLog) -> None:
    try:
        task()
    except ModelError as problem:
        turn_log.failed(step, problem)


def _whole(after: ThreatModel, composed: Composed) -> ThreatModel:
    """The model that the floor led to, with the picked threats and their controls as they will stand."""
    picked = {threat.id for threat in composed.threats}
    threats = (*(threat for threat in after.threats if threat.id not in picked), *composed.threats)
    controls = {control.id: control for control in (*after.controls, *composed.controls.values())}
    return after.model_copy(update={"threats": threats, "controls": tuple(controls.values())})
