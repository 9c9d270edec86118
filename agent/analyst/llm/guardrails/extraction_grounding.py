"""Check what a model claims to have read against the words themselves, entry by entry."""

import re
from dataclasses import dataclass

from agent.analyst.llm.guardrails.output_checks import objection, stems_of
from agent.analyst.llm.guardrails.polarity import plainly, rules_out, speaks_for, telling
from agent.analyst.llm.guardrails.quotes import asks, is_hedged, is_planned, is_telling, stands_in, verbatim
from agent.analyst.llm.prompt_context import Glossary, read_value
from agent.domain import SYSTEM, Component, DataFlow, FactValue, Mint, Origin, Provenance, Quote, ThreatModel
from agent.domain.system import Actor
from agent.llm.answers.schemas import FactHeard, FlowHeard, PartHeard, PersonHeard, Reply
from agent.llm.turn_log import REPEATED, TurnLog
from agent.reading.commands.entity_lookup import is_phrase
from agent.reading.facts import in_order
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind

MOST_PARTS = 16
MOST_PEOPLE = 8
MOST_FLOWS = 20
MOST_FACTS = 40
MOST_NAME_WORDS = 6
OPPOSITE = "the words they quote say the opposite"
NOT_SAID = "the words they quote were not said"
NO_VALUE = "the catalog has no such fact or value"
NO_KIND = "the catalog has no such kind of part"
NO_NAME = "a name was not the name of a part"
SOFT = (Provenance.INFERRED, Provenance.IMPLIED, Provenance.ASSUMED)
"""Values that no words state, so that a better reading takes their place."""


@dataclass(frozen=True)
class HeardFact:
    """A fact with the words behind it, and how well they bear it out."""

    fact: FactDefinition
    value: AnswerValue
    quote: Quote
    borne_out: bool
    """Whether the words and the fact have something in common that a program can see."""
    hedged: bool
    replaces: FactValue | None = None
    """The value that the rules had read otherwise, or more narrowly."""


class Hearing:
    """Checks the answer to one text."""

    def __init__(self, catalog: Catalog, glossary: Glossary, text: str, turn: int, turn_log: TurnLog) -> None:
        self._catalog, self._glossary = catalog, glossary
        self._text, self._turn, self._turn_log = text, turn, turn_log
        self.also_called: dict[str, str] = {}
        """Ids by the other names that the answer gives to known parts and people, such as the one before a rename."""

    def facts(self, reply: Reply, known: ThreatModel, asked: frozenset[str]) -> tuple[HeardFact, ...]:
        """The facts whose words are really there, each once."""
        found: dict[str, HeardFact] = {}
        for entry in reply.entries("facts", FactHeard)[:MOST_FACTS]:
            heard, problem = self._fact(entry, known, asked)
            if heard is None:
                self._turn_log.drop(problem)
            else:
                found.setdefault(heard.fact.id, heard)
        return tuple(found.values())

    def fact(self, entry: FactHeard, known: ThreatModel, asked: frozenset[str]) -> HeardFact | None:
        """The fact of one entry, if its words are really there; nothing is counted."""
        return self._fact(entry, known, asked)[0]

    def parts(self, reply: Reply, known: ThreatModel, mint: Mint) -> tuple[Component, ...]:
        """New parts that the text names."""
        keys = set(self._ids(known))
        found: list[Component] = []
        for entry in reply.entries("parts", PartHeard)[:MOST_PARTS]:
            kind = kind_of(entry.kind)
            name, quote, problem = self._name(entry.name, entry.quote, keys)
            if problem or kind is None:
                self._turn_log.drop(problem or NO_KIND)
            else:
                keys.add(key_of(name))
                part = Component(id=mint.take("C"), name=name, kind=kind, origin=Origin.MODEL, quotes=(quote,))
                found.append(part)
        return tuple(found)

    def people(self, reply: Reply, known: ThreatModel, mint: Mint) -> tuple[Actor, ...]:
        """New people and outside parties that the text names; nothing makes them trusted."""
        keys = set(self._ids(known))
        found: list[Actor] = []
        for entry in reply.entries("people", PersonHeard)[:MOST_PEOPLE]:
            name, quote, problem = self._name(entry.name, entry.quote, keys)
            if problem:
                self._turn_log.drop(problem)
            else:
                keys.add(key_of(name))
                found.append(Actor(id=mint.take("P"), name=name, quotes=(quote,)))
        return tuple(found)

    def flows(self, reply: Reply, known: ThreatModel, mint: Mint) -> tuple[DataFlow, ...]:
        """New flows between known parts and people."""
        ids = self._ids(known)
        taken = {(flow.source, flow.target) for flow in known.flows}
        found: dict[tuple[str, str], DataFlow] = {}
        for entry in reply.entries("flows", FlowHeard)[:MOST_FLOWS]:
            source, target = ids.get(key_of(entry.source)), ids.get(key_of(entry.target))
            quote = verbatim(entry.quote, self._text)
            if source is None or target is None or source == target:
                self._turn_log.drop("they named parts that do not exist")
            elif not quote or not is_telling(quote):
                self._turn_log.drop(NOT_SAID)
            elif (source, target) in found:
                self._turn_log.drop(REPEATED)
            elif (source, target) not in taken:  # one that is known counts as nothing
                found[source, target] = DataFlow(
                    id=mint.take("F"), source=source, target=target, label=self._label(entry.what),
                    untrusted=entry.untrusted, inferred=True,
                )  # fmt: skip
        return tuple(found.values())

    def _ids(self, known: ThreatModel) -> dict[str, str]:
        """The ids of parts and people by all their names."""
        there = {part.id for part in known.components} | {actor.id for actor in known.actors}
        return {key: one for key, one in self.also_called.items() if one in there} | _named(known)

    def _fact(self, entry: FactHeard, known: ThreatModel, asked: frozenset[str]) -> tuple[HeardFact | None, str]:
        fact = self._catalog.facts.get(entry.fact)
        value = read_value(fact, entry.value) if fact else None
        if fact is None or value is None:
            return None, NO_VALUE
        quote = verbatim(entry.quote, self._text)
        if not quote or not (is_telling(quote) or fact.id in asked):
            return None, NOT_SAID
        if asks(quote, self._text):
            return None, "the words they quote are a question"
        kept = known.fact(fact.id, SYSTEM)
        borne_out = fact.id in asked or bears_out(fact, value, quote)
        if kept is not None:
            value = _widened(fact, kept, value)
            if kept.value == value and not (kept.provenance is Provenance.INFERRED and borne_out):
                return None, REPEATED
            if kept.value != value and kept.provenance not in SOFT and not isinstance(value, tuple):
                return None, "it was read otherwise already"
            if kept.provenance in (Provenance.ANSWERED, Provenance.TABLE):
                return None, "you have said otherwise yourself"
        if fact.id not in asked and says_opposite(fact, value, quote):
            return None, OPPOSITE
        words = Quote(turn=self._turn, text=quote)
        hedged = is_planned(quote) if raises_risk(fact, value) else is_hedged(quote)
        return HeardFact(fact, value, words, borne_out and (hedged or not is_hedged(quote)), hedged, kept), ""

    def _name(self, name: str, quote: str, keys: set[str]) -> tuple[str, Quote, str]:
        """A new name as the text has it with the words around it, or what is wrong with it."""
        there = stands_in(name, self._text)
        words = verbatim(quote, self._text)
        told = Quote(turn=self._turn, text=words or there or "-")
        if not there or not words:
            return "", told, NOT_SAID
        if not is_part_name(there) or objection(there, 60, self._glossary.vocabulary(self._text), least=2):
            return "", told, NO_NAME
        if there.lower() not in " ".join(words.lower().split()):
            told = Quote(turn=self._turn, text=verbatim(there, self._text) or words)
        return there, told, REPEATED if not key_of(there) or key_of(there) in keys else ""

    def _label(self, what: str) -> str:
        """What moves, in the owner's words; nothing where it is not from the text."""
        words = self._glossary.vocabulary(self._text)
        return "" if objection(what, 60, words, least=2) else what


