"""Judge how a clause says a thing: as so, as not so, as probable, as planned, or not as a statement at all."""

from dataclasses import dataclass, replace
from functools import cached_property

from agent.reading.text.cues import Found, lexicon
from agent.reading.text.hedges import Surety, hedges_of
from agent.reading.text.negation import (
    Reach,
    denied_after,
    denied_deeds,
    denies_things,
    is_negation,
    reaches_of,
)
from agent.reading.text.sentences import Clause, Sentence


@dataclass(frozen=True)
class Stance:
    """How one found cue is meant."""

    holds: bool
    surety: Surety


class Manner:
    """The negations, hedges and comparisons of one clause, ready to judge what is found in it."""

    def __init__(self, clause: Clause, sentence: Sentence) -> None:
        self._words = clause.texts
        self._asks = sentence.asks

    def stance(self, found: Found[object]) -> Stance:
        """How a found cue is meant: whether it holds, and how firmly."""
        governing = self._governing(found)
        against = sum(self._denies(reach, found) for reach in governing) + denied_after(self._words, found.end - 1)
        if governing and not against:
            return Stance(holds=True, surety=Surety.UNSAID)
        return Stance(holds=against % 2 == 0, surety=self._surety(found.start))

    def absent(self, found: Found[object]) -> bool:
        """Whether a thing that is named is said not to exist, rather than not to be touched."""
        missing = any(denies_things(self._words, reach) for reach in self._governing(found))
        return missing or denied_after(self._words, found.end - 1)

    @cached_property
    def _reaches(self) -> tuple[Reach, ...]:
        return tuple(reaches_of(self._words))

    @cached_property
    def _hedges(self) -> tuple[tuple[int, int, Surety], ...]:
        return tuple(hedges_of(self._words))

    def _governing(self, found: Found[object]) -> list[Reach]:
        """The negations before a word of the find that reach it; those that the cue itself names do not count."""
        return [reach for reach in self._reaches if reach.at not in found.named and _reaches_into(reach, found)]

    def _denies(self, reach: Reach, found: Found[object]) -> bool:
        """Whether a negation denies the find itself, and not only a deed that touches it: ``never stores chats``."""
        if denies_things(self._words, reach) or is_negation(self._words[found.start]):
            return True
        return any(found.start <= place < found.end for place in denied_deeds(self._words, reach))

    def _surety(self, place: int) -> Surety:
        if self._asks:
            return Surety.UNSAID
        sureties = {surety for start, end, surety in self._hedges if start <= place < end}
        order = (Surety.UNSAID, Surety.PLANNED, Surety.PROBABLE)
        return next((surety for surety in order if surety in sureties), Surety.SURE)


def _reaches_into(reach: Reach, found: Found[object]) -> bool:
    later = next((place for place in found.named if place > reach.at), None)
    return later is not None and later < reach.end


@dataclass(frozen=True, eq=False)
class Saying:
    """A clause in its sentence, with the manner in which it speaks."""

    sentence: Sentence
    clause: Clause
    manner: Manner


def sayings_of(sentences: tuple[Sentence, ...]) -> tuple[Saying, ...]:
    """Every clause of the sentences, ready to be judged; ``Login: none`` is heard as ``no login``."""
    found = []
    for sentence in sentences:
        for place, clause in enumerate(sentence.clauses):
            following = sentence.clauses[place + 1] if place + 1 < len(sentence.clauses) else None
            if following is not None and _is_flat_no(following):
                clause = Clause(words=(replace(following.words[0], text="no"), *clause.words), aside=clause.aside)
            found.append(Saying(sentence, clause, Manner(clause, sentence)))
    return tuple(found)


def _is_flat_no(clause: Clause) -> bool:
    return len(clause.words) <= 2 and clause.texts[0] in _FLAT_NO


_FLAT_NO = lexicon("no none never not nothing nobody n/a")
