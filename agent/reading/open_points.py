"""What a text leaves open, in its words: lines under ``Open questions``, and sentences such as ``not decided yet``."""

from collections.abc import Container, Iterable
from functools import cache

from agent.domain.wording.names_in_sentences import clipped
from agent.reading.text.cues import CueBank
from agent.reading.text.headings import leaves_open
from agent.reading.text.sentences import Sentence
from agent.reading.text.system_sentences import Told
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value

MOST_LEFT_OPEN = 12
"""More open questions of one text are left to the text."""
_LONGEST = 240


class UndecidedWords(Value):
    """The table ``undecided.yaml``: cues of sentences that leave something open."""

    cues: tuple[str, ...]
    admits: tuple[str, ...]


def left_open(told: Told, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The open questions of a text, behind those that are known: each once, in the order of the text."""
    found = dict.fromkeys(known)
    before: Sentence | None = None
    for sentence in sorted((*told.sentences, *told.aside), key=lambda one: one.start):
        if _is_left_open(sentence):
            line = _bare(sentence.text)
            if before is not None and _goes_with(sentence, before):
                found.pop(clipped(_bare(before.text), _LONGEST), None)
                line = f"{_bare(before.text)} {line}"
            found.setdefault(clipped(line, _LONGEST))
        before = sentence
    return tuple(one for one in found if one)[:MOST_LEFT_OPEN]


def admitted(sentences: Iterable[Sentence], read: Container[int], known: Iterable[str]) -> tuple[str, ...]:
    """What is open once a text is read: what is known, and what it admits in sentences that settled nothing."""
    found = dict.fromkeys(known)
    for one in sentences:
        plain = not (one.title or one.asks) and one.start not in read and one.count >= _SHORTEST
        if plain and any(_admits().find(clause.texts) for clause in one.clauses):
            found.setdefault(clipped(_bare(one.text), _LONGEST))
    return tuple(one for one in found if one)[:MOST_LEFT_OPEN]


def says_that_it_is_open(sentence: Sentence) -> bool:
    """Whether a sentence says that something is undecided, even one that begins as a question would."""
    return any(_cues().find(clause.texts) for clause in sentence.clauses)


def _is_left_open(sentence: Sentence) -> bool:
    if sentence.title or sentence.count < _SHORTEST:
        return False
    above, label = sentence.heading, sentence.text.partition(":")[0]
    return leaves_open(above) or leaves_open(label) or says_that_it_is_open(sentence)


def _goes_with(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence without a subject says of the one right before it that it is open: ``To be settled``."""
    near = sentence.start - (before.start + len(before.text)) <= _NEAR
    return near and _bare(sentence.text).lower().startswith(_LACKING)


_NEAR = 2
"""Letters between two sentences of one line."""
_LACKING = (
    "to be ", "still to be ", "yet to be ", "not decided", "not settled", "undecided", "tbd", "still open", "unclear",
)  # fmt: skip
_SHORTEST = 3
"""Words of the shortest line that asks something: ``who signs off``."""


def _bare(text: str) -> str:
    """A line without the mark of its list or its box, and without its label where that says only that it is open."""
    line = " ".join(text.split()).lstrip("-*+•>0123456789.)[] \t")
    label, colon, rest = line.partition(":")
    return rest.strip() if colon and leaves_open(label) else line


@cache
def _admits() -> CueBank[bool]:
    return CueBank((cue, True) for cue in word_table("undecided", UndecidedWords).admits)


@cache
def _cues() -> CueBank[bool]:
    return CueBank((cue, True) for cue in word_table("undecided", UndecidedWords).cues)
