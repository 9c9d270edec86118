"""Read an answer to a question: a button, a list to tick, or words that mean something because they were asked for."""

import re
from dataclasses import dataclass

from agent.domain import SYSTEM, Edit, FactValue, Provenance, Quote, Session, Turn
from agent.domain.edits import SetFact
from agent.reading.answer_words import (
    AGREEING,
    ALL,
    BANKS,
    DOUBTFUL,
    FIRST_ROW_DECIDES,
    LISTED,
    NO,
    NOT_SURE,
    YES,
)
from agent.reading.claims import Claim
from agent.reading.commands.commands import waivers
from agent.reading.facts import FIRM, in_order
from agent.reading.text.context import Saying, sayings_of
from agent.reading.text.cues import Found, lexicon
from agent.reading.text.names import key_of
from agent.reading.text.sentences import sentences_of
from agent.reading.text.stances import Stance
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class Asked:
    """The question a turn answers, as far as it is still known."""

    id: str
    facts: tuple[FactDefinition, ...]
    subject: str = SYSTEM
    waits: bool = True


@dataclass(frozen=True)
class Answer:
    """What an answer comes to."""

    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    understood: bool = True


def asked(turn: Turn, session: Session, catalog: Catalog) -> Asked | None:
    """The question that a turn answers: the one it names, or the one that waits when the words are an answer."""
    named, waiting = turn.said.question, session.question
    if waiting is not None and named in (None, waiting.id):
        if named is None and not _sounds_like_answer(turn.said.text):
            return None
        facts = tuple(catalog.facts[name] for name in waiting.facts if name in catalog.facts)
        return Asked(id=waiting.id, facts=facts, subject=waiting.subject)
    if named is None:
        return None
    group = [fact for fact in catalog.facts.values() if named in (fact.id, fact.group)]
    return Asked(id=named, facts=tuple(group), waits=False)


def answer_of(turn: Turn, session: Session, question: Asked, claims: tuple[Claim, ...]) -> Answer:
    """What the turn says to the question; what was known before a late answer stays."""
    known = {kept.fact for kept in session.model.facts if kept.subject == question.subject and kept.provenance in FIRM}
    facts = question.facts if question.waits else tuple(fact for fact in question.facts if fact.id not in known)
    if not facts:
        note = "That question was answered already, so nothing has changed." if question.facts else _NO_QUESTION
        return Answer(notes=(note,))
    reading = _Answering(turn, facts, question.subject, frozenset(known))
    if turn.said.chosen is not None:
        return reading.by_choice(turn.said.chosen)
    return reading.by_words(claims)


_NO_QUESTION = "That question is not one I ask, so nothing has changed."
_MOST_WORDS = 4


def _sounds_like_answer(text: str) -> bool:
    words = [word for sentence in sentences_of(text) for clause in sentence.clauses for word in clause.texts]
    opening = tuple(words[:4])
    direct = any(found.start == 0 for bank in (YES, AGREEING, NO, NOT_SURE) for found in bank.find(opening))
    return 0 < len(words) <= _MOST_WORDS or (direct and len(words) <= 25)


class _Answering:
    """One answer to one or several facts."""

    def __init__(self, turn: Turn, facts: tuple[FactDefinition, ...], subject: str, known: frozenset[str]) -> None:
        self._turn = turn
        self._facts = facts
        self._subject = subject
        self._known = set(known)

    def by_choice(self, chosen: tuple[str, ...]) -> Answer:
        """Buttons and ticks: for a list, what is ticked is so and the rest is not."""
        if chosen in (("not_sure",), ("skip",)):
            why = "skipped" if chosen == ("skip",) else "not_sure"
            return Answer(waivers(tuple(fact.id for fact in self._facts), why, self._known))
        if len(self._facts) > 1:
            return Answer(tuple(self._set(fact, fact.id in chosen, "you ticked the list") for fact in self._facts))
        fact = self._facts[0]
        value = _value_of(fact, chosen)
        if value is None:
            return Answer(notes=(f"“{', '.join(chosen)}” is not an answer to this question; nothing has changed.",))
        return Answer((self._set(fact, value, f"you chose “{_label(fact, value)}”"[:300]),))

    def by_words(self, claims: tuple[Claim, ...]) -> Answer:
        """Words, read in the light of the question."""
        text = self._turn.said.text
        sayings = sayings_of(sentences_of(text))
        if not sayings:
            return Answer(understood=False)
        if any(found.start <= 3 for found in NOT_SURE.find(sayings[0].clause.texts)):
            return Answer(waivers(tuple(fact.id for fact in self._facts), "not_sure", self._known))
        if len(self._facts) > 1:
            return self._to_list(sayings, claims)
        fact = self._facts[0]
        value = _yes_or_no(sayings, fact, claims) if fact.type is FactType.YES_NO else _choice(sayings, fact, claims)
        if value is None:
            return Answer(understood=False)
        likely = bool(DOUBTFUL.find(sayings[0].clause.texts))
        return Answer((self._set(fact, value, words=text, likely=likely),))

    def _to_list(self, sayings: tuple[Saying, ...], claims: tuple[Claim, ...]) -> Answer:
        """Words to a list: what they name is so; the rest stays open and is not asked again."""
        text = self._turn.said.text
        first = sayings[0].clause.texts
        if any(found.start == 0 for found in NO.find(first)) and len(first) <= 5:
            return Answer(tuple(self._set(fact, False, words=text) for fact in self._facts))
        if any(found.start <= 2 for found in ALL.find(first)) and len(first) <= 6:
            return Answer(tuple(self._set(fact, True, words=text) for fact in self._facts))
        said = {claim.fact: claim.value is True for claim in claims if claim.stance is not Stance.PLANNED}
        said |= {name: True for name in _named_of(self._facts, sayings) if name not in said}
        if not any(fact.id in said for fact in self._facts):
            return Answer(understood=False)
        edits = tuple(self._set(fact, said[fact.id], words=text) for fact in self._facts if fact.id in said)
        left = tuple(fact.id for fact in self._facts if fact.id not in said)
        return Answer((*edits, *waivers(left, "not_sure", self._known)))

    def _set(
        self, fact: FactDefinition, value: AnswerValue, because: str = "", *, words: str = "", likely: bool = False
    ) -> SetFact:
        quotes = (Quote(turn=self._turn.number, text=_quotable(words)),) if words else ()
        provenance = Provenance.INFERRED if likely else Provenance.ANSWERED
        kept = FactValue(
            fact=fact.id, subject=self._subject, value=value, provenance=provenance, quotes=quotes, because=because
        )
        return SetFact(value=kept)


