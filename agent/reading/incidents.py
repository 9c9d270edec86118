"""Tell sentences of something bad that happened to the owner's own system, by a table of cues."""

from functools import cache

from agent.reading.text.cues import CueBank
from agent.reading.text.sentences import Sentence
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class IncidentWords(Value):
    """Cues of what happened, of when it was, and of whom else it may be told."""

    happened: tuple[str, ...]
    when: tuple[str, ...]
    others: tuple[str, ...]


def is_incident(sentence: Sentence) -> bool:
    """Whether a sentence says that something bad has happened here: what was done, when, and to nobody else."""
    if sentence.asks or sentence.title:
        return False
    happened, when, others = _banks()
    words = [clause.texts for clause in sentence.clauses]
    told = any(happened.find(clause) for clause in words) and any(when.find(clause) for clause in words)
    return told and not any(others.find(clause) for clause in words)


@cache
def _banks() -> tuple[CueBank[bool], CueBank[bool], CueBank[bool]]:
    table = word_table("incidents", IncidentWords)
    return _bank(table.happened), _bank(table.when), _bank(table.others)


def _bank(cues: tuple[str, ...]) -> CueBank[bool]:
    return CueBank((cue, True) for cue in cues)
