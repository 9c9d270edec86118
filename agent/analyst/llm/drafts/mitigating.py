"""Say what the measures against the first threats mean in this system, and how one sees that they work.

The catalog's own text always stays in front.
"""

import json

from agent.analyst.llm.drafts.mitigation_notes import Notebook
from agent.analyst.llm.guardrails.free_text import objection_to_measure
from agent.analyst.llm.guardrails.output_checks import TURNED, denies, negations, turned
from agent.analyst.llm.prompt_context import LEAST_TEXT, Glossary, fitting, names_in, system_lines
from agent.domain import Control, ControlStatus, Threat, ThreatModel
from agent.domain.findings.threat_ranking import sections
from agent.domain.wording.names_in_sentences import clipped
from agent.llm.answers.schemas import MITIGATE, Item, MeasureHere
from agent.llm.answers.stream_filter import Passing
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import TurnLog
from agent.prompts import Data

FIRST_THREATS, MOST_CHOICES = 10, 3
MOST_ABOUT = 110
"""How many letters of a measure's text are shown beside its title."""
MOST_TEXT = 2_000
MOST_LETTERS, MOST_CHECK = 420, 260
SHARED, ENOUGH = 0.1, 2
"""How many of a measure's telling words must come back: it is made concrete, so most of it changes."""
_SETTLED = (ControlStatus.DONE, ControlStatus.VERIFIED, ControlStatus.REJECTED)
HERE, CHECK = " In this system: ", " Here: "
"""What parts the catalog's measure, and its check, from a model's words; a measure that holds them is concrete."""


class ModelMitigator:
    """Makes measures concrete."""

    def __init__(self, gateway: ModelGateway, glossary: Glossary) -> None:
        self._gateway, self._glossary, self._notes = gateway, glossary, Notebook(gateway)

    def ask(self, model: ThreatModel, turn_log: TurnLog) -> None:
        """Have the best measure against each of the first threats made concrete; what passes the checks is noted."""
        wanted = [(threat, free) for threat, free in self._first(model) if not self._is_answered(free, model)]
        if not wanted:
            return
        lines = [json.dumps({"threat": threat.title, "measures": [_line(control) for control in free]},
                            ensure_ascii=False) for threat, free in wanted]  # fmt: skip
        slots: dict[str, str | Data] = {
            "text": Data(fitting(model.system.description, min(MOST_TEXT, max(LEAST_TEXT, self._gateway.room // 4)))),
            "system": system_lines(model),
            "measures": Data("\n".join(lines)),
        }
        controls = {control.id: control for _, free in wanted for control in free}
        reply = self._gateway.ask(MITIGATE, slots, passing=self._passing(controls, model))
        given = {entry.id: entry for entry in reversed(reply.entries("measures", MeasureHere))}
        turn_log.drop("they named a measure that was not asked about", len(given.keys() - controls.keys()))
        for name, control in controls.items():
            entry = given.get(name)
            problem = self._problem(entry.here, control, model, MOST_LETTERS) if entry else ""
            turn_log.drop(problem, int(bool(problem)))
            text = entry.here if entry and not problem else ""
            check = entry.check if entry and text else ""
            if check and (unfit := self._problem(check, control, model, MOST_CHECK, least_shared=0.0)):
                turn_log.drop(unfit)
                check = ""
            self._notes.keep_measure(control, model, text, check)

    def _first(self, model: ThreatModel) -> list[tuple[Threat, list[Control]]]:
        """The first threats, each with the measures against it that are still to be decided, the catalog's first first.

        A measure may stand beside several threats, as it may be the best against each of them.
        """
        found: list[tuple[Threat, list[Control]]] = []
        for threat in sections(model.threats, model.controls).in_turn[:FIRST_THREATS]:
            order = self._glossary.measures_of(threat.pattern)
            acting = [one for one in model.controls if threat.id in one.threats and one.mitigation in order]
            free = [one for one in acting if one.status not in _SETTLED]
            free.sort(key=lambda one: order.index(one.mitigation or ""))
            if free:
                found.append((threat, free[:MOST_CHOICES]))
        return found

    def _is_answered(self, free: list[Control], model: ThreatModel) -> bool:
        """Whether a measure of these was made concrete, or all of them were shown in vain."""
        concrete = any(HERE in control.action or self._notes.measure(control, model)[0] for control in free)
        return concrete or all(self._notes.is_measured(control, model) for control in free)

    def kept(self, control: Control, before: Control | None) -> Control:
        """The measure as a draft before made it concrete, as long as the catalog's own part of it is the same."""
        if before is None or control.status in _SETTLED or not before.action.startswith(f"{control.action}{HERE}"):
            return control
        verify = before.verify if before.verify.startswith(control.verify) else control.verify
        return control.model_copy(update={"action": before.action, "verify": verify})

    def concrete(self, control: Control, model: ThreatModel) -> Control:
        """The measure with what it means in this system, where that is known."""
        free = control.mitigation and control.status not in _SETTLED and HERE not in control.action
        here, check = self._notes.measure(control, model) if free else ("", "")
        whole, verify = f"{control.action}{HERE}{here}", f"{control.verify}{CHECK}{check}" if check else control.verify
        if not here or len(whole) > 1000:
            return control
        return control.model_copy(update={"action": whole, "verify": verify if len(verify) <= 600 else control.verify})

    def _passing(self, wanted: dict[str, Control], model: ThreatModel) -> Passing:
        """What may be shown of the measures while the rest of the answer comes; the first word on each counts."""
        left = dict(wanted)

        def words(entry: Item) -> str:
            control = left.pop(entry.id, None) if isinstance(entry, MeasureHere) else None
            if control is None or not isinstance(entry, MeasureHere):
                return ""
            if self._problem(entry.here, control, model, MOST_LETTERS):
                return ""
            return f"{control.title}: {entry.here}"

        return words

    def _problem(self, text: str, control: Control, model: ThreatModel, most: int, least_shared: float = SHARED) -> str:
        original = f"{control.title} {control.action} {control.verify}"
        vocabulary = self._glossary.vocabulary(names_in(model), original, model.system.description)
        if problem := objection_to_measure(text, most, vocabulary, original):
            return problem
        # words such as "accept" make light of a matter, but not where the owner speaks of them, as of a button
        own = " ".join(word for word in negations(model.system.description) if not denies(word))
        known = f"{original} {own}"
        if least_shared:
            return TURNED if denies(text) and not denies(original) else turned(text, known, least_shared, ENOUGH)
        # a check may say what must not be, but nothing that makes the matter small
        return TURNED if any(not denies(word) for word in negations(text) - negations(known)) else ""


def _line(control: Control) -> dict[str, str]:
    """A measure as the prompt shows it."""
    return {"id": control.id, "measure": control.title, "about": clipped(control.action, MOST_ABOUT)}
