"""The published tables of a pattern, made ready: the level of each DREAD factor under given facts."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from agent.assessment.conditions import Kleene, View, truth_of
from knowledge import Catalog
from knowledge.conditions import facts_of, judge
from knowledge.entries import ThreatPattern
from knowledge.rating import MOST_STEPS, Move, Scale, Shift
from knowledge.rating_circumstances import Moving, moving
from knowledge.vocabulary import DREAD_LEVELS, AnswerValue, ComponentKind, DreadFactor

_SWITCH: Mapping[str, AnswerValue] = {"yes": True, "no": False}

NOTHING_SPEAKS = 1
"""By how many levels a factor stands lower while none of its general circumstances speaks for more."""

By = Callable[[View, ComponentKind | None], int | None]
"""By how many levels something moves a factor; None while that is unknown."""


@dataclass(frozen=True, eq=False)
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

    def used(self, usual: View, known: View) -> int:
        """The level that counts: an assumed value raises it above the middle, and never lowers it below."""
        level = self.level(usual)
        if level is None:
            return self.middle
        return level if self.scale.fact in known else max(level, self.middle)


@dataclass(frozen=True)
class Push:
    """A circumstance that moves the factor up or down, of this pattern alone or of all its like."""

    because: Callable[[View], str]
    by: By
    low: int
    high: int
    deciding: Callable[[View, ComponentKind | None], tuple[str, ...]]

    def counted(self, usual: View, known: View, kind: ComponentKind | None) -> int:
        """By how many levels it moves the factor; what lowers must be known, as no risk falls by what nobody said."""
        by = self.by(usual, kind) or 0
        return by if by >= 0 or known is usual else min(self.by(known, kind) or 0, 0)


@dataclass(frozen=True, eq=False)
class FactorTable:
    """How one factor of one pattern gets its level; patterns whose tables read alike share one."""

    fixed: int | None
    gauges: tuple[Gauge, ...]
    general: tuple[Push, ...]
    own: tuple[Push, ...]
    facts: frozenset[str]
    steps: tuple[tuple[str, Mapping[AnswerValue, int]], ...]
    """What the general circumstances come to by value, each with its fact; their pushes without the words."""
    own_facts: frozenset[str] = frozenset()
    """The facts that the circumstances of this pattern alone hang on."""

    def start(self, usual: View, known: View) -> int:
        """The level before anything moves it: by the nature of the threat, by its scales, or halfway between."""
        return self.begun([gauge.used(usual, known) for gauge in self.gauges])

    def begun(self, used: Collection[int]) -> int:
        """The same from what its scales come to."""
        return _halfway(self.fixed, max(used, default=None))

    def level(self, usual: View, known: View, kind: ComponentKind | None) -> int:
        """The level used."""
        general = step(self.start(usual, known), self.moved(known))
        return step(general, self.of_its_own(usual, known, kind)) if self.own else general

    def of_its_own(self, usual: View, known: View, kind: ComponentKind | None) -> int:
        """By how many levels the circumstances of this pattern alone move it, all together."""
        return _most(sum([push.counted(usual, known, kind) for push in self.own])) if self.own else 0

    def moved(self, known: View) -> int:
        """By how many levels the general circumstances move it, all together; what is only assumed moves nothing."""
        return self.together(self.total(known))

    def total(self, known: View) -> int:
        """What the general circumstances come to that are known, before that is bounded."""
        total = 0
        for fact, steps in self.steps:
            value = known.get(fact)
            if value is not None:
                total += most_of(value, steps)
        return total

    def span(self, known: View, kind: ComponentKind | None) -> tuple[int, int]:
        """The lowest and the highest level that the unknown facts still allow."""
        lowest = max((gauge.level(known) or gauge.low for gauge in self.gauges), default=None)
        highest = max((gauge.level(known) or gauge.high for gauge in self.gauges), default=None)
        (down, up), (own_down, own_up) = _range(self.general, known, kind), _range(self.own, known, kind)
        low = step(_halfway(self.fixed, lowest), self.together(down))
        high = step(_halfway(self.fixed, highest), self.together(up))
        return step(low, _most(own_down)), step(high, _most(own_up))

    def together(self, steps: int) -> int:
        """What general circumstances come to: one leaves a level as it is, each further one raises it."""
        return _most(steps - NOTHING_SPEAKS) if self.general else 0


@lru_cache(maxsize=8)
def moved_in(catalog: Catalog) -> Mapping[str, Mapping[DreadFactor, Moving]]:
    """What moves each factor of every pattern; made once for a catalog."""
    return {name: moving(pattern, catalog) for name, pattern in catalog.patterns.items()}


@lru_cache(maxsize=8)
def tables_of(catalog: Catalog) -> Mapping[str, Mapping[DreadFactor, FactorTable]]:
    """The tables of all five factors of every pattern; made once for a catalog, as nothing in them changes."""
    gauges = {name: _gauge(scale) for name, scale in catalog.scales.items()}
    moves = [one for one in catalog.moves.values() if one.fact in catalog.facts]
    steps = {one.id: _by_value(one.steps) for one in moves}
    pushes = {one.id: _of_move(one, steps[one.id], catalog) for one in moves}
    shared: dict[Hashable, FactorTable] = {}

    def table(factor: DreadFactor, pattern: ThreatPattern, found: Moving) -> FactorTable:
        made = _table(factor, pattern, found, gauges, pushes, steps)
        alike = (made.fixed, found.scales, tuple(move.id for move in found.moves))
        return made if made.own else shared.setdefault(alike, made)

    return {
        name: {factor: table(factor, pattern, found) for factor, found in moved_in(catalog)[name].items()}
        for name, pattern in catalog.patterns.items()
    }


def step(level: int, by: int) -> int:
    """A level moved by whole steps on the published ladder, never off its ends."""
    if not by:
        return level
    place = DREAD_LEVELS.index(level) + by
    return DREAD_LEVELS[min(max(place, 0), len(DREAD_LEVELS) - 1)]


def _most(steps: int) -> int:
    """What all circumstances together come to: they correct a level, and do not replace it."""
    return min(max(steps, -MOST_STEPS), MOST_STEPS)


def _range(pushes: tuple[Push, ...], known: View, kind: ComponentKind | None) -> tuple[int, int]:
    """How far circumstances can move a factor down and up while some of them are unknown."""
    moved = [(push, push.by(known, kind)) for push in pushes]
    return (
        sum(push.low if by is None else by for push, by in moved),
        sum(push.high if by is None else by for push, by in moved),
    )


def _halfway(nature: int | None, facts: int | None) -> int:
    """The level halfway between the two, rounded towards what the facts say; the one there is where one is missing."""
    if nature is None or facts is None:
        found = facts if nature is None else nature
        assert found is not None, "a factor has a level or a scale"
        return found
    apart = (facts - nature) // 2
    return nature + 2 * (-(-apart // 2) if apart > 0 else apart // 2)


def _table(
    factor: DreadFactor,
    pattern: ThreatPattern,
    found: Moving,
    gauges: Mapping[str, Gauge],
    pushes: Mapping[str, Push],
    steps: Mapping[str, Mapping[AnswerValue, int]],
) -> FactorTable:
    own = [
        (shift, sign)
        for sign, shifts in ((1, pattern.raises), (-1, pattern.lowers))
        for shift in shifts
        if shift.factor is factor
    ]
    return FactorTable(
        fixed=pattern.dread[factor].level,
        gauges=tuple(gauges[name] for name in found.scales),
        general=tuple(pushes[move.id] for move in found.moves),
        own=tuple(_of_shift(shift, sign) for shift, sign in own),
        facts=found.facts,
        steps=tuple((move.fact, steps[move.id]) for move in found.moves),
        own_facts=frozenset().union(*(facts_of(shift.when) for shift, _ in own)),
    )


def _gauge(scale: Scale) -> Gauge:
    levels = _by_value(scale.levels)
    ladder = sorted(scale.levels.values())
    return Gauge(scale=scale, levels=levels, low=ladder[0], middle=ladder[(len(ladder) - 1) // 2], high=ladder[-1])


def _of_shift(shift: Shift, sign: int) -> Push:
    truth, by = truth_of(shift.when), sign * shift.by

    def moved(view: View, kind: ComponentKind | None) -> int | None:
        found = truth(view, kind)
        return None if found == Kleene.UNKNOWN else by if found == Kleene.YES else 0

    def deciding(view: View, kind: ComponentKind | None) -> tuple[str, ...]:
        return judge(shift.when, view.get, kind).facts

    return Push(lambda view: shift.because, moved, min(by, 0), max(by, 0), deciding)


def _of_move(move: Move, steps: Mapping[AnswerValue, int], catalog: Catalog) -> Push:
    words = catalog.facts[move.fact]

    def moved(view: View, kind: ComponentKind | None) -> int | None:
        value = view.get(move.fact)
        return None if value is None else most_of(value, steps)

    def because(view: View) -> str:
        value = view.get(move.fact)
        return move.because if value is None else move.because.replace("{meaning}", words.meaning(value))

    least, most = min(0, *move.steps.values()), max(0, *move.steps.values())
    return Push(because, moved, least, most, lambda view, kind: (move.fact,))


def most_of(value: AnswerValue, steps: Mapping[AnswerValue, int]) -> int:
    """What a value comes to, of several the most."""
    return max((steps.get(one, 0) for one in value), default=0) if isinstance(value, tuple) else steps.get(value, 0)


def _by_value(table: Mapping[str, int]) -> dict[AnswerValue, int]:
    """A table by value, yes and no as booleans too."""
    found: dict[AnswerValue, int] = {name: by for name, by in table.items()}
    return found | {value: table[name] for name, value in _SWITCH.items() if name in table}
