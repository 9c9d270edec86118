"""Decide how what is found in a clause is meant, by the ConText algorithm over a table of cues.

A cue governs words before it, behind it or both, as far as its group in the table says. Of several cues that govern a
find the first group of the table decides. Denials are counted: two of them cancel. A denial of a deed says nothing
about what the deed merely touches.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.reading.text.context_table import Direction, Mark, Reach, cues
from agent.reading.text.cues import Found
from agent.reading.text.sentences import Clause, Sentence, with_answers
from agent.reading.text.stances import Stance

_OPEN = (Stance.NOW, Stance.DENIED, Stance.POSSIBLE)
"""Stances over which the stance of the whole sentence wins."""


@dataclass(frozen=True)
class Meaning:
    """How a find is meant, and whether it holds."""

    stance: Stance = Stance.NOW
    holds: bool = True
    """False where it is denied; a denied deed that only touches it leaves it true and says nothing new of it."""

    @property
    def settles(self) -> bool:
        """Whether it can settle a fact."""
        return self.stance is Stance.NOW or (self.stance is Stance.DENIED and not self.holds)


@dataclass(frozen=True, eq=False)
class Saying:
    """A clause in its sentence with the cues in it, and with those of other clauses that reach over it."""

    sentence: Sentence
    clause: Clause
    hits: tuple[Found[Mark], ...] = ()
    beyond: tuple[Found[Mark], ...] = ()

    def meaning(self, found: Found[object], *about: str, despite: Collection[str] = ()) -> Meaning:
        """How a find is meant, as a sign of what is named: a fact, a kind of part, people.

        Of what is told in such words all the same, some stances say nothing: what must not happen is told as a denial.
        """
        if self.sentence.asks:
            return Meaning(Stance.ASKED)
        governing = [one for one in self._governing(found, about) if one[0].group.stance not in despite]
        governing.sort(key=lambda one: one[0].rank)
        stances, outer = [mark.group.stance for mark, _ in governing], self.sentence.stance
        if stances and stances[0] not in _OPEN:
            return Meaning(stances[0])
        if outer not in _OPEN:
            return Meaning(outer)
        denials = [denied for mark, denied in governing if mark.negates] + [True] * (self.sentence.answer is False)
        if denials and not any(denials):
            return Meaning(Stance.DENIED)
        holds = sum(denials) % 2 == 0
        if Stance.POSSIBLE in (*stances, outer):
            return Meaning(Stance.POSSIBLE, holds)
        return Meaning(Stance.NOW if holds else Stance.DENIED, holds)

    @property
    def is_aside(self) -> bool:
        """Whether something in the clause is not said of the system as it is: it is planned, past, advised, asked."""
        stances = {hit.sign.group.stance for hit in self.hits if not hit.sign.group.about}
        return self.sentence.asks or not stances <= set(_OPEN)

    def _governing(self, found: Found[object], about: tuple[str, ...]) -> Iterator[tuple[Mark, bool]]:
        """The cues that govern a find; of a denial also whether it denies the find itself."""
        for hit, low, high in self._scopes:
            mark, group = hit.sign, hit.sign.group
            if group.about and not set(about) & set(group.about):
                continue
            if hit.start < found.start and mark.negates and self._denied_again(found):
                continue
            if group.direction is Direction.WITHIN:
                if hit.start < found.end and found.start < hit.end:
                    yield mark, True
            elif group.direction is Direction.BOTH or not set(range(hit.start, hit.end)) & set(found.named):
                named = found.named[:1] if group.stance is Stance.POSSIBLE else found.named
                if any(low <= place < high for place in named):
                    yield mark, not mark.negates or self._denies(hit, high, found)
        yield from ((hit.sign, True) for hit in self.beyond)

    def _denied_again(self, found: Found[object]) -> bool:
        """Whether a find reaches over a denial of its own: ``no write access, no web search`` denies each once."""
        return any(
            other.sign.group.thing and other.sign.negates and found.start < other.start < found.end
            for other in self.hits
        )

    @cached_property
    def _scopes(self) -> tuple[tuple[Found[Mark], int, int], ...]:
        return tuple((hit, *self._scope(hit)) for hit in self.hits)

    def _scope(self, hit: Found[Mark]) -> tuple[int, int]:
        """The places that a cue governs."""
        group = hit.sign.group
        low, high = (0, len(self.clause.words)) if group.reach in _FAR else self._bounds(hit)
        if group.direction is Direction.FORWARD:
            low = hit.end
        if group.direction is Direction.BACKWARD:
            high = hit.start
        most = group.words if group.words is not None else high - low
        return max(low, hit.start - most), min(high, hit.end + most)

    def _bounds(self, hit: Found[Mark]) -> tuple[int, int]:
        """Where the statement around a cue begins and ends."""
        words, group = self.clause.texts, hit.sign.group
        breaks = {place for place, word in enumerate(words) if word in cues().contrasts}
        breaks |= self.clause.turns if group.reach is Reach.STATEMENT else set()
        low = max((place for place in breaks if place <= hit.start), default=0)
        high = min((place for place in breaks if place > hit.end), default=len(words))
        if hit.sign.negates and group.direction is Direction.FORWARD:
            return low, self._end_of_denial(hit, high)
        return low, next((place for place in range(hit.end, high) if words[place] in group.until), high)

    def _end_of_denial(self, hit: Found[Mark], high: int) -> int:
        """A denial ends earlier: at a comma that goes on with no list, and behind the thing that there is none of."""
        words = self.clause.texts
        again = max((other.start for other in self.hits if other.sign.negates), default=0)
        for place in range(self._behind_aside(hit.end), high):
            ends = words[place] == "," and not cues().lists_on(words, place)
            ends |= words[place] in (",", "and") and cues().begins_anew(words, place)
            ends |= words[place] == "and" and place < again
            parted = words[place] in hit.sign.group.until and place > hit.end
            if ends or (parted and words[place - 1] not in cues().bridges):
                return place
        return high

    def _behind_aside(self, place: int) -> int:
        """Where a negation goes on: behind ``cannot, under any circumstances,`` or at the next word."""
        words = self.clause.texts
        if words[place : place + 1] != (",",):
            return place
        return next((at + 1 for at in range(place + 1, min(place + 8, len(words))) if words[at] == ","), place)

    def _denies(self, hit: Found[Mark], high: int, found: Found[object]) -> bool:
        """Whether a denial denies a find itself, and not only a deed that touches it: ``never stores chats``."""
        group, words = hit.sign.group, self.clause.texts
        itself = any(other.start == found.start and other.sign.negates for other in self.hits)
        if group.thing or itself or group.direction is Direction.BACKWARD:
            return True
        start = self._behind_aside(hit.end)
        if group.subject:
            start = next((place for place in range(start, high) if words[place] in cues().finite), high)
        deeds = tuple(cues().deeds(words, start, high))
        return bool(deeds) and (words[deeds[0]].startswith(cues().table.having) or bool(set(deeds) & set(found.named)))


def sayings_of(sentences: tuple[Sentence, ...]) -> tuple[Saying, ...]:
    """Every clause of the sentences, ready to be judged."""
    return tuple(saying for sentence in with_answers(sentences) for saying in _sayings(sentence))


def _sayings(sentence: Sentence) -> Iterator[Saying]:
    found = [cues().find(clause.texts, clause.turns) for clause in sentence.clauses]
    far = [(place, hit) for place, hits in enumerate(found) for hit in hits if hit.sign.group.reach in _FAR]
    for at, clause in enumerate(sentence.clauses):
        beyond = (hit for place, hit in far if place != at and _reaches_over(hit.sign, at - place))
        yield Saying(sentence, clause, found[at], tuple(beyond))


_FAR = (Reach.NEIGHBOUR, Reach.SENTENCE)


def _reaches_over(mark: Mark, distance: int) -> bool:
    """Whether a cue reaches a clause that stands so many clauses behind its own, or before it."""
    wanted = Direction.FORWARD if distance > 0 else Direction.BACKWARD
    near = abs(distance) == 1 or mark.group.reach is Reach.SENTENCE
    return near and mark.group.direction in (wanted, Direction.BOTH)
