"""Which question a turn speaks to, and what can be said to it."""

from dataclasses import dataclass

from agent.domain import SYSTEM, Question, Session, Turn
from agent.domain.wording.names_in_sentences import joined
from agent.reading.answering.answer_words import AGREEING, NO, NOT_SURE, YES
from agent.reading.answering.list_answers import SAYABLE, sent_in_words
from agent.reading.text.sentences import sentences_of
from knowledge import Catalog
from knowledge.entries import FactDefinition

FEW_WORDS = 4
"""So few words are taken for an answer whatever they are."""


@dataclass(frozen=True)
class Asked:
    """The question a turn answers, as far as it is still known."""

    id: str
    facts: tuple[FactDefinition, ...]
    subject: str = SYSTEM
    waits: bool = True
    lines: Question | None = None
    """The question itself where it is a list to answer line by line."""


def asked(turn: Turn, session: Session, catalog: Catalog) -> Asked | None:
    """The question that a turn answers: the one it names, or the one that waits when the words are an answer."""
    named, waiting = turn.said.question, session.question
    if waiting is not None and named in (None, waiting.id):
        if named is None and not _sounds_like_answer(turn.said.text, waiting):
            return None
        facts = tuple(catalog.facts[name] for name in waiting.facts if name in catalog.facts)
        lines = waiting if waiting.three_states or len(facts) > 1 else None
        return Asked(id=waiting.id, facts=facts, subject=waiting.subject, lines=lines)
    if named is None:
        return None
    group = [fact for fact in catalog.facts.values() if named in (fact.id, fact.group)]
    return Asked(id=named, facts=tuple(group), waits=False)


def choices_of(question: Asked) -> str:
    """What can be said to a question, for somebody whose answer was not understood twice."""
    facts = question.facts
    if question.lines is not None:
        return SAYABLE
    if len(facts) > 1:
        said = [fact.label for fact in facts] + ["none of them"]
    elif facts and facts[0].choices:
        said = [choice.label for choice in facts[0].choices]
    else:
        said = ["yes", "no"]
    return joined([f"“{one}”" for one in (*said, "not sure", "skip")], "or")


def _sounds_like_answer(text: str, question: Question) -> bool:
    if question.three_states:
        return sent_in_words(text, question) is not None
    words = [word for sentence in sentences_of(text) for clause in sentence.clauses for word in clause.texts]
    opening = tuple(words[:4])
    direct = any(found.start == 0 for bank in (YES, AGREEING, NO, NOT_SURE) for found in bank.find(opening))
    return 0 < len(words) <= FEW_WORDS or (direct and len(words) <= 25)
