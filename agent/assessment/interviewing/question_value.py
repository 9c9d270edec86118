"""What an answer is worth: how far it is expected to change the list of threats, weighted by their risk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.assessment.conditions import Kleene, Weights
from agent.assessment.interviewing.priors import Hunches, Weigher
from agent.assessment.known_facts import Picture, Spot
from agent.assessment.ledger import Bookkeeper, Rule
from agent.assessment.scoring.rating import Levels, Rater
from agent.domain.risk import band_of
from knowledge import Catalog
from knowledge.entries import FactDefinition
from knowledge.rating_circumstances import measures_on
from knowledge.vocabulary import AnswerValue

TOP = 15
"""How much of the list counts as its top."""
APPEARS, VANISHES, LIKELIER, NEW_BAND, FIRMER, NUDGED = 1.0, 0.7, 0.5, 0.15, 0.1, 0.05
"""What each sort of change to a threat counts, times its risk."""
NOTICEABLE = 0.05
"""The change in likelihood from which a threat that is not drafted counts as touched."""


@dataclass(frozen=True)
class Worth:
    """What asking one fact is expected to bring."""

    fact: str
    value: float
    matters: bool
    """Whether some answer changes the top of the list or a band."""
    hanging: tuple[str, ...]
    """The patterns that hang on it, the riskiest first."""
    share: float = 0.0
    """The value as a share of the risk in the list so far."""


@dataclass(frozen=True)
class Standing:
    """Where one pattern stands before anything is asked."""

    rule: Rule
    drafted: int
    spots: tuple[Spot, ...]
    """Where it lands; as long as nothing changes that its condition mentions, it lands nowhere else."""
    levels: Levels
    chance: float

    @property
    def points(self) -> int:
        """The sum of its levels."""
        return sum(self.levels)


class Appraiser:
    """Judges the ledger again under each possible answer of each unknown fact."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, rater: Rater) -> None:
        self._catalog, self._book, self._rater = catalog, bookkeeper, rater
        self._weigher = Weigher(catalog)
        self._stops = _stops(catalog)

    def appraise(self, picture: Picture, facts: Iterable[FactDefinition], hunches: Hunches = ()) -> dict[str, Worth]:
        """The worth of asking each of these facts, which are unknown; hunches say which answers are likely."""
        weights = self._weigher.weights(picture, hunches)
        alive = {one.rule.pattern.id: one for one in self._alive(picture, weights)}
        points = sorted((one.points for one in alive.values() if one.drafted), reverse=True)
        bar = points[TOP - 1] if len(points) >= TOP else 0
        stake = max(1.0, sum(_risk(one) for one in points))
        worths = [
            self._of_control(fact, alive) if fact.control else self._of_fact(fact, picture, weights, alive, bar)
            for fact in facts
        ]
        return {worth.fact: replace(worth, share=worth.value / stake) for worth in worths}

    def _alive(self, picture: Picture, weights: Weights) -> Iterable[Standing]:
        """The patterns that nothing rules out."""
        for rule in self._book.rules.values():
            spots = self._book.spots(rule, picture)
            if all(rule.truth(spot.known(picture), spot.kind) == Kleene.NO for spot in spots):
                continue
            yield Standing(
                rule=rule,
                drafted=self._book.standing(rule, picture),
                spots=self._book.landing(rule, picture),
                levels=self._rater.levels(rule, picture),
                chance=self._chance(rule, picture, weights),
            )

    def _chance(self, rule: Rule, picture: Picture, weights: Weights) -> float:
        spots = self._book.spots(rule, picture)
        return max(rule.chance(spot.known(picture), weights, spot.kind) for spot in spots)

    def _of_fact(
        self, fact: FactDefinition, picture: Picture, weights: Weights, alive: dict[str, Standing], bar: int
    ) -> Worth:
        hanging = [alive[pattern] for pattern in self._book.depending((fact.id,)) if pattern in alive]
        moved = [alive[pattern] for pattern in self._rater.moving((fact.id,)) if pattern in alive]
        if (
            not hanging
            and not any(one.drafted for one in moved)
            and not self._book.painter.defaults.dependents(fact.id)
            and not fact.implies
        ):
            return Worth(fact=fact.id, value=0.0, matters=False, hanging=())
        value, matters = 0.0, False
        for answer, weight in weights[fact.id]:
            gain, counts = self._gain(fact.id, answer, picture, weights, alive, bar)
            value += weight * gain
            matters = matters or counts
        ranked = sorted(hanging, key=lambda one: (-one.points, one.rule.pattern.id))
        return Worth(fact.id, value, matters, tuple(one.rule.pattern.id for one in ranked))

    def _gain(
        self, fact: str, answer: AnswerValue, picture: Picture, weights: Weights, alive: dict[str, Standing], bar: int
    ) -> tuple[float, bool]:
        """How much the list changes with this answer, and whether its top or a band does."""
        after, changed = self._book.painter.suppose(picture, {fact: answer})
        hanging, moving = self._book.depending(changed), self._rater.moving(changed)
        gain, matters = 0.0, False
        for pattern in hanging.union(moving):
            before = alive.get(pattern)
            if before is None or (pattern not in hanging and not before.drafted):
                continue
            added, counts = self._change(before, after, moving.get(pattern, ()), weights, bar, pattern in hanging)
            gain += added
            matters = matters or counts
        return gain, matters

    def _change(
        self, before: Standing, after: Picture, moved: Iterable[int], weights: Weights, bar: int, rejudge: bool
    ) -> tuple[float, bool]:
        rule = before.rule
        drafted = self._book.standing(rule, after) if rejudge else before.drafted
        spots = self._book.landing(rule, after) if rejudge and moved else before.spots
        levels = self._rater.levels_after(rule, spots, after, before.levels, moved)
        if before.drafted and drafted == before.drafted and levels == before.levels:
            return 0.0, False
        points = sum(levels)
        risk = _risk(max(points, before.points))
        if drafted and not before.drafted:
            return APPEARS * risk, points > bar
        if before.drafted and not drafted:
            return VANISHES * risk, before.points >= bar
        if drafted:
            new_band = band_of(points / 5) is not band_of(before.points / 5)
            firmer = FIRMER if drafted > before.drafted else 0.0
            nudged = NUDGED if points != before.points else 0.0
            return (firmer + (NEW_BAND if new_band else nudged)) * risk, new_band
        shift = abs(self._chance(rule, after, weights) - before.chance)
        return LIKELIER * shift * risk, shift >= NOTICEABLE and points > bar

    def _of_control(self, fact: FactDefinition, alive: dict[str, Standing]) -> Worth:
        """A control in place changes no verdict, only the current risk of the threats it acts on."""
        drops = self._stops.get(fact.id, {})
        touched = [one for one in alive.values() if one.drafted and one.rule.pattern.id in drops]
        value, matters = 0.0, False
        for one in touched:
            new_band = band_of(max(one.points - drops[one.rule.pattern.id], 5) / 5) is not band_of(one.points / 5)
            value += 0.5 * (NEW_BAND if new_band else NUDGED) * _risk(one.points)
            matters = matters or new_band
        ranked = sorted(touched, key=lambda one: (-one.points, one.rule.pattern.id))
        return Worth(fact.id, value, matters, tuple(one.rule.pattern.id for one in ranked))


def _risk(points: int) -> float:
    return (points / 50) ** 2


def _stops(catalog: Catalog) -> dict[str, dict[str, int]]:
    """By control fact: the patterns its measures act on, with the points they take off at most."""
    found: dict[str, dict[str, int]] = {}
    for pattern in catalog.patterns.values():
        for name in measures_on(catalog)[pattern.id]:
            measure = catalog.mitigations[name]
            if measure.in_place is not None:
                off = sum(2 * effect.by for effect in measure.effects)
                drops = found.setdefault(measure.in_place.fact, {})
                drops[pattern.id] = max(drops.get(pattern.id, 0), off)
    return found
