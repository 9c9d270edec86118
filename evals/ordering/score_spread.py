"""How the DREAD totals of many drafts spread: what they hang on, how far they tell threats apart, what stands first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.domain import Certainty, Threat, ThreatModel
from agent.domain.findings.threat_ranking import live
from agent.domain.risk import Band
from knowledge import Catalog
from knowledge.conditions import Truth, judge
from knowledge.vocabulary import AnswerValue, Aspect

FIRST, TOP, TIER = 20, 3, 5
"""The first threats whose totals are told apart, those whose side is told, and how many are a top tier at most."""
ROUNDS = 200
"""How often the two effects are made to fit each other; they stand still long before."""
HIGH = frozenset({Band.HIGH, Band.CRITICAL})


@dataclass(frozen=True)
class Rated:
    """One confirmed threat of one draft."""

    pattern: str
    system: str
    total: float
    band: Band


@dataclass(frozen=True)
class Share:
    """What part of the variance of the totals each thing explains, between nought and one.

    ``pattern`` and ``system`` are each alone: how far the means of the patterns, or of the systems, differ. ``both`` is
    what a sum of an effect for each pattern and one for each system explains, fitted by least squares; ``rest`` is what
    is left: one pattern in one system. ``pattern_beside`` and ``system_beside`` are what each adds to the other.
    """

    pattern: float
    system: float
    both: float
    pattern_beside: float
    system_beside: float

    @property
    def rest(self) -> float:
        """What neither explains: how a pattern fares in one system and not in others."""
        return 1 - self.both


@dataclass(frozen=True)
class Draft:
    """What is looked at in one draft."""

    system: str
    rated: tuple[Rated, ...]
    distinct: int
    """Distinct totals among the first threats."""
    first: tuple[Aspect, ...]
    """The sides of the first threats, in order."""
    asked: bool
    """Whether the system is known to judge, care for or move people."""
    told: bool
    """Whether harm to people is then among the first."""

    @property
    def high(self) -> int:
        """How many are high or above."""
        return sum(one.band in HIGH for one in self.rated)


def draft_of(system: str, model: ThreatModel, catalog: Catalog, facts: Mapping[str, AnswerValue]) -> Draft:
    """What is looked at in the draft of a model; ``facts`` are those known of the whole system."""
    listed = live(model.threats)
    confirmed = [one for one in listed if one.certainty is not Certainty.SUGGESTED]
    rules = [one for one in catalog.people.values() if judge(one.when, facts.get).truth is Truth.YES]
    sides = {aspect for rule in rules for aspect in rule.aspects}
    first = tuple(one.aspect for one in listed[:TOP])
    return Draft(
        system=system,
        rated=tuple(_rated(one, system) for one in confirmed),
        distinct=len({one.rating.total for one in listed[:FIRST]}),
        first=first,
        asked=bool(rules),
        told=bool(sides & set(first)),
    )


def shares(rated: Sequence[Rated]) -> Share:
    """The two-way split of the variance of the totals; needs two patterns in two systems at least."""
    totals = np.array([one.total for one in rated])
    totals = totals - totals.mean()
    patterns, systems = _numbers([one.pattern for one in rated]), _numbers([one.system for one in rated])
    whole = float((totals**2).sum()) or 1.0
    by_pattern, by_system = np.zeros_like(totals), np.zeros_like(totals)
    for _ in range(ROUNDS):
        by_pattern = _means(totals - by_system, patterns)
        by_system = _means(totals - by_pattern, systems)
    both = 1 - float(((totals - by_pattern - by_system) ** 2).sum()) / whole
    alone = [float((_means(totals, groups) ** 2).sum()) / whole for groups in (patterns, systems)]
    return Share(alone[0], alone[1], both, both - alone[1], both - alone[0])


def figures(drafts: Sequence[Draft]) -> dict[str, Any]:
    """Every figure by its name."""
    rated = [one for draft in drafts for one in draft.rated]
    share, bands = shares(rated), Counter(one.band for one in rated)
    asked = [draft for draft in drafts if draft.asked]
    return {
        "drafts": len(drafts),
        "threats": len(rated),
        "share_pattern": round(share.pattern, 3),
        "share_system": round(share.system, 3),
        "share_pattern_beside_system": round(share.pattern_beside, 3),
        "share_system_beside_pattern": round(share.system_beside, 3),
        "share_rest": round(share.rest, 3),
        "distinct_first_20": round(fmean(draft.distinct for draft in drafts), 2),
        **{f"band_{band.value}": round(bands[band] / len(rated), 3) for band in Band},
        "top_tier": sum(1 <= draft.high <= TIER for draft in drafts),
        "no_high": sum(draft.high == 0 for draft in drafts),
        "over_five_high": sum(draft.high > TIER for draft in drafts),
        "first_three": {side.value: sum(draft.first.count(side) for draft in drafts) for side in Aspect},
        "people_asked": len(asked),
        "people_in_first_three": sum(draft.told for draft in asked),
    }


def _rated(threat: Threat, system: str) -> Rated:
    return Rated(threat.pattern or threat.id, system, threat.rating.total, threat.rating.band)


def _numbers(names: Sequence[str]) -> NDArray[np.intp]:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([places[name] for name in names], dtype=np.intp)


def _means(values: NDArray[np.float64], groups: NDArray[np.intp]) -> NDArray[np.float64]:
    """The mean of each value's group, in its place."""
    found: NDArray[np.float64] = (np.bincount(groups, values) / np.bincount(groups))[groups]
    return found
