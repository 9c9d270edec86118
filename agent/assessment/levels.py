"""The published tables of a pattern, made ready: the level of each DREAD factor under given facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.assessment.conditions import Kleene, Truth, View, truth_of
from knowledge import Catalog
from knowledge.conditions import facts_of
from knowledge.entries import FactorRule, Shift, ThreatPattern
from knowledge.rating import Scale
from knowledge.vocabulary import DREAD_LEVELS, AnswerValue, ComponentKind, DreadFactor

_SWITCH: Mapping[str, AnswerValue] = {"yes": True, "no": False}


@dataclass(frozen=True)
class Gauge:
    """One published scale; while its fact is unknown it gives a span, and the lower middle as its level."""

    scale: Scale
    levels: Mapping[AnswerValue, int]
    low: int
    middle: int
    high: int

    def level(self, view: View) -> int | None:
        """The level by the fact's value, the highest where several hold; None while it is unknown."""
        value = view.get(self.scale.fact)
        if value is None:
            return None
        if isinstance(value, tuple):
            return max((self.levels[one] for one in value if one in self.levels), default=self.low)
        return self.levels.get(value)


@dataclass(frozen=True)
class Push:
    """A circumstance that moves the factor up or down."""

    shift: Shift
    truth: Truth
    by: int


@dataclass(frozen=True)
class FactorTable:
    """How one factor of one pattern gets its level."""

    fixed: int | None
    gauges: tuple[Gauge, ...]
    pushes: tuple[Push, ...]
    facts: frozenset[str]

    def start(self, view: View) -> int:
        """The highest of the fixed level and the scales, before anything moves it."""
        found = [gauge.level(view) or gauge.middle for gauge in self.gauges]
        return max(found) if self.fixed is None else max(self.fixed, *found) if found else self.fixed

    def level(self, view: View, kind: ComponentKind | None) -> int:
        """The level used; a circumstance counts when it holds."""
        moved = sum(push.by for push in self.pushes if push.truth(view, kind) == Kleene.YES)
        return step(self.start(view), moved)

    def span(self, known: View, kind: ComponentKind | None) -> tuple[int, int]:
        """The lowest and the highest level that the unknown facts still allow."""
        lows = [gauge.level(known) or gauge.low for gauge in self.gauges]
        highs = [gauge.level(known) or gauge.high for gauge in self.gauges]
        if self.fixed is not None:
            lows.append(self.fixed)
            highs.append(self.fixed)
        truths = [(push.by, push.truth(known, kind)) for push in self.pushes]
        down = sum(by for by, truth in truths if truth == Kleene.YES or (truth == Kleene.UNKNOWN and by < 0))
        up = sum(by for by, truth in truths if truth == Kleene.YES or (truth == Kleene.UNKNOWN and by > 0))
        return step(max(lows), down), step(max(highs), up)


def tables_of(pattern: ThreatPattern, catalog: Catalog) -> dict[DreadFactor, FactorTable]:
    """The tables of all five factors."""
    return {factor: _table(factor, pattern.dread[factor], pattern, catalog) for factor in DreadFactor}


def step(level: int, by: int) -> int:
    """A level moved by whole steps on the published ladder, never off its ends."""
    place = DREAD_LEVELS.index(level) + by
    return DREAD_LEVELS[min(max(place, 0), len(DREAD_LEVELS) - 1)]


def _table(factor: DreadFactor, rule: FactorRule, pattern: ThreatPattern, catalog: Catalog) -> FactorTable:
    gauges = tuple(_gauge(catalog.scales[name]) for name in rule.scales)
    pushes = tuple(
        Push(shift=shift, truth=truth_of(shift.when), by=sign * shift.by)
        for sign, shifts in ((1, pattern.raises), (-1, pattern.lowers))
        for shift in shifts
        if shift.factor is factor
    )
    facts = {gauge.scale.fact for gauge in gauges}.union(*(facts_of(push.shift.when) for push in pushes))
    return FactorTable(fixed=rule.level, gauges=gauges, pushes=pushes, facts=frozenset(facts))


def _gauge(scale: Scale) -> Gauge:
    levels: dict[AnswerValue, int] = {name: level for name, level in scale.levels.items()}
    levels |= {value: scale.levels[name] for name, value in _SWITCH.items() if name in scale.levels}
    ladder = sorted(scale.levels.values())
    return Gauge(scale=scale, levels=levels, low=ladder[0], middle=ladder[(len(ladder) - 1) // 2], high=ladder[-1])
