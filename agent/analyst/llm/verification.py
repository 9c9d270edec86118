"""Check what a model claims to have read against the words themselves, entry by entry."""

import re
from dataclasses import dataclass

from agent.analyst.llm.output_checks import objection, stems_of, words_of
from agent.analyst.llm.polarity import says_yes
from agent.analyst.llm.prompt_context import Glossary, read_value
from agent.analyst.llm.quotes import asks, is_hedged, is_telling, verbatim
from agent.domain import SYSTEM, Component, DataFlow, Mint, Origin, Quote, ThreatModel
from agent.llm.schemas import FactHeard, FlowHeard, PartHeard, Reply
from agent.llm.turn_log import REPEATED, TurnLog
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind

MOST_PARTS = 10
MOST_FLOWS = 12
MOST_FACTS = 40
MOST_NAME_WORDS = 6


@dataclass(frozen=True)
class HeardFact:
    """A fact with the words behind it, and how well they bear it out."""

    fact: FactDefinition
    value: AnswerValue
    quote: Quote
    borne_out: bool
    """Whether the words and the fact have something in common that a program can see."""
    hedged: bool


class Hearing:
    """Checks the answer to one text."""

    def __init__(self, catalog: Catalog, glossary: Glossary, text: str, turn: int, turn_log: TurnLog) -> None:
        self._catalog, self._glossary = catalog, glossary
        self._text, self._turn, self._turn_log = text, turn, turn_log

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
        keys = set(_named(known))
        found: list[Component] = []
        for entry in reply.entries("parts", PartHeard)[:MOST_PARTS]:
            kind = next((kind for kind in ComponentKind if kind.value == entry.kind), None)
            name, quote = verbatim(entry.name, self._text), verbatim(entry.quote, self._text)
            if problem := self._part_problem(name, quote, kind, keys):
                self._turn_log.drop(problem)
            elif kind is not None:
                keys.add(key_of(name))
                found.append(
                    Component(
                        id=mint.take("C"), name=" ".join(name.split()), kind=kind, origin=Origin.MODEL,
                        quotes=(Quote(turn=self._turn, text=quote),),
                    )
                )  # fmt: skip
        return tuple(found)

    def flows(self, reply: Reply, known: ThreatModel, mint: Mint) -> tuple[DataFlow, ...]:
        """New flows between known parts and people."""
        ids = _named(known)
        taken = {(flow.source, flow.target) for flow in known.flows}
        found: dict[tuple[str, str], DataFlow] = {}
        for entry in reply.entries("flows", FlowHeard)[:MOST_FLOWS]:
            source, target = ids.get(key_of(entry.source)), ids.get(key_of(entry.target))
            quote = verbatim(entry.quote, self._text)
            if source is None or target is None or source == target:
                self._turn_log.drop("they named parts that do not exist")
            elif not quote or not is_telling(quote):
                self._turn_log.drop("the words they quote were not said")
            elif (source, target) in found:
                self._turn_log.drop(REPEATED)
            elif (source, target) not in taken:  # one that is known was not shown as known, so it counts as nothing
                found[source, target] = DataFlow(
                    id=mint.take("F"), source=source, target=target, label=self._label(entry.what),
                    untrusted=entry.untrusted, inferred=True,
                )  # fmt: skip
        return tuple(found.values())

    def _fact(self, entry: FactHeard, known: ThreatModel, asked: frozenset[str]) -> tuple[HeardFact | None, str]:
        fact = self._catalog.facts.get(entry.fact)
        value = read_value(fact, entry.value) if fact else None
        if fact is None or value is None:
            return None, "the catalog has no such fact or value"
        kept = known.fact(fact.id, SYSTEM)
        if kept is not None:
            return None, REPEATED if kept.value == value else "it was read otherwise already"
        quote = verbatim(entry.quote, self._text)
        if not quote or not (is_telling(quote) or fact.id in asked):
            return None, "the words they quote were not said"
        if asks(quote, self._text):
            return None, "the words they quote are a question"
        if fact.type is FactType.YES_NO and fact.id not in asked and says_yes(fact, quote) is not value:
            return None, "the words they quote say the opposite"
        borne_out = fact.id in asked or bool(stems_of(quote) & _telling(fact, value))
        words = Quote(turn=self._turn, text=quote)
        return HeardFact(fact, value, words, borne_out, is_hedged(quote)), ""

    def _part_problem(self, name: str, quote: str, kind: ComponentKind | None, keys: set[str]) -> str:
        if kind is None:
            return "the catalog has no such kind of part"
        if not name or not quote or name.lower() not in quote.lower():
            return "the words they quote were not said"
        if not _stands_as_name(name, self._text):
            return "a name was not the name of a part"
        if len(name.split()) > MOST_NAME_WORDS or objection(name, 60, self._glossary.vocabulary(self._text), least=2):
            return "a name was not the name of a part"
        return REPEATED if not key_of(name) or key_of(name) in keys else ""

    def _label(self, what: str) -> str:
        """What moves, in the owner's words; nothing where it is not from the text."""
        words = self._glossary.vocabulary(self._text)
        return "" if objection(what, 60, words, least=2) else what


def _stands_as_name(name: str, text: str) -> bool:
    """Whether words stand in the text as names do: after an article or the like, or with a capital of their own."""
    return any(_is_name_at(found.start(), name, text) for found in re.finditer(re.escape(name), text))


def _is_name_at(place: int, name: str, text: str) -> bool:
    """The same at one place; words such as "new" may stand between the article and the name."""
    if name[:1].isupper() and place > 0 and text[:place].rstrip()[-1:] not in (".", "!", "?", "\n", ":"):
        return True
    before = words_of(text[max(0, place - 60) : place])
    for _ in range(_MOST_BETWEEN):
        if before and before[-1] in _BETWEEN:
            before.pop()
    return bool(before) and before[-1] in _DETERMINERS


_MOST_BETWEEN = 2
_BETWEEN = lexicon(
    "new newer old older current existing present former main central own internal external public private online "
    "local shared separate single whole entire small big large little simple second other additional legacy modern "
    "dedicated common so-called"
)


_DETERMINERS = lexicon(
    "the a an our its their this that each every any my your his her another one two three several some called named "
    "via with from to into in using uses runs and or by of through"
)


def _named(model: ThreatModel) -> dict[str, str]:
    """The ids of parts and people by their names."""
    people = {key_of(actor.name): actor.id for actor in model.actors}
    return people | {key_of(part.name): part.id for part in model.components}


def _telling(fact: FactDefinition, value: AnswerValue) -> frozenset[str]:
    """The words by which a program sees that a quote is about a fact and this value of it."""
    chosen = value if isinstance(value, tuple) else (value,)
    of_choices = [
        f"{choice.label} {choice.means} {' '.join(choice.cues)}" for choice in fact.choices if choice.value in chosen
    ]
    of_fact = [fact.label, fact.yes_means, *fact.cues, *fact.denials] if fact.type is FactType.YES_NO else []
    return stems_of(" ".join([*of_fact, *of_choices]).replace("|", " ").replace("*", ""))