def bears_out(fact: FactDefinition, value: AnswerValue, quote: str) -> bool:
    """Whether words are plainly about a fact, and say yes or no to it as the value does."""
    if value is True and raises_risk(fact, value) and plainly(fact, quote) is not True:
        return speaks_for(fact, quote)
    if fact.type is FactType.YES_NO and plainly(fact, quote) is not value:
        return False
    return bool(stems_of(quote) & telling(fact, value))


def says_opposite(fact: FactDefinition, value: AnswerValue, quote: str) -> bool:
    """Whether words plainly say the contrary of a yes or a no; of one that raises the risk, only by a plain denial."""
    if not isinstance(value, bool):
        return False
    return rules_out(fact, value, quote) if raises_risk(fact, value) else plainly(fact, quote) is (not value)


def raises_risk(fact: FactDefinition, value: AnswerValue) -> bool:
    """Whether a yes or no can only make a system look more at risk: what it is or does, or a control that lacks."""
    return isinstance(value, bool) and value is not fact.control


def kind_of(written: str) -> ComponentKind | None:
    """The kind of part that an answer names."""
    return next((kind for kind in ComponentKind if kind.value == written), None)


def is_part_name(name: str) -> bool:
    """Whether words can be the name of a part: a few, and neither a sentence, a number, a path nor an address."""
    words = name.lower().split()
    if not 0 < len(words) <= MOST_NAME_WORDS or words[0] in _DEEDS or not is_phrase(name):
        return False
    if {"a", "an"}.intersection(words[1:]) and name.islower():  # "approves a refund", but not "Book a Desk"
        return False
    return not _PATH.search(name) and any(letter.isalpha() for letter in name)


_PATH = re.compile(
    r"(?:^|\s)[.~]{0,2}/|/[^/\s]+/|\\|://|@|\b[\w-]{1,60}\.(?:com|org|info|biz|dev|app|example|invalid|test|localhost|"
    r"py|ipynb|ts|tsx|jsx|java|go|rs|rb|php|sh|bat|cmd|ps1|exe|dll|html?|css|md|rst|docx?|pptx?|pdf)\b",
    re.IGNORECASE,
)
"""A path, an address, or a file of program text or of prose; tables, stores and products have dots in them as well."""
_DEEDS = lexicon(
    "sends send sending reads writes calls calling uses use using keeps keep keeping stores storing gets get getting "
    "gives give goes go runs run running answers asks ask asking makes make making takes take taking looks looking "
    "finds finding lets let needs need wants want shows tells tell says say helps learns works comes come becomes "
    "receives receive processes handles creates create checks decides decide acts then also very"
)
"""Words with which a verb phrase begins, and no name."""


def _named(model: ThreatModel) -> dict[str, str]:
    """The ids of parts and people by their names."""
    people = {key_of(actor.name): actor.id for actor in model.actors}
    return people | {key_of(part.name): part.id for part in model.components}


def _widened(fact: FactDefinition, kept: FactValue, value: AnswerValue) -> AnswerValue:
    """Of several choices, those that were read before and the new ones; any other value as it is."""
    if isinstance(value, tuple) and isinstance(kept.value, tuple):
        return in_order(fact, (*kept.value, *value))
    return value
