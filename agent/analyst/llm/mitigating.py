"""Say what the most important measures mean in this system; the catalog's own text always stays in front."""

import json

from agent.analyst.llm.notes import Notebook
from agent.analyst.llm.output_checks import objection, turned
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.domain import Control, ControlStatus, ThreatModel
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import MITIGATE, Item, MeasureHere
from agent.llm.stream_filter import Passing
from agent.llm.turn_log import TurnLog
from agent.prompts import Data

MOST_MEASURES = 8
MOST_LETTERS = 420
SHARED, ENOUGH = 0.15, 3
"""How many of a measure's telling words must come back: it is made concrete, so most of it changes."""
_SETTLED = (ControlStatus.DONE, ControlStatus.VERIFIED, ControlStatus.REJECTED)


HERE = " In this system: "
"""What parts the catalog's measure from a model's words on it; a measure that holds them is concrete already."""


class ModelMitigator:
    """Makes measures concrete."""

    def __init__(self, gateway: ModelGateway, glossary: Glossary) -> None:
        self._gateway, self._glossary, self._notes = gateway, glossary, Notebook(gateway)

    def ask(self, model: ThreatModel, turn_log: TurnLog) -> None:
        """Have the first measures made concrete that are not yet; what passes the checks is noted."""
        first = [control for control in _first(model) if HERE not in control.action]
        wanted = [control for control in first if not self._notes.is_measured(control)]
        if not wanted:
            return
        lines = [json.dumps({"id": control.id, "measure": control.title, "about": control.action[:420]},
                            ensure_ascii=False) for control in wanted]  # fmt: skip
        slots = {"system": system_lines(model), "measures": Data("\n".join(lines))}
        reply = self._gateway.ask(MITIGATE, slots, passing=self._passing(wanted, model))
        given = {entry.id: entry.here for entry in reversed(reply.entries("measures", MeasureHere))}
        turn_log.drop("they named a measure that was not asked about", len(given.keys() - {one.id for one in wanted}))
        for control in wanted:
            text = given.get(control.id, "")
            problem = self._problem(text, control, model) if text else ""
            if problem:
                turn_log.drop(problem)
            self._notes.keep_measure(control, "" if problem else text)

    def concrete(self, control: Control) -> Control:
        """The measure with what it means in this system, where that is known."""
        free = control.mitigation and control.status not in _SETTLED and HERE not in control.action
        here = self._notes.measure(control) if free else ""
        whole = f"{control.action}{HERE}{here}"
        return control.model_copy(update={"action": whole}) if here and len(whole) <= 1000 else control

    def _passing(self, wanted: list[Control], model: ThreatModel) -> Passing:
        """What may be shown of the measures while the rest of the answer comes; the first word on each counts."""
        left = {control.id: control for control in wanted}

        def words(entry: Item) -> str:
            control = left.pop(entry.id, None) if isinstance(entry, MeasureHere) else None
            if control is None or not isinstance(entry, MeasureHere) or self._problem(entry.here, control, model):
                return ""
            return f"{control.title}: {entry.here}"

        return words

    def _problem(self, text: str, control: Control, model: ThreatModel) -> str:
        original = f"{control.title} {control.action} {control.verify}"
        vocabulary = self._glossary.vocabulary(names_in(model), original)
        return objection(text, MOST_LETTERS, vocabulary, least=20) or turned(text, original, SHARED, ENOUGH)


def _first(model: ThreatModel) -> list[Control]:
    """The measures against the first threats, each once."""
    found: dict[str, Control] = {}
    for threat in model.threats:
        for control in model.controls:
            if threat.id in control.threats and control.mitigation and control.status not in _SETTLED:
                found.setdefault(control.id, control)
        if len(found) >= MOST_MEASURES:
            break
    return list(found.values())[:MOST_MEASURES]
