"""The first threats of a list: none says what one before it says, and something said speaks for the foremost."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from knowledge.ranking.salience import salience_table
from knowledge.ranking.threat_families import families_of

T = TypeVar("T")

TWIN, NEARLY = 1.0, 0.04
"""What a threat loses among the first that is so much nearer than `NEAR_TEXTS` to one before it."""
NEAR_TEXTS = 0.9
KIN = 0.6
"""What a threat loses among the first for each of its family there beyond as many as tell something new."""
FIRST_ONES = 15
"""Among so many first threats none says nearly what another says, unless its weight is far greater."""
LOOKED_AT = 40
"""How far down the list a threat may come from to stand among the first."""
OPENING = 4
"""For how many first threats something speaks that the owner said: advisors found two in five of the others wrong."""


ON_ONE = 2
"""How many of the first may rest on one thing that nobody said: if that is wrong, all of them are."""


def said_once(
    patterns: Sequence[str], weights: Sequence[float], assumed: Sequence[Sequence[str]] = ()
) -> tuple[int, ...]:
    """The places of a list in a new order: among its first none says nearly what another says that stands before it.

    ``assumed`` has for each place the facts that it rests on and nobody said: few of the first rest on the same.
    """
    before = _Before(patterns, assumed)
    chosen: list[int] = []
    rest = list(range(len(patterns)))
    while rest and len(chosen) < FIRST_ONES:
        best = max(rest[:LOOKED_AT], key=lambda place: round(weights[place] - before.lost(place), 1))
        chosen.append(best)
        rest.remove(best)
        before.add(best)
    return (*chosen, *rest)


def spoken_first(threats: Sequence[T], is_unspoken: Callable[[T], bool]) -> tuple[T, ...]:
    """The threats in order, those behind the first few for which nothing speaks that the owner said."""
    spoken = [place for place, one in enumerate(threats) if not is_unspoken(one)][:OPENING]
    rest = (one for place, one in enumerate(threats) if place not in spoken)
    return (*(threats[place] for place in spoken), *rest)


class _Before:
    """What stands before a place, in short: counted on with each threat that is chosen."""

    def __init__(self, patterns: Sequence[str], assumed: Sequence[Sequence[str]]) -> None:
        self._patterns, self._assumed, self._twins = patterns, assumed, salience_table().twins
        self._families = [families_of(pattern) for pattern in patterns]
        self._nearest = [0.0] * len(patterns)
        self._members: Counter[int] = Counter()
        self._resting: Counter[str] = Counter()

    def add(self, chosen: int) -> None:
        """One more stands before all others."""
        pattern = self._patterns[chosen]
        for place, other in enumerate(self._patterns):
            near = self._twins.get(other, {}).get(pattern, 0.0)
            if near > self._nearest[place]:
                self._nearest[place] = near
        self._members.update(map(id, self._families[chosen]))
        if self._assumed:
            self._resting.update(self._assumed[chosen])

    def lost(self, place: int) -> float:
        """What a threat loses for saying what others say, and for resting on what others rest on."""
        alike = TWIN * max(0.0, self._nearest[place] - NEAR_TEXTS) / NEARLY + KIN * self._kin(place)
        return alike + (KIN * self._beyond(place) if self._assumed else 0.0)

    def _kin(self, place: int) -> int:
        """By how many its family is more than tells something new, were it among them."""
        return max((0, *(self._members[id(one)] + 1 - one.most for one in self._families[place])))

    def _beyond(self, place: int) -> int:
        """By how many those that rest on the same assumption are more than enough, were this one among them."""
        return max((0, *(self._resting[fact] + 1 - ON_ONE for fact in self._assumed[place])))
