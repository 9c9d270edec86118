"""Which general circumstances of the published tables apply to which pattern, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from knowledge.conditions import facts_of
from knowledge.entries import ThreatPattern
from knowledge.loading.reading import Entries
from knowledge.rating import Among, Move, Opening
from knowledge.vocabulary import DreadFactor


def openings_of(pattern: ThreatPattern, entries: Entries) -> tuple[Opening, ...]:
    """The ways in which a pattern comes about: as it says, else as its scales tell, else as its side tells."""
    if pattern.opened_by:
        return tuple(entries.openings[name] for name in pattern.opened_by if name in entries.openings)
    scales = {name for rule in pattern.dread.values() for name in rule.scales}
    by_scale = tuple(one for one in entries.openings.values() if scales & set(one.scales))
    return by_scale or tuple(one for one in entries.openings.values() if pattern.aspect in one.aspects)


def is_unintended(pattern: ThreatPattern, entries: Entries) -> bool:
    """Whether nobody attacks where a pattern comes about, so that its factors are read in another way."""
    openings = openings_of(pattern, entries)
    return bool(openings) and all(one.unintended for one in openings)


@dataclass(frozen=True)
class Moving:
    """What moves one factor of a pattern."""

    scales: tuple[str, ...]
    """The scales that it goes by: its own, else the one of the first way in which the pattern comes about."""
    moves: tuple[Move, ...]
    """The general circumstances: none by a fact that the pattern's own tables read for the factor."""
    facts: frozenset[str]
    """Every fact that can move it."""


def moving(pattern: ThreatPattern, entries: Entries) -> dict[DreadFactor, Moving]:
    """What moves each factor of a pattern."""
    openings, traits = openings_of(pattern, entries), _traits(pattern, entries)
    alike = tuple(move for move in entries.moves.values() if _applies(move.among, traits))
    return {factor: _moving(factor, pattern, entries, openings, alike) for factor in DreadFactor}


def _moving(
    factor: DreadFactor,
    pattern: ThreatPattern,
    entries: Entries,
    openings: tuple[Opening, ...],
    alike: tuple[Move, ...],
) -> Moving:
    usual = (one.by[factor] for one in openings if factor in one.by)
    scales = pattern.dread[factor].scales or tuple(islice(usual, 1))
    read = frozenset(entries.scales[name].fact for name in scales if name in entries.scales)
    own = read.union(*(facts_of(one.when) for one in (*pattern.raises, *pattern.lowers) if one.factor is factor))
    moves = tuple(move for move in alike if move.factor is factor and move.fact not in own)
    return Moving(scales, moves, own.union(move.fact for move in moves))


@lru_cache(maxsize=8)
def measures_on(entries: Entries) -> Mapping[str, tuple[str, ...]]:
    """By pattern, the measures that act on it once they are in place: those it names, and those that act on its like.

    Worked out once for a catalog, as nothing in it changes.
    """
    return {name: _measures_on(pattern, entries) for name, pattern in entries.patterns.items()}


def _measures_on(pattern: ThreatPattern, entries: Entries) -> tuple[str, ...]:
    traits = _traits(pattern, entries)
    standing = (one.measure for one in entries.standing.values() if _applies(one.among, traits))
    return tuple(dict.fromkeys((*pattern.mitigations, *standing)))


@dataclass(frozen=True)
class _Traits:
    """What makes a pattern one of those that something applies to."""

    opened_by: frozenset[str]
    at_stake: frozenset[str]
    mentions: frozenset[str]
    aspects: frozenset[str]


def _traits(pattern: ThreatPattern, entries: Entries) -> _Traits:
    return _Traits(
        opened_by=frozenset(one.id for one in openings_of(pattern, entries)),
        at_stake=frozenset(pattern.dread[DreadFactor.DAMAGE].scales),
        mentions=facts_of(pattern.when),
        aspects=frozenset({pattern.aspect}),
    )


def _applies(among: Among, traits: _Traits) -> bool:
    """Whether a pattern is among those that something applies to."""
    return (
        (not among.opened_by or not traits.opened_by.isdisjoint(among.opened_by))
        and (not among.at_stake or not traits.at_stake.isdisjoint(among.at_stake))
        and (not among.mentions or not traits.mentions.isdisjoint(among.mentions))
        and (not among.aspects or not traits.aspects.isdisjoint(among.aspects))
    )
