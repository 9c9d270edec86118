"""What an answer is worth: how far it is expected to change the list of threats, weighted by their risk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.assessment.conditions import Weights
from agent.assessment.interviewing.priors import Hunches, Weigher
from agent.assessment.interviewing.trials import Outcome, Standing, Trials
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain.risk import band_of
from knowledge import Catalog
from knowledge.entries import FactDefinition
from knowledge.rating_circumstances import measures_on

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


class Appraiser:
    """Judges the ledger again under each possible answer of each unknown fact."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, rater: Rater) -> None:
        self._catalog, self._book, self._rater = catalog, bookkeeper, rater
        self._weigher = Weigher(catalog)
        self._stops = _stops(catalog)

    def appraise(self, picture: Picture, facts: Iterable[FactDefinition], hunches: Hunches = ()) -> dict[str, Worth]:
        """The worth of asking each of these facts, which are unknown; hunches say which answers are likely."""
        wanted, weights = tuple(facts), self._weigher.weights(picture, hunches)
        tried = [(fact.id, answer) for fact in wanted if not fact.control for answer, _ in weights[fact.id]]
        trials = Trials(self._book, self._rater, picture, weights, tried)
        points = sorted((one.points for one in trials.alive.values() if one.drafted), reverse=True)
        bar = points[TOP - 1] if len(points) >= TOP else 0
        stake = max(1.0, sum(_risk(one) for one in points))
        worths = [
            self._of_control(fact, trials.alive) if fact.control else self._of_fact(fact, weights, trials, bar)
            for fact in wanted
        ]
        return {worth.fact: replace(worth, share=worth.value / stake) for worth in worths}

    def _of_fact(self, fact: FactDefinition, weights: Weights, trials: Trials, bar: int) -> Worth:
        value, matters = 0.0, False
        for answer, weight in weights[fact.id]:
            for outcome in trials.outcomes(fact.id, answer):
                gain, counts = _change(outcome, bar)
                value += weight * gain
                matters = matters or counts
        hanging = [trials.alive[pattern] for pattern in self._book.depending((fact.id,)) if pattern in trials.alive]
        ranked = sorted(hanging, key=lambda one: (-one.points, one.rule.pattern.id))
        return Worth(fact.id, value, matters, tuple(one.rule.pattern.id for one in ranked))

    def _of_control(self, fact: FactDefinition, alive: dict[str, Standing]) -> Worth:
        """A control in place changes no verdict, only the current risk of the threats it acts on."""
        drops = self._stops.get(fact.id, {})
        touched = [alive[pattern] for pattern in drops if pattern in alive and alive[pattern].drafted]
        value, matters = 0.0, False
        for one in touched:
            new_band = _BANDS[max(one.points - drops[one.rule.pattern.id], 5)] is not _BANDS[one.points]
            value += 0.5 * (NEW_BAND if new_band else NUDGED) * _risk(one.points)
            matters = matters or new_band
        ranked = sorted(touched, key=lambda one: (-one.points, one.rule.pattern.id))
        return Worth(fact.id, value, matters, tuple(one.rule.pattern.id for one in ranked))


def _change(outcome: Outcome, bar: int) -> tuple[float, bool]:
    """How much the list changes by what becomes of one pattern, and whether its top or a band does."""
    before, drafted, points, chance = outcome
    risk = _risk(max(points, before.points))
    if drafted and not before.drafted:
        return APPEARS * risk, points > bar
    if before.drafted and not drafted:
        return VANISHES * risk, before.points >= bar
    if drafted:
        new_band = _BANDS[points] is not _BANDS[before.points]
        firmer = FIRMER if drafted > before.drafted else 0.0
        nudged = NUDGED if points != before.points else 0.0
        return (firmer + (NEW_BAND if new_band else nudged)) * risk, new_band
    shift = abs(chance - before.chance)
    return LIKELIER * shift * risk, shift >= NOTICEABLE and points > bar


_MOST_POINTS = 50
"""Five levels of ten each."""
_RISKS = [(points / _MOST_POINTS) ** 2 for points in range(_MOST_POINTS + 1)]
_BANDS = [band_of(points / 5) for points in range(_MOST_POINTS + 1)]
"""By points: thousands are looked at for one question."""


def _risk(points: int) -> float:
    return _RISKS[points]


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
