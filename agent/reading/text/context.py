"""Decide how what is found in a clause is meant, by the ConText algorithm over a table of cues.

A cue governs words before it, behind it or both, as far as its group in the table says; phrases that only look like a
cue are left out. Of several cues that govern a find the first group of the table decides. Denials are counted: two of
them cancel. A denial of a deed says nothing about what the deed merely touches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.reading.text.context_table import Direction, Mark, Reach, cues
from agent.reading.text.cues import Found
from agent.reading.text.sentences import Clause, Sentence
from agent.reading.text.stances import Stance


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
    """A clause in its sentence, ready to judge how what is found in it is meant."""

    sentence: Sentence
    clause: Clause
    place: int
    """Which clause of its sentence it is."""

    def meaning(self, found: Found[object], fact: str = "") -> Meaning:
        """How a find is meant, as a sign of a fact where one is named."""
        if self.sentence.asks:
            return Meaning(Stance.ASKED)
        governing = sorted(self._governing(found, fact), key=lambda one: one[0].sign.rank)
        stances = [hit.sign.group.stance for hit, _ in governing]
        outer = self.sentence.stance
        if stances and stances[0] not in (Stance.DENIED, Stance.POSSIBLE):
            return Meaning(stances[0])
        if outer not in (Stance.NOW, Stance.DENIED, Stance.POSSIBLE):
            return Meaning(outer)
        denials = [denied for hit, denied in governing if hit.sign.group.stance is Stance.DENIED]
        holds = sum(denials) % 2 == 0
        if denials and not any(denials):
            return Meaning(Stance.DENIED)
        if Stance.POSSIBLE in stances or outer is Stance.POSSIBLE:
            return Meaning(Stance.POSSIBLE, holds)
        return Meaning(Stance.NOW if holds else Stance.DENIED, holds)

    def _governing(self, found: Found[object], fact: str) -> Iterator[tuple[Found[Mark], bool]]:
        """The cues that govern a find; of a denial also whether it denies the find itself."""
        for hit in self._hits:
            group, negates = hit.sign.group, hit.sign.group.stance is Stance.DENIED
            if group.about and fact not in group.about:
                continue
            if group.direction is Direction.WITHIN:
                if hit.start < found.end and found.start < hit.end:
                    yield hit, True
            elif not (negates and set(range(hit.start, hit.end)) & set(found.named)):
                low, high = self._scope(hit)
                doubts = group.stance is Stance.POSSIBLE
                if any(low <= place < high for place in (found.named[:1] if doubts else found.named)):
                    yield hit, not negates or self._denies(hit, high, found)
        for hit in self._beyond:
            yield hit, True

    @cached_property
    def _hits(self) -> tuple[Found[Mark], ...]:
        return cues().find(self.clause.texts, self.clause.turns)

    @cached_property
    def _beyond(self) -> tuple[Found[Mark], ...]:
        """Cues of other clauses of the sentence that reach over this one."""
        found: list[Found[Mark]] = []
        for place, other in enumerate(self.sentence.clauses):
            if place != self.place:
                hits = cues().find(other.texts, other.turns)
                found.extend(hit for hit in hits if _reaches_over(hit, self.place - place))
        return tuple(found)

    def _scope(self, hit: Found[Mark]) -> tuple[int, int]:
        """The places that a cue governs."""
        group, count = hit.sign.group, len(self.clause.words)
        low, high = (0, count) if group.reach in (Reach.NEIGHBOUR, Reach.SENTENCE) else self._bounds(hit)
        if group.direction is Direction.FORWARD:
            low = hit.end
        if group.direction is Direction.BACKWARD:
            high = hit.end
        if group.words is not None:
            low, high = max(low, hit.start - group.words), min(high, hit.end + group.words)
        return low, high

    def _bounds(self, hit: Found[Mark]) -> tuple[int, int]:
        """Where the statement around a cue begins and ends."""
        words, group = self.clause.texts, hit.sign.group
        contrasts = {place for place, word in enumerate(words) if word in cues().contrasts}
        breaks = contrasts | (self.clause.turns if group.reach is Reach.STATEMENT else set())
        low = max((place for place in breaks if place <= hit.start), default=0)
        high = min((place for place in breaks if place > hit.end), default=len(words))
        if group.stance is Stance.DENIED and group.direction is Direction.FORWARD:
            return low, self._end_of_denial(hit, high)
        return low, next((place for place in range(hit.end, high) if words[place] in group.until), high)

    def _end_of_denial(self, hit: Found[Mark], high: int) -> int:
        """A denial ends earlier: at a comma that goes on with no list, and behind the thing that there is none of."""
        words = self.clause.texts
        for place in range(self._behind_aside(hit.end), high):
            ends = words[place] == "," and not self._lists_on(place)
            ends |= words[place] in (",", "and") and self._begins_anew(place)
            ends |= words[place] == "and" and any(self._is_denial(later) for later in range(place, high))
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

    def _lists_on(self, comma: int) -> bool:
        """Whether a comma goes on with a list that ends in ``or``."""
        for word in self.clause.texts[comma + 1 : comma + 14]:
            if word in ("or", "nor"):
                return True
            if word in ("and", "it", "they", "we", "which", "who", "that"):
                return False
        return False

    def _begins_anew(self, place: int) -> bool:
        """Whether a verb or a new subject follows a comma or ``and``."""
        following = self.clause.texts[place + 1 : place + 4]
        if not following or following[0] in cues().subjects or not cues().finite.isdisjoint(following):
            return True
        return following[0].endswith("s") and not following[0].endswith("ss") and len(following[0]) > 3

    def _denies(self, hit: Found[Mark], high: int, found: Found[object]) -> bool:
        """Whether a denial denies a find itself, and not only a deed that touches it: ``never stores chats``."""
        group = hit.sign.group
        if group.thing or group.direction is Direction.BACKWARD or self._is_denial(found.start):
            return True
        start = self._behind_aside(hit.end)
        if group.subject:
            start = next((place for place in range(start, high) if self.clause.texts[place] in cues().finite), high)
        deeds = tuple(self._deeds(start, high))
        has = bool(deeds) and self.clause.texts[deeds[0]].startswith(cues().table.having)
        return has or any(place in found.named for place in deeds)

    def _is_denial(self, place: int) -> bool:
        return any(hit.start == place and hit.sign.group.stance is Stance.DENIED for hit in self._hits)

    def _deeds(self, start: int, end: int) -> Iterator[int]:
        """Where denied deeds stand: behind the negation, and behind each ``or`` and comma of its list."""
        fresh = True
        for place in range(start, end):
            word = self.clause.texts[place]
            if word in (",", "or", "nor", "and"):
                fresh = True
            elif fresh and not (word in cues().light or word.endswith("ly")):
                fresh = False
                yield place


def sayings_of(sentences: tuple[Sentence, ...]) -> tuple[Saying, ...]:
    """Every clause of the sentences, ready to be judged."""
    return tuple(
        Saying(sentence, clause, place) for sentence in sentences for place, clause in enumerate(sentence.clauses)
    )


def _reaches_over(hit: Found[Mark], distance: int) -> bool:
    """Whether a cue reaches a clause that stands so many clauses behind its own, or before it."""
    group = hit.sign.group
    if group.reach is Reach.NEIGHBOUR and abs(distance) > 1:
        return False
    wanted = Direction.FORWARD if distance > 0 else Direction.BACKWARD
    return group.reach in (Reach.NEIGHBOUR, Reach.SENTENCE) and group.direction in (wanted, Direction.BOTH)
