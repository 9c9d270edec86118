"""Answer a message that the rules did not understand: the model says what is wanted and answers, the program acts."""

import re
from dataclasses import dataclass

from agent.analyst.base import Heard
from agent.analyst.llm.guardrails.free_text import objection_to_answer
from agent.analyst.llm.guardrails.output_checks import Vocabulary
from agent.analyst.llm.message_context import AtHand
from agent.analyst.llm.offers import INTRODUCTION, Proposer
from agent.analyst.llm.prompt_context import Glossary, names_in, read_value, system_lines
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Edit, FactValue, Offer, Provenance, Session, ThreatModel, Wish
from agent.domain.changes.edits import SetFact
from agent.domain.wording.names_in_sentences import plain
from agent.llm.answers.schemas import REPLY, FactChanged, Item, Order, Reply, Wanted
from agent.llm.errors import ModelError
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from agent.reading.commands.requests import is_request
from knowledge import Catalog

MOST_ANSWER = 900
SAYS = "The language model answers: "
MOST_MESSAGE = 2_000
MOST_FACTS = 6
MOST_WISHES = 3
NOTHING_ELSE = "As far as I know this system, nothing would change by that."


@dataclass(frozen=True)
class Answered:
    """What is answered, and what is offered beside it."""

    text: str
    offers: tuple[Offer, ...] = ()
    left: tuple[str, ...] | None = None
    """Where only some sentences were answered, beside what the rules did: those that still are not understood."""