def _value_of(fact: FactDefinition, chosen: tuple[str, ...]) -> AnswerValue | None:
    if fact.type is FactType.YES_NO:
        return {("yes",): True, ("no",): False, (fact.id,): True, (): False}.get(chosen)
    value: AnswerValue = in_order(fact, chosen) if fact.type is FactType.SEVERAL else "".join(chosen[:1])
    known = {choice.value for choice in fact.choices}
    return value if set(chosen) <= known and fact.accepts(value) else None


def _label(fact: FactDefinition, value: AnswerValue) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(choice.label for choice in fact.choices if choice.value in value) or "none of these"


def _yes_or_no(sayings: tuple[Saying, ...], fact: FactDefinition, claims: tuple[Claim, ...]) -> bool | None:
    """The first word decides where it is a yes or no; else what the words state; else a denial anywhere."""
    first = sayings[0].clause.texts
    opening = [found for bank in (YES, NO) for found in bank.find(first) if found.start <= 1]
    if opening:
        return min(opening, key=lambda found: (found.start, -found.end)).sign
    stated = [claim.value for claim in claims if claim.fact == fact.id]
    if stated:
        return False if fact.control and False in stated else True in stated
    if any(NO.find(saying.clause.texts) for saying in sayings):
        return False
    agreed = any(found.start <= 1 for found in AGREEING.find(first))
    return True if agreed or fact.id in _named_of((fact,), sayings) else None


def _choice(sayings: tuple[Saying, ...], fact: FactDefinition, claims: tuple[Claim, ...]) -> AnswerValue | None:
    """The choice that the words state, name, or mean because they were asked for."""
    values = [str(claim.value) for claim in claims if claim.fact == fact.id and not isinstance(claim.value, bool)]
    values += [choice.value for choice in fact.choices if _says(sayings, choice.value, choice.label)]
    hinted = _hinted(sayings, fact)
    if fact.id in FIRST_ROW_DECIDES and hinted:
        values = hinted[:1]
    elif not values or fact.type is FactType.SEVERAL:
        values += hinted
    if not values:
        return () if fact.type is FactType.SEVERAL and NO.find(sayings[0].clause.texts) else None
    if fact.type is FactType.SEVERAL:
        return in_order(fact, values)
    return [choice.value for choice in fact.choices if choice.value in values][-1]


def _hinted(sayings: tuple[Saying, ...], fact: FactDefinition) -> list[str]:
    """What context words hint at, in the order of their rows."""
    bank = BANKS.get(fact.id)
    if bank is None:
        return []
    found = {
        hit.sign
        for saying in sayings
        for hit in bank.find(saying.clause.texts)
        if saying.meaning(hit).holds or saying.clause.texts[hit.start] in _DENIALS
    }
    return list(dict.fromkeys(value for _, value in sorted(found)))


def _says(sayings: tuple[Saying, ...], value: str, label: str) -> bool:
    """Whether an answer is, or opens with, a choice's own label or value."""
    said = key_of(sayings[0].sentence.text)
    return said.startswith((key_of(label), key_of(value.replace("_", " "))))


def _named_of(facts: tuple[FactDefinition, ...], sayings: tuple[Saying, ...]) -> set[str]:
    """The facts that words name: by everyday words for them, or by most of the words of their label."""
    found = {hit.sign for saying in sayings for hit in LISTED.find(saying.clause.texts) if _held(saying, hit)}
    labels = {fact.id: _main_words(fact.label) for fact in facts}
    said = {word for saying in sayings for word in _main_words(saying.sentence.text)}
    for name, words in labels.items():
        if len(words & said) >= 2 and len(words & said) * 2 > len(words):
            found.add(name)
    return found & set(labels)


def _held(saying: Saying, hit: Found[str]) -> bool:
    return saying.meaning(hit).holds


def _main_words(text: str) -> set[str]:
    return {word for word in key_of(text).split() if len(word) > 3 and word not in _WEAK}


_DENIALS = lexicon("no not none never nothing")
_WEAK = lexicon("model people data system with from several that this what they user")


def _quotable(text: str) -> str:
    """The words of an answer as a quote: verbatim from its start, no longer than a quote may be."""
    return text if len(text) <= 600 else re.split(r"\s\S*$", text[:600])[0]
