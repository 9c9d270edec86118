"""DREAD scores with their reasons, and the risk that follows from them.

Factors are whole numbers from 0 to 10; the total is their mean. Bands, where a model sets no others: critical from 9,
high from 7, medium from 4, low below. Where that would call no threat of a first draft high, or more than five, the bar
of high is set so that the weightiest of this system stand out; it then stays where it is. Likelihood is the mean of
reproducibility, exploitability and discoverability, impact the mean of damage and affected users.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from statistics import fmean
from typing import Self

from pydantic import Field, model_validator

from knowledge.vocabulary import DreadFactor, Value

LIKELIHOOD = (DreadFactor.REPRODUCIBILITY, DreadFactor.EXPLOITABILITY, DreadFactor.DISCOVERABILITY)
IMPACT = (DreadFactor.DAMAGE, DreadFactor.AFFECTED_USERS)


class Band(StrEnum):
    """How urgent a total is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(Value):
    """One thing that set or moved a factor."""

    text: str = Field(max_length=400, description="Why, in plain words.")
    facts: tuple[str, ...] = Field(default=(), description="Ids of the facts behind it.")


class FactorScore(Value):
    """One factor as computed: its level, how far it could differ while facts are unknown, and why."""

    level: int = Field(ge=0, le=10, description="The level used.")
    low: int = Field(ge=0, le=10, description="The lowest level the unknown facts allow.")
    high: int = Field(ge=0, le=10, description="The highest level the unknown facts allow.")
    reasons: tuple[Reason, ...] = Field(default=(), description="What set it.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.level <= self.high:
            raise ValueError(f"a factor needs low <= level <= high, got {self.low}, {self.level}, {self.high}")
        return self


class DreadScore(Value):
    """The five factors."""

    damage: FactorScore = Field(description="How bad it would be.")
    reproducibility: FactorScore = Field(description="How reliably it works.")
    exploitability: FactorScore = Field(description="How little it takes.")
    affected_users: FactorScore = Field(description="How many it touches.")
    discoverability: FactorScore = Field(description="How easily it is found.")

    def factor(self, factor: DreadFactor) -> FactorScore:
        """One factor by its name."""
        found = getattr(self, factor.value)
        assert isinstance(found, FactorScore)
        return found

    def levels(self) -> dict[DreadFactor, int]:
        """The five levels."""
        return {
            DreadFactor.DAMAGE: self.damage.level,
            DreadFactor.REPRODUCIBILITY: self.reproducibility.level,
            DreadFactor.EXPLOITABILITY: self.exploitability.level,
            DreadFactor.AFFECTED_USERS: self.affected_users.level,
            DreadFactor.DISCOVERABILITY: self.discoverability.level,
        }


class Override(Value):
    """A level a person set in place of the computed one."""

    factor: DreadFactor = Field(description="The factor.")
    level: int = Field(ge=0, le=10, strict=True, description="The level, a whole number from 0 to 10.")
    author: str = Field(min_length=1, max_length=120, description="Who set it.")
    reason: str = Field(min_length=1, max_length=600, description="Why.")
    computed: int = Field(ge=0, le=10, description="The computed level at that time.")
    stale: bool = Field(default=False, description="The computed level has changed since.")


class Scoring(Value):
    """How totals become bands, and whether discoverability is computed or the same for every threat."""

    medium: float = Field(default=4.0, gt=0, lt=10, description="From which total on a risk is medium.")
    high: float = Field(default=7.0, gt=0, lt=10, description="From which total on it is high.")
    critical: float = Field(default=9.0, gt=0, le=10, description="From which total on it is critical.")
    discoverability: int | None = Field(
        default=None, ge=0, le=10, description="The level of discoverability of every threat; none: it is computed."
    )
    fitted: bool = Field(default=False, description="High was set by the first draft, not by a person.")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.medium < self.high < self.critical:
            raise ValueError(
                f"bands need medium < high < critical, got {self.medium:g}, {self.high:g}, {self.critical:g}"
            )
        return self

    def band_of(self, total: float) -> Band:
        """The band of a total."""
        if total >= self.critical:
            return Band.CRITICAL
        if total >= self.high:
            return Band.HIGH
        return Band.MEDIUM if total >= self.medium else Band.LOW

    def words(self) -> str:
        """What is set, in a sentence."""
        bands = f"critical from {self.critical:g}, high from {self.high:g}, medium from {self.medium:g}"
        if self.fitted:
            bands += " (high as the first draft set it, so that the weightiest threats of this system stand out)"
        if self.discoverability is None:
            return f"{bands}; discoverability is computed"
        return f"{bands}; discoverability is fixed at {self.discoverability} for every threat"


USUAL = Scoring()
"""How risks are scored where a model sets nothing."""


TIER, FEWEST = 5, 10
"""How many threats of a first draft are high or above at most, and from how many threats on that is looked at."""
LOWEST_HIGH, HIGHEST_HIGH = 4.2, 8.8
"""Between what the bar of high can be set: what is not even medium is high in no system."""


def standing_out(totals: Iterable[float]) -> Scoring:
    """The bands of a first draft: the usual ones where they call one to five threats high.

    Else high begins at the lowest total that no more than five reach, or at the highest where more than five share it.
    """
    ranked = sorted(totals, reverse=True)
    if len(ranked) < FEWEST or 1 <= sum(total >= USUAL.high for total in ranked) <= TIER:
        return USUAL
    fitting = [total for total in ranked if sum(other >= total for other in ranked) <= TIER]
    high = min(max(min(fitting, default=ranked[0]), LOWEST_HIGH), HIGHEST_HIGH)
    return USUAL if high == USUAL.high else Scoring(high=high, fitted=True)


class Rating(Value):
    """A total with its band and the two sides of it."""

    total: float = Field(ge=0, le=10, description="Mean of the five factors, one decimal.")
    band: Band = Field(description="How urgent.")
    likelihood: float = Field(ge=0, le=10, description="How probable.")
    impact: float = Field(ge=0, le=10, description="How bad.")
    without_discoverability: float = Field(ge=0, le=10, description="Mean of the other four factors.")


def rate(score: DreadScore, overrides: tuple[Override, ...] = (), scoring: Scoring = USUAL) -> Rating:
    """Total a score, with a person's levels in place of the computed ones."""
    return rate_levels(score.levels(), {one.factor: one.level for one in overrides}, scoring)


def rate_levels(
    computed: Mapping[DreadFactor, int],
    by_hand: Mapping[DreadFactor, int] | None = None,
    scoring: Scoring = USUAL,
) -> Rating:
    """The same from levels alone: a person's before one that is fixed, and that before the computed ones."""
    fixed = {} if scoring.discoverability is None else {DreadFactor.DISCOVERABILITY: scoring.discoverability}
    levels = {**computed, **fixed, **(by_hand or {})}
    return _rated(tuple(levels.items()), scoring)


@lru_cache(maxsize=30_000)
def _rated(found: tuple[tuple[DreadFactor, int], ...], scoring: Scoring) -> Rating:
    """The rating of levels; a list of threats is rated dozens of times in a turn, and most of them repeat."""
    levels = dict(found)
    total = round(fmean(levels.values()), 1)
    others = [level for factor, level in levels.items() if factor is not DreadFactor.DISCOVERABILITY]
    return Rating(
        total=total,
        band=scoring.band_of(total),
        likelihood=round(fmean(levels[factor] for factor in LIKELIHOOD), 1),
        impact=round(fmean(levels[factor] for factor in IMPACT), 1),
        without_discoverability=round(fmean(others), 1),
    )


def band_of(total: float) -> Band:
    """The band of a total where a model sets no other bands."""
    return USUAL.band_of(total)
