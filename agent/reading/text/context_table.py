"""The table of context cues: which words change how a statement is meant, in which direction and how far."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from pydantic import Field, model_validator

from agent.reading.text.cue_automata import check_cues
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.stances import Stance
from agent.reading.text.words import class_names
from knowledge.errors import CatalogError
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class Direction(StrEnum):
    """Where the words stand that a cue speaks of."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"
    WITHIN = "within"
    """The cue's own words: a phrase in which a word is another thing, such as ``memory leak``."""


class Reach(StrEnum):
    """How far a cue speaks."""

    STATEMENT = "statement"
    """To where a new subject or a linking word begins a new statement."""
    CLAUSE = "clause"
    """Beyond that, to a word that sets a contrast, such as ``but``."""
    NEIGHBOUR = "neighbour"
    """All of its clause, and the clause next to it in its direction."""
    SENTENCE = "sentence"
    """All of its clause, and all clauses in its direction."""


class CueGroup(Value):
    """Cues that work alike. Of two that govern the same words the group that stands first in the table wins."""

    stance: Stance
    direction: Direction
    reach: Reach = Reach.STATEMENT
    words: int | None = Field(default=None, ge=1, description="The most words it reaches over.")
    about: tuple[str, ...] = Field(
        default=(), description="What it speaks of: facts, kinds of parts, people; none: all."
    )
    opens: bool = Field(default=False, description="Counts only at the beginning of a statement.")
    closes: bool = Field(default=False, description="Counts only at the end of a statement.")
    thing: bool = Field(default=False, description="It denies the thing behind it, and not a deed.")
    subject: bool = Field(default=False, description="A subject stands between it and the verb that it denies.")
    until: tuple[str, ...] = Field(default=(), description="Words that end what it governs.")
    cues: tuple[str, ...] = Field(min_length=1)


class ContextTable(Value):
    """All cues of a language."""

    pseudo: tuple[str, ...] = Field(description="Phrases that only look like a cue.")
    contrasts: tuple[str, ...] = Field(description="Words that end the reach of a cue.")
    having: tuple[str, ...] = Field(description="Beginnings of verbs whose object is denied with them: have, use.")
    light: tuple[str, ...] = Field(description="Words between a negation and the denied deed.")
    bridges: tuple[str, ...] = Field(description="Words that lead on to what is denied: no use of, no access to.")
    subjects: tuple[str, ...] = Field(description="Words that open a new statement behind a comma or and.")
    finite: tuple[str, ...] = Field(description="Verbs that show a new statement.")
    groups: tuple[CueGroup, ...]

    @model_validator(mode="after")
    def _cues_are_well_formed(self) -> Self:
        cues = (*self.pseudo, *(cue for group in self.groups for cue in group.cues))
        try:
            check_cues(cues, class_names())
        except CatalogError as problem:
            raise ValueError(str(problem)) from None
        return self


@dataclass(frozen=True, eq=False)
class Mark:
    """A group with its place in the order of the table; None is the mark of phrases that only look like a cue."""

    rank: int
    group: CueGroup

    @property
    def negates(self) -> bool:
        """Whether it denies."""
        return self.group.stance is Stance.DENIED


class Cues:
    """The table, ready to be found in words."""

    def __init__(self, table: ContextTable) -> None:
        self.table = table
        marks = [Mark(rank, group) for rank, group in enumerate(table.groups)]
        self._bank = CueBank[Mark](((cue, mark) for mark in marks for cue in mark.group.cues), "context")
        self._pseudo = CueBank[bool](((cue, True) for cue in table.pseudo), "pseudo")
        self.contrasts = frozenset(table.contrasts)
        self.light = frozenset(table.light)
        self.bridges = frozenset(table.bridges)
        self.subjects = frozenset(table.subjects)
        self.finite = frozenset(table.finite)

    def find(self, words: tuple[str, ...], turns: frozenset[int]) -> tuple[Found[Mark], ...]:
        """The cues in the words of a clause, without those that lie in a phrase that only looks like one."""
        looks = self._pseudo.find(words, longest=True)
        hits = tuple(
            hit
            for hit in self._bank.find(words, turns)
            if (
                hit.sign.group.direction is Direction.WITHIN
                or not any(look.start <= hit.start and hit.end <= look.end for look in looks)
            )
            and (not hit.sign.group.opens or hit.start == 0 or hit.start in turns)
            and (not hit.sign.group.closes or self._is_end(words, hit.end))
            and not (hit.start == 0 and _answers(words))
        )
        return tuple(hit for hit in hits if not any(_covers(other, hit) for other in hits))

    def lists_on(self, words: tuple[str, ...], comma: int) -> bool:
        """Whether a comma goes on with a list that ends in ``or``."""
        for word in words[comma + 1 : comma + 14]:
            if word in ("or", "nor"):
                return True
            if word in ("and", "it", "they", "we", "which", "who", "that"):
                return False
        return False

    def begins_anew(self, words: tuple[str, ...], place: int) -> bool:
        """Whether a verb or a new subject follows a comma or ``and``."""
        following = words[place + 1 : place + 4]
        if not following or following[0] in self.subjects or not self.finite.isdisjoint(following):
            return True
        return following[0].endswith("s") and not following[0].endswith("ss") and len(following[0]) > 3

    def deeds(self, words: tuple[str, ...], start: int, end: int) -> Iterator[int]:
        """Where denied deeds stand: behind the negation, and behind each ``or`` and comma of its list."""
        fresh = True
        for place in range(start, end):
            word = words[place]
            if word in (",", "or", "nor", "and"):
                fresh = True
            elif fresh and not (word in self.light or word.endswith("ly")):
                fresh = False
                yield place

    def _is_end(self, words: tuple[str, ...], place: int) -> bool:
        return place >= len(words) or words[place] == "," or words[place] in self.contrasts or words[place] == "and"


def _covers(outer: Found[Mark], inner: Found[Mark]) -> bool:
    """Whether a longer cue takes the place of one: for everything that the shorter one could say something of."""
    wide, narrow = outer.sign.group.about, inner.sign.group.about
    return _holds(outer, inner) and (not wide or (bool(narrow) and set(narrow) <= set(wide)))


def _holds(outer: Found[Mark], inner: Found[Mark]) -> bool:
    """Whether a longer cue of the same stance holds another: the ``no`` of ``no longer``."""
    wider = outer.end - outer.start > inner.end - inner.start
    within = outer.start <= inner.start and inner.end <= outer.end
    return wider and within and outer.sign.group.stance is inner.sign.group.stance


def _answers(words: tuple[str, ...]) -> bool:
    """Whether a clause opens as ``No, the model is ours``: the word answers somebody and governs nothing."""
    return words[:2] == ("no", ",")


@cache
def cues() -> Cues:
    """The cues of the packaged table; raises CatalogError with what is wrong in it."""
    return Cues(word_table("context", ContextTable))
