"""Answer a message that the rules did not understand: the model says what is wanted, the program does and words it."""

import re
from dataclasses import dataclass, replace

from agent.analyst.base import Heard
from agent.analyst.llm.offers import INTRODUCTION, Proposer, levels_now
from agent.analyst.llm.output_checks import objection
from agent.analyst.llm.prompt_context import Glossary, names_in, read_value, system_lines
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Edit, FactValue, Offer, Provenance, Session, Threat, ThreatModel, Wish
from agent.domain.edits import SetFact
from agent.domain.names_in_sentences import plain
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import REPLY, FactChanged, Item, Order, Reply, Wanted
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from knowledge import Catalog
from knowledge.vocabulary import DreadFactor

MOST_ANSWER = 320
SAYS = "The language model answers: "
MOST_MESSAGE = 2_000
MOST_LISTED = 30
MOST_FACTS = 6
MOST_WISHES = 3


@dataclass(frozen=True)
class Answered:
    """What is answered, and what is offered beside it."""

    text: str
    offers: tuple[Offer, ...] = ()
    left: tuple[str, ...] | None = None
    """Where only some sentences were answered, beside what the rules did: those that still are not understood."""


class ModelReplier:
    """Finds out what a message wants."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst) -> None:
        self._gateway, self._catalog, self._glossary, self._rules = gateway, catalog, glossary, rules
        self._proposer = Proposer(catalog, glossary)

    def answer(self, session: Session, heard: Heard, turn_log: TurnLog) -> Answered | None:
        """The answer to what nobody understood so far; none where there is none to give."""
        reading, model = heard.reading, heard.outcome.model
        understood = [edit for edit in reading.edits if edit.edit not in ("describe_system", "waive_fact")]
        asking = _wishes(reading.unread, heard.before) if understood else reading.unread
        message = " ".join(asking)[:MOST_MESSAGE]
        if not message or reading.wish is not Wish.NONE or reading.document:  # a document asks for nothing
            return None
        reply = self._asked(message, model)
        wanted = reply.single
        if not isinstance(wanted, Wanted):
            return None
        if wanted.kind == "change":
            answer = self._offered(reply, message, model, turn_log)
            left = tuple(one for one in reading.unread if one not in asking)
            return replace(answer, left=left) if answer and understood else answer
        if understood:
            return None
        text = self._told(wanted, reply, message, session.model_copy(update={"model": model}), heard, turn_log)
        return Answered(text) if text else None

    def _told(
        self, wanted: Wanted, reply: Reply, message: str, session: Session, heard: Heard, turn_log: TurnLog
    ) -> str:
        """The answer to a message that wants nothing changed."""
        match wanted.kind:
            case "why":
                return self._explained(wanted.threat, session, heard, turn_log)
            case "what_if":
                return self._supposed(reply, session.model, turn_log)
            case _:
                return self._said(wanted.answer, message, session.model, turn_log)

    def _offered(self, reply: Reply, message: str, model: ThreatModel, turn_log: TurnLog) -> Answered | None:
        """What the message seems to want changed, for the owner to accept."""
        made_by = f"{self._gateway.model[:120]}, prompt {self._gateway.version(REPLY.task)}"
        offers = self._proposer.offers(reply.entries("orders", Order), message, model, made_by, turn_log)
        return Answered(INTRODUCTION, offers) if offers else None

    def _asked(self, message: str, model: ThreatModel) -> Reply:
        named = {one.upper() for one in _IDS.findall(message)}
        listed = sorted(model.threats, key=lambda threat: threat.id not in named)[:MOST_LISTED]
        threats = [threat_line(threat) for threat in listed]
        controls = [f"{control.id}: {control.title} ({control.status.value})"
                    for control in sorted(model.controls, key=lambda control: control.id not in named)]  # fmt: skip
        slots: dict[str, str | Data] = {
            "facts": self._glossary.facts,
            "system": system_lines(model),
            "threats": Data("\n".join(threats)),
            "measures": Data("\n".join(controls[:MOST_LISTED])),
            "message": Data(message),
        }
        return self._gateway.ask(REPLY, slots, passing=lambda entry: self._shown(entry, message, model))

    def _shown(self, entry: Item, message: str, model: ThreatModel) -> str:
        """The words of an answer that may be shown while the rest of it comes."""
        words = entry.answer if isinstance(entry, Wanted) and entry.kind == "other" else ""
        return f"{SAYS}{words}" if words and not self._objection(words, message, model) else ""

    def _objection(self, answer: str, message: str, model: ThreatModel) -> str:
        return objection(answer, MOST_ANSWER, self._glossary.vocabulary(names_in(model), message))

    def _explained(self, about: str, session: Session, heard: Heard, turn_log: TurnLog) -> str:
        if session.model.threat(about.strip().upper()) is None:
            turn_log.drop("they named a threat that does not exist")
            return ""
        reading = heard.reading.model_copy(
            update={"wish": Wish.WHY_THREAT, "about": about.strip().upper(), "unread": (), "notes": (), "unsure": ()}
        )
        calm = heard.model_copy(update={"reading": reading, "before": session.model})
        return self._rules.reply(session, calm).text

    def _supposed(self, reply: Reply, model: ThreatModel, turn_log: TurnLog) -> str:
        given: dict[str, Edit] = {}
        for entry in reply.entries("facts", FactChanged)[:MOST_FACTS]:
            fact = self._catalog.facts.get(entry.fact)
            value = read_value(fact, entry.value) if fact else None
            if value is None:
                turn_log.drop("the catalog has no such fact or value")
            else:
                kept = FactValue(fact=entry.fact, value=value, provenance=Provenance.ANSWERED)
                given[entry.fact] = SetFact(value=kept)
        return self._rules.supposer.told(model, tuple(given.values()))

    def _said(self, answer: str, message: str, model: ThreatModel, turn_log: TurnLog) -> str:
        """Words of the model's own, marked as such."""
        if not answer:
            return ""
        if problem := self._objection(answer, message, model):
            turn_log.drop(problem)
            return ""
        return f"{SAYS}{plain(answer)}"


def _wishes(sentences: tuple[str, ...], before: ThreatModel) -> tuple[str, ...]:
    """Of the sentences beside statements, those that speak of the threat model that was there, so worth a call."""
    if not before.threats:
        return ()
    listed = {threat.id for threat in before.threats} | {control.id for control in before.controls}
    return tuple(
        one
        for one in sentences
        if _OF_THE_MODEL.search(one) or listed.intersection(name.upper() for name in _IDS.findall(one))
    )[:MOST_WISHES]


_IDS = re.compile(r"\b[tm]-\d{1,4}\b", re.IGNORECASE)
_OF_THE_MODEL = re.compile(
    r"\b(?:threats?|risks?|entry|entries|scor(?:e[sd]?|ing)|rat(?:e[sd]|ings?)|measures?|dread|levels?|severity|"
    r"dismiss(?:ed)?|merged?|renamed?|reopen(?:ed)?|weighs? (?:more|less)|duplicates?|"
    r"(?:over|under)-?(?:rated|estimated)|too (?:high|low)|"
    r"the (?:top|topmost|uppermost|first|second|third|fourth|fifth|last|lowest) (?:one|thing|item|point|line))\b",
    re.IGNORECASE,
)
"""Words by which an owner speaks of the threat model, not of the system: of its terms, or of a place in its list."""


def threat_line(threat: Threat) -> str:
    """A threat with where it stands, so that "worse" and "open again" can be told from what is."""
    levels = levels_now(threat)
    return f"{threat.id}: {threat.title} ({threat.status.value}; {', '.join(str(levels[one]) for one in DreadFactor)})"
