"""The first threats of a list: none says what one before it says, and something said speaks for the foremost."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    twins = salience_table().twins
    chosen: list[int] = []
    rest = list(range(len(patterns)))

    def lost(place: int) -> float:
        alike = _lost(patterns, place, chosen, twins)
        return alike + (KIN * _beyond(assumed, place, chosen) if assumed else 0.0)

    while rest and len(chosen) < FIRST_ONES:
        best = max(rest[:LOOKED_AT], key=lambda place: round(weights[place] - lost(place), 1))
        chosen.append(best)
        rest.remove(best)
    return (*chosen, *rest)


def spoken_first(threats: Sequence[T], is_unspoken: Callable[[T], bool]) -> tuple[T, ...]:
    """The threats in order, those behind the first few for which nothing speaks that the owner said."""
    unspoken = [one for one in threats if is_unspoken(one)]
    first = [one for one in threats if one not in unspoken][:OPENING]
    return (*first, *(one for one in threats if one not in first))


def _lost(
    patterns: Sequence[str], place: int, chosen: Iterable[int], twins: Mapping[str, Mapping[str, float]]
) -> float:
    """What a threat loses for being near to one that stands before it."""
    near, before = twins.get(patterns[place], {}), [patterns[other] for other in chosen]
    nearest = max((near.get(other, 0.0) for other in before), default=0.0)
    kin = (sum(other in one.members for other in before) + 1 - one.most for one in families_of(patterns[place]))
    return TWIN * max(0.0, nearest - NEAR_TEXTS) / NEARLY + KIN * max((0, *kin))


def _beyond(assumed: Sequence[Sequence[str]], place: int, chosen: Iterable[int]) -> int:
    """By how many those that rest on the same assumption are more than enough, were this one among them."""
    before = Counter(fact for other in chosen for fact in assumed[other])
    return max((0, *(before[fact] + 1 - ON_ONE for fact in assumed[place])))
