"""Read an answer to a question: a button, a list to tick, or words that mean something because they were asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain import Edit, FactValue, Provenance, Question, Quote, Session, Turn
from agent.domain.changes.edits import SetFact
from agent.reading.answering.answer_banks import DENIALS, Banks
from agent.reading.answering.answer_words import AGREEING, ALL, DOUBTFUL, NO, NOT_SURE, ONLY, PLACES, YES
from agent.reading.answering.list_answers import edits_for, passed_over, sent_in_words
from agent.reading.answering.plain_answers import counts_something, is_plain
from agent.reading.answering.question_answered import FEW_WORDS, Asked
from agent.reading.claims import Claim
from agent.reading.commands.commands import waivers
from agent.reading.facts import FIRM, in_order
from agent.reading.text.context import Saying, sayings_of
from agent.reading.text.names import key_of
from agent.reading.text.sentences import sentences_of
from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class Answer:
    """What an answer comes to."""

    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    understood: bool = True


def answer_of(
    turn: Turn, session: Session, question: Asked, claims: tuple[Claim, ...], banks: Banks, catalog: Catalog
) -> Answer:
    """What the turn says to the question; what was known before a late answer stays."""
    if question.lines is not None:
        answer = _to_lines(turn, session, question.lines, catalog)
        if answer.understood or {line.value for line in question.lines.options} - catalog.facts.keys():
            return answer
    known = {kept.fact for kept in session.model.facts if kept.subject == question.subject and kept.provenance in FIRM}
    facts = question.facts if question.waits else tuple(fact for fact in question.facts if fact.id not in known)
    if not facts:
        note = "That question was answered already, so nothing has changed." if question.facts else _NO_QUESTION
        return Answer(notes=(note,))
    people = frozenset(key_of(actor.name) for actor in session.model.actors)
    reading = _Answering(turn, question, facts, frozenset(known), banks, people)
    if turn.said.chosen is not None:
        return reading.by_choice(turn.said.chosen)
    return reading.by_words(claims)


_NO_QUESTION = "That question is not one I ask, so nothing has changed."
STANDS = "I took that as something else about the system; the question still stands."
KEPT = "I kept that with the description, but read no part or point of the system from it; the question still stands."
"""Said where words tell news while a question waits."""
STILL = "The other lines of the list still wait for you."
"""Said where words answer some lines of a list."""
_SOME_WORDS, _MANY_WORDS = 8, 16


def _to_lines(turn: Turn, session: Session, question: Question, catalog: Catalog) -> Answer:
    """What a turn says to a list of lines; words that answer no line by its place are no answer to it."""
    said = turn.said
    chosen = said.chosen if said.chosen is not None else sent_in_words(said.text, question)
    if chosen in (("not_sure",), ("skip",)):
        return Answer(passed_over(question, "skipped" if chosen == ("skip",) else "not_sure", session))
    if chosen is None:
        return Answer(understood=False)
    unknown = tuple(one for one in chosen if one.rpartition(":")[2] not in {line.value for line in question.options})
    notes = (f"“{', '.join(unknown)}” is no line of this list; nothing was taken from it.",) if unknown else ()
    return Answer(
        edits_for(question, chosen, session, catalog) if len(unknown) < len(chosen) or not chosen else (), notes
    )


class _Answering:
    """One answer to one or several facts."""

    def __init__(
        self,
        turn: Turn,
        question: Asked,
        facts: tuple[FactDefinition, ...],
        known: frozenset[str],
        banks: Banks,
        people: frozenset[str],
    ) -> None:
        self._turn = turn
        self._facts = facts
        self._subject = question.subject
        self._known = set(known)
        self._banks = banks
        self._people = people

    def by_choice(self, chosen: tuple[str, ...]) -> Answer:
        """Buttons and ticks: for a list, what is ticked is so and the rest is not."""
        if chosen in (("not_sure",), ("skip",)):
            why = "skipped" if chosen == ("skip",) else "not_sure"
            return Answer(waivers(tuple(fact.id for fact in self._facts), why, self._known))
        fact = self._facts[0]
        value = _value_of(fact, chosen)
        if value is None:
            return Answer(notes=(f"“{', '.join(chosen)}” is not an answer to this question; nothing has changed.",))
        return Answer((self._set(fact, value, f"you chose “{_label(fact, value)}”"[:300]),))

    def by_words(self, claims: tuple[Claim, ...]) -> Answer:
        """Words, read in the light of the question; what is only asked answers nothing."""
        text = self._turn.said.text
        sayings = tuple(saying for saying in sayings_of(sentences_of(text)) if not saying.sentence.asks)
        if not sayings:
            return Answer(understood=False)
        if _is_not_sure(sayings[0].clause.texts):
            return Answer(waivers(tuple(fact.id for fact in self._facts), "not_sure", self._known))
        if len(self._facts) > 1:
            return self._to_list(sayings, claims)
        fact = self._facts[0]
        value = self._yes_or_no(sayings, fact, claims) if fact.type is FactType.YES_NO else self._choice(
            sayings, fact, claims
        )  # fmt: skip
        if value is None:
            return Answer(understood=False)
        likely = any(found.start <= 2 for found in DOUBTFUL.find(sayings[0].clause.texts))
        return Answer((self._set(fact, value, words=text, likely=likely),))

    def _to_list(self, sayings: tuple[Saying, ...], claims: tuple[Claim, ...]) -> Answer:
        """Words to a list: what they name is so; the rest stays open, and goes on waiting."""
        text = self._turn.said.text
        first = sayings[0].clause.texts
        told = any(claim.fact not in {fact.id for fact in self._facts} for claim in claims)
        plain = is_plain(first, self._facts)
        if plain and any(found.start == 0 for found in NO.find(first)) and len(first) <= 5 and not told:
            return Answer(tuple(self._set(fact, False, words=text) for fact in self._facts))
        if plain and any(found.start <= 2 for found in ALL.find(first)) and len(first) <= 6:
            return Answer(tuple(self._set(fact, True, words=text) for fact in self._facts))
        said = {claim.fact: claim.value is True for claim in claims if claim.stance is not Stance.PLANNED}
        for name, holds in (self._banks.named_of(self._facts, sayings) | self._by_place(sayings)).items():
            said.setdefault(name, holds)
        named = [fact for fact in self._facts if fact.id in said]
        if not named:
            return Answer(understood=False)
        edits = tuple(self._set(fact, said[fact.id], words=text) for fact in named)
        left = tuple(fact for fact in self._facts if fact.id not in said)
        if any(found.start == 0 for found in ONLY.find(first)) and all(said[fact.id] for fact in named):
            return Answer((*edits, *(self._set(fact, False, words=text) for fact in left)))
        return Answer(edits, notes=(STILL,) if left else ())

    def _by_place(self, sayings: tuple[Saying, ...]) -> dict[str, bool]:
        """The lines that are named by their places in the list: ``the first two, not the third``."""
        found: dict[str, bool] = {}
        for saying in sayings:
            for hit in PLACES.find(saying.clause.texts, longest=True):
                if counts_something(saying.clause.texts, hit.end - 1, self._facts):
                    continue
                start, end = hit.sign
                before = saying.clause.texts[max(0, hit.start - 2) : hit.start]
                holds = saying.meaning(hit).holds and not DENIALS & set(before)
                for fact in self._facts[start : end or None]:
                    found.setdefault(fact.id, holds)
        return found

    def _set(
        self, fact: FactDefinition, value: AnswerValue, because: str = "", *, words: str = "", likely: bool = False
    ) -> SetFact:
        quotes = (Quote(turn=self._turn.number, text=_quotable(words)),) if words else ()
        provenance = Provenance.INFERRED if likely else Provenance.ANSWERED
        kept = FactValue(
            fact=fact.id, subject=self._subject, value=value, provenance=provenance, quotes=quotes, because=because
        )
        return SetFact(value=kept)

    def _yes_or_no(self, sayings: tuple[Saying, ...], fact: FactDefinition, claims: tuple[Claim, ...]) -> bool | None:
        """The first word decides where it is a yes or no; then what the words state, and what they mean here."""
        first, count = sayings[0].clause.texts, sum(saying.sentence.count for saying in sayings[:1])
        bare = is_plain(first, (fact,))
        opening = [found for bank in (YES, NO) for found in bank.find(first) if found.start <= 1]
        opening = [found for found in opening if bare or _is_flat(first, found.start, fact)]
        plain = [found for found in opening if first[found.start] in _PLAIN]
        hinted = self._banks.hinted(sayings, fact, self._people) if count <= _MANY_WORDS else []
        told = any(claim.fact != fact.id for claim in claims)
        opening = plain if hinted or told else opening
        if opening and (count <= _MANY_WORDS or first[1:2] == (",",)):
            return min(opening, key=lambda found: (found.start, -found.end)).sign
        stated = [claim.value for claim in claims if claim.fact == fact.id]
        if stated:
            return False if fact.control and False in stated else True in stated
        if hinted:
            return hinted[0] is True
        if any(NO.find(saying.clause.texts) for saying in sayings):
            return False if bare and count <= _SOME_WORDS and not claims else None
        agreed = bare and any(found.start <= 1 for found in AGREEING.find(first))
        return True if agreed or (count <= _SOME_WORDS and self._banks.named_of((fact,), sayings)) else None

    def _choice(
        self, sayings: tuple[Saying, ...], fact: FactDefinition, claims: tuple[Claim, ...]
    ) -> AnswerValue | None:
        """The choice that the words state, name, or mean because they were asked for."""
        values = [str(claim.value) for claim in claims if claim.fact == fact.id and not isinstance(claim.value, bool)]
        values += [choice.value for choice in fact.choices if _says(sayings, choice.value, choice.label, fact)]
        opening = tuple(one for one in sayings if one.sentence is sayings[0].sentence)
        others = {claim.fact for claim in claims} - {fact.id}
        news = others and not values and sayings[0].clause.texts[0] not in _REFERRING
        plain = sayings[0].sentence.count <= (FEW_WORDS if news else _MANY_WORDS)
        hinted = [str(one) for one in self._banks.hinted(opening, fact, self._people)] if plain else []
        if fact.first_answer and hinted:
            values = hinted[:1]
        elif not values or fact.type is FactType.SEVERAL:
            values += hinted
        if not values:
            flat = fact.type is FactType.SEVERAL and is_plain(sayings[0].clause.texts, (fact,))
            return () if flat and NO.find(sayings[0].clause.texts) else None
        if fact.type is FactType.SEVERAL:
            return in_order(fact, values)
        return [choice.value for choice in fact.choices if choice.value in values][-1]


def _is_not_sure(words: Sequence[str]) -> bool:
    """Whether a clause begins with not knowing the answer; not knowing what the question means is another thing."""
    return any(
        found.start <= 3 and tuple(words[found.end : found.end + 2]) not in _WHAT_IS_MEANT
        for found in NOT_SURE.find(words)
    )


def _is_flat(words: Sequence[str], place: int, fact: FactDefinition) -> bool:
    """Whether a clause opens with a yes or no that stands for itself: ``no, but …``, not ``no logs are kept``."""
    return place == 0 and words[0] in _PLAIN and not counts_something(words, 0, (fact,))


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


def _says(sayings: tuple[Saying, ...], value: str, label: str, fact: FactDefinition) -> bool:
    """Whether an answer is a choice's own value, or opens with its label; one small word alone may go on otherwise."""
    said, named = key_of(sayings[0].sentence.text), key_of(label)
    if " " not in named and said != named and not is_plain(sayings[0].clause.texts, (fact,)):
        return said == key_of(value.replace("_", " "))
    return said == key_of(value.replace("_", " ")) or f"{said} ".startswith(f"{named} ")


_PLAIN = lexicon("yes yeah yep yup no nope nah correct indeed certainly definitely absolutely affirmative negative")
"""Words that are a yes or a no whatever follows; ``nobody`` and ``always`` may be part of what follows."""
_WHAT_IS_MEANT = {(one, other) for one in ("what", "why", "how") for other in ("you", "that", "this", "to")}
_REFERRING = lexicon("it they we i you that this those these only just all none nobody nothing everything mostly some")
"""Words with which an answer goes on from the question, rather than tell of something else."""


def _quotable(text: str) -> str:
    """The words of an answer as a quote: verbatim from its start, no longer than a quote may be."""
    return text if len(text) <= 600 else re.split(r"\s\S*$", text[:600])[0]
