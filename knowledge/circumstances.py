"""Which general circumstances of the published tables apply to which pattern, and why."""

from dataclasses import dataclass
from itertools import islice

from knowledge.conditions import facts_of
from knowledge.entries import ThreatPattern
from knowledge.rating import Among, Move, Opening
from knowledge.reading import Entries
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


def moves_of(pattern: ThreatPattern, factor: DreadFactor, entries: Entries) -> tuple[Move, ...]:
    """The general circumstances that move a factor of a pattern: none by a fact that its own tables read for it."""
    own, traits = own_facts(pattern, factor, entries), _traits(pattern, entries)
    return tuple(
        move
        for move in entries.moves.values()
        if move.factor is factor and move.fact not in own and _applies(move.among, traits)
    )


def scales_of(pattern: ThreatPattern, factor: DreadFactor, entries: Entries) -> tuple[str, ...]:
    """The scales that a factor of a pattern goes by: its own, else the one of the first way it comes about in."""
    usual = (one.by[factor] for one in openings_of(pattern, entries) if factor in one.by)
    return pattern.dread[factor].scales or tuple(islice(usual, 1))


def own_facts(pattern: ThreatPattern, factor: DreadFactor, entries: Entries) -> frozenset[str]:
    """The facts that the scales and the circumstances of a pattern alone read for a factor."""
    scales = {entries.scales[name].fact for name in scales_of(pattern, factor, entries) if name in entries.scales}
    shifts = (facts_of(one.when) for one in (*pattern.raises, *pattern.lowers) if one.factor is factor)
    return frozenset(scales).union(*shifts)


def facts_moving(pattern: ThreatPattern, factor: DreadFactor, entries: Entries) -> frozenset[str]:
    """Every fact that can move a factor of a pattern."""
    moves = (move.fact for move in moves_of(pattern, factor, entries))
    return own_facts(pattern, factor, entries) | frozenset(moves)


def measures_on(pattern: ThreatPattern, entries: Entries) -> tuple[str, ...]:
    """The measures that act on a pattern once they are in place: those it names, and those that act on its like."""
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