class ModelReplier:
    """Finds out what a message wants, and answers it."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst) -> None:
        self._gateway, self._catalog, self._glossary, self._rules = gateway, catalog, glossary, rules
        self._proposer, self._at_hand = Proposer(catalog, glossary), AtHand(catalog)

    def answer(self, session: Session, heard: Heard, turn_log: TurnLog) -> Answered | None:
        """The answer to what nobody understood so far; none where there is none to give.

        What was shown while it came is part of it, whatever becomes of the rest.
        """
        reading = heard.reading
        understood = any(edit.edit not in ("describe_system", "waive_fact") for edit in reading.edits)
        asking = _wishes(reading.unread, heard.before) if understood else reading.unread
        message = " ".join(asking)[:MOST_MESSAGE]
        if not message or reading.wish is not Wish.NONE or reading.document:  # a document asks for nothing
            return None
        talk = _Talk(message, session.model_copy(update={"model": heard.outcome.model}), heard, turn_log, [])
        left = tuple(one for one in reading.unread if one not in asking) if understood else None
        try:
            reply = self._asked(talk)
        except ModelError as problem:
            if not talk.shown:
                raise
            turn_log.failed("the answer", problem)
            return Answered("\n\n".join(talk.shown), left=left)
        text, offers = self._told(reply, talk)
        return Answered(text, offers, left) if text or offers else None

    def _told(self, reply: Reply, talk: "_Talk") -> tuple[str, tuple[Offer, ...]]:
        """The answer in words, and the changes that are offered with it."""
        wanted = reply.single
        if not isinstance(wanted, Wanted):
            return "", ()
        offers: tuple[Offer, ...] = ()
        parts = [self._said(wanted.answer, talk)]
        match wanted.kind:
            case "why":
                parts.append(self._explained(wanted.threat, talk))
            case "what_if":
                parts.append(self._supposed(reply, talk))
            case "change":
                offers = self._offered(reply, talk)
                parts.append(INTRODUCTION if offers else "")
        read_already = [one for one in talk.shown if not parts[0].startswith(one)]  # where it had to answer twice
        return "\n\n".join(part for part in (*read_already, *parts) if part), offers

    def _offered(self, reply: Reply, talk: "_Talk") -> tuple[Offer, ...]:
        """What the message seems to want changed, for the owner to accept."""
        made_by = f"{self._gateway.model[:120]}, prompt {self._gateway.version(REPLY.task)}"
        return self._proposer.offers(
            reply.entries("orders", Order), talk.message, talk.session, made_by, talk.turn_log
        )  # fmt: skip

    def _asked(self, talk: "_Talk") -> Reply:
        slots: dict[str, str | Data] = {
            "facts": self._glossary.facts,
            "system": system_lines(talk.model),
            "message": Data(talk.message),
            **self._at_hand.slots(talk.message, talk.session, talk.model),
        }

        def passing(entry: Item) -> str:
            """The words of an answer that may be shown while the rest of it comes: those that will stand."""
            words = entry.answer if isinstance(entry, Wanted) else ""
            if not words or self._objection(words, talk):
                return ""
            talk.show(f"{SAYS}{plain(words)}")
            return f"{SAYS}{words}"

        return self._gateway.ask(REPLY, slots, passing=passing)

    def _objection(self, answer: str, talk: "_Talk") -> str:
        named = [(one.id, one.title) for one in talk.model.threats] + [
            (one.id, one.title) for one in talk.model.controls
        ]
        ids, titles = [name for name, _ in named], " ".join(title for _, title in named)
        quotes = " ".join(quote.text for kept in talk.model.facts for quote in kept.quotes)
        own = (names_in(talk.model), talk.message, talk.model.system.description, titles, quotes)
        return objection_to_answer(answer, MOST_ANSWER, Vocabulary(self._glossary.field, own), ids)

    def _explained(self, about: str, talk: "_Talk") -> str:
        name = about.strip().upper()
        if talk.model.threat(name) is None:
            talk.turn_log.drop("they named a threat that does not exist")
            return ""
        reading = talk.heard.reading.model_copy(
            update={"wish": Wish.WHY_THREAT, "about": name, "unread": (), "notes": (), "unsure": ()}
        )
        calm = talk.heard.model_copy(update={"reading": reading, "before": talk.model})
        return self._rules.reply(talk.session, calm).text

    def _supposed(self, reply: Reply, talk: "_Talk") -> str:
        given: dict[str, Edit] = {}
        for entry in reply.entries("facts", FactChanged)[:MOST_FACTS]:
            fact = self._catalog.facts.get(entry.fact)
            value = read_value(fact, entry.value) if fact else None
            if value is None:
                talk.turn_log.drop("the catalog has no such fact or value")
            else:
                kept = FactValue(fact=entry.fact, value=value, provenance=Provenance.ANSWERED)
                given[entry.fact] = SetFact(value=kept)
        return self._rules.supposer.told(talk.model, tuple(given.values())) or (NOTHING_ELSE if given else "")

    def _said(self, answer: str, talk: "_Talk") -> str:
        """Words of the model's own, marked as such: those of its sentences that pass, from the first one on."""
        words = answer
        if words and (problem := self._objection(words, talk)):
            talk.turn_log.drop(problem)
            while words and self._objection(words, talk):
                words = _without_last(words)
        return f"{SAYS}{plain(words)}" if words else ""


@dataclass(frozen=True)
class _Talk:
    """What one message is answered from."""

    message: str
    session: Session
    heard: Heard
    turn_log: TurnLog
    shown: list[str]
    """The answers as far as they were shown already; more than one where the first try of a call went wrong."""

    @property
    def model(self) -> ThreatModel:
        return self.session.model

    def show(self, words: str) -> None:
        """Note what is shown: more of the answer that was shown before, or another one."""
        if self.shown and words.startswith(self.shown[-1]):
            self.shown.pop()
        self.shown.append(words)


def _without_last(words: str) -> str:
    """An answer without its last sentence."""
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s)", words)]
    return words[: ends[-1]].strip() if ends else ""


def _wishes(sentences: tuple[str, ...], before: ThreatModel) -> tuple[str, ...]:
    """Of the sentences beside statements, those that ask or speak of the threat model that was there: worth a call."""
    if not before.threats:
        return ()
    listed = {threat.id for threat in before.threats} | {control.id for control in before.controls}
    return tuple(
        one
        for one in sentences
        if is_request(one)
        or _OF_THE_MODEL.search(one)
        or listed.intersection(name.upper() for name in _IDS.findall(one))
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
