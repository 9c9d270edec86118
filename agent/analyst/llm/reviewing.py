"""A second look at the first threats: a model may point at them and put equals in order; it removes nothing."""

import json

from agent.analyst.llm.notes import Notebook
from agent.analyst.llm.output_checks import objection, stems_of
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.domain import Certainty, Control, ControlStatus, Origin, Threat, ThreatModel, ThreatStatus
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import REVIEW, Flagged, Item
from agent.llm.turn_log import TurnLog
from agent.prompts import Data

MOST_THREATS = 15
MOST_PICKED = 5
MOST_MEASURES = 20
LEAST_NEW = 5
"""Fewer new threats than this are not worth a call."""
MOST_WHY = 200
MOST_FLAGS = 5
ALIKE = 0.35
_IN_PLACE = (ControlStatus.DONE, ControlStatus.VERIFIED)


class ModelReviewer:
    """Looks the first threats over."""

    def __init__(self, gateway: ModelGateway, glossary: Glossary) -> None:
        self._gateway, self._glossary, self._notes = gateway, glossary, Notebook(gateway)

    def ask(self, model: ThreatModel, turn_log: TurnLog) -> None:
        """Have the first threats looked over, where enough of them are new; what passes the checks is noted."""
        first = _first(model)
        if sum(not self._notes.is_reviewed(threat) for threat in first) < LEAST_NEW:
            return
        placed = [control for control in model.controls if control.status in _IN_PLACE]
        slots: dict[str, str | Data] = {
            "system": system_lines(model),
            "threats": Data("\n".join(_line(threat) for threat in first)),
            "measures": Data("\n".join(_measure(control, first) for control in placed[:MOST_MEASURES])),
        }
        by_id = {threat.id: threat for threat in first}
        reply = self._gateway.ask(REVIEW, slots, passing=lambda entry: self._shown(entry, by_id, model))
        flags: dict[str, str] = {}
        for entry in reply.entries("flags", Flagged)[:MOST_FLAGS]:
            problem = _problem(entry, by_id, model)
            if problem:
                turn_log.drop(problem)
            else:
                flags.setdefault(entry.id, self._text(entry, model))
        urgent = reply.words("first")[:5]
        turn_log.drop("they named a threat that does not exist", sum(one not in by_id for one in urgent))
        for threat in first:
            self._notes.keep_review(threat, flags.get(threat.id, ""), threat.id in urgent)

    def flagged(self, threat: Threat, statement: str) -> Threat:
        """The threat with a line for its owner, where a second look is worthwhile; decisions are left alone."""
        asked = threat.model_copy(update={"statement": statement})
        text = self._notes.flag(asked)
        free = not threat.note and threat.treatment is None and threat.status is ThreatStatus.OPEN
        return threat.model_copy(update={"note": text[:600]}) if text and free else threat

    def is_first(self, threat: Threat) -> bool:
        """Whether it was put before others of the same risk."""
        return self._notes.is_first(threat)

    def _shown(self, entry: Item, threats: dict[str, Threat], model: ThreatModel) -> str:
        """A flag that may be shown while the rest of the answer comes."""
        if not isinstance(entry, Flagged) or _problem(entry, threats, model):
            return ""
        return f"{threats[entry.id].title}: {self._text(entry, model)}"

    def _text(self, entry: Flagged, model: ThreatModel) -> str:
        said = {
            "doubtful": "what it rests on may not fit this system",
            "same": f"it may say the same as {entry.other}",
            "controlled": f"{entry.other} is in place and stands against it",
        }[entry.flag]
        why = "" if objection(entry.why, MOST_WHY, self._glossary.vocabulary(names_in(model))) else f" {entry.why}"
        return f"Worth a second look, the language model says: {said}.{why}"


def _first(model: ThreatModel) -> list[Threat]:
    """The open threats to look over: those a model picked, and before them as many others as there is room for."""
    free = [threat for threat in model.threats if threat.status is ThreatStatus.OPEN]
    picked = [threat for threat in free if threat.origin is Origin.MODEL][:MOST_PICKED]
    others = [threat for threat in free if threat not in picked]
    return [*others[: MOST_THREATS - len(picked)], *picked]


def _problem(entry: Flagged, threats: dict[str, Threat], model: ThreatModel) -> str:
    """Why a flag does not hold, as far as a program can see."""
    threat, other = threats.get(entry.id), threats.get(entry.other)
    if threat is None:
        return "they named a threat that does not exist"
    if entry.flag == "doubtful":
        return "it doubted what the owner has stated" if threat.certainty is Certainty.SURE else ""
    if entry.flag == "same":
        if other is None or other is threat:
            return "they named a threat that does not exist"
        before, after = stems_of(threat.statement), stems_of(other.statement)
        shared = len(before & after) / max(1, min(len(before), len(after)))
        return "" if shared >= ALIKE else "the two threats have little in common"
    control = model.control(entry.other)
    stands = control is not None and control.status in _IN_PLACE and threat.id in control.threats
    return "" if stands else "no such measure is in place against it"


def _measure(control: Control, first: list[Threat]) -> str:
    """A measure with those of the threats looked over that it acts on; a flag as controlled needs to know them."""
    against = [threat.id for threat in first if threat.id in control.threats]
    return f"{control.id}: {control.title} (against {', '.join(against) or 'none of these'})"


def _line(threat: Threat) -> str:
    told = {
        "id": threat.id,
        "title": threat.title,
        "statement": threat.statement[:300],
        "rests": threat.certainty.value,
    }
    return json.dumps(told, ensure_ascii=False)
