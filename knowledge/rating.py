"""The published tables behind DREAD: what sets a factor, what moves it, and what each of its levels stands for."""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from knowledge.conditions import Condition
from knowledge.vocabulary import DREAD_LEVELS, Aspect, DreadFactor, Slug, Value

LOWEST, HIGHEST = 0, 10
"""The levels a person may set beyond the published ones."""
MOST_STEPS = 2
"""By how many levels a circumstance can move a factor, and by how many all of them together can."""


def anchor_words(levels: dict[int, str]) -> dict[int, str]:
    """The words of every level, in order; raises ValueError where one is missing."""
    wanted = (LOWEST, *DREAD_LEVELS, HIGHEST)
    if tuple(levels) != wanted or not all(levels.values()):
        raise ValueError(f"words are needed for the levels {wanted}, in this order")
    return levels


class Anchors(Value):
    """What the levels of one DREAD factor stand for, in words that reasons and sliders both use."""

    factor: DreadFactor = Field(description="The factor.")
    asks: str = Field(default="", max_length=90, description="What the factor asks of an attack.")
    levels: dict[int, str] = Field(description="What each level stands for, as a clause.")
    asks_of_harm: str = Field(default="", max_length=90, description="What it asks of harm that nobody intends.")
    levels_of_harm: dict[int, str] = Field(default={}, description="What each level stands for then; empty: the same.")

    @model_validator(mode="after")
    def _every_level(self) -> Self:
        anchor_words(self.levels)
        if self.levels_of_harm:
            anchor_words(self.levels_of_harm)
        return self

    def words(self, unintended: bool = False) -> dict[int, str]:
        """The words of all levels, for an attack or for harm that nobody intends."""
        return self.levels_of_harm if unintended and self.levels_of_harm else self.levels

    def question(self, unintended: bool = False) -> str:
        """What the factor asks."""
        return self.asks_of_harm if unintended and self.asks_of_harm else self.asks

    def at(self, level: int, unintended: bool = False) -> str:
        """What a level means: the words of the nearest level at or below it."""
        words = self.words(unintended)
        return words[max(one for one in words if one <= level)]


class Scale(Value):
    """A published table: the level of one DREAD factor by the value of one fact."""

    id: Slug = Field(description="Stable id, used in pattern files.")
    factor: DreadFactor = Field(description="The factor it gives a level for.")
    fact: Slug = Field(description="The fact it reads.")
    levels: dict[str, int] = Field(min_length=2, description="Level by value; yes and no for yes/no facts.")
    because: str = Field(max_length=160, description="Why this fact moves this factor; may hold {meaning}.")

    @field_validator("levels")
    @classmethod
    def _published_levels(cls, levels: dict[str, int]) -> dict[str, int]:
        if not set(levels.values()) <= set(DREAD_LEVELS):
            raise ValueError(f"levels must be among {DREAD_LEVELS}")
        return levels


class FactorRule(Value):
    """How a pattern gets one factor: by its nature alone, by scales alone, or halfway between the two."""

    level: int | None = Field(default=None, description="The level by the nature of the threat, in any system.")
    scales: tuple[Slug, ...] = Field(default=(), description="Scales, of which the highest counts.")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        """Accept ``5``, ``by_data`` or ``[3, by_data]``."""
        if isinstance(value, (dict, FactorRule)):
            return value
        parts = value if isinstance(value, list) else [value]
        numbers = [part for part in parts if isinstance(part, int)]
        return {"level": max(numbers) if numbers else None, "scales": tuple(p for p in parts if isinstance(p, str))}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.level is None and not self.scales:
            raise ValueError("a factor needs a level or a scale")
        if self.level is not None and self.level not in DREAD_LEVELS:
            raise ValueError(f"level {self.level} is not among {DREAD_LEVELS}")
        return self


class Shift(Value):
    """A circumstance that moves one factor of one pattern by levels."""

    factor: DreadFactor = Field(description="The factor that moves.")
    when: Condition = Field(description="The circumstance.")
    by: Literal[1, 2] = Field(default=1, description="By how many levels.")
    because: str = Field(max_length=160, description="Why, in plain words.")


class Opening(Value):
    """A way in which threats come about; general circumstances apply to all threats that come about in it."""

    id: Slug = Field(description="Stable id, used in pattern files.")
    label: str = Field(max_length=90, description="The way, in plain words.")
    unintended: bool = Field(default=False, description="Nobody attacks: the system, its data or its use is at fault.")
    scales: tuple[Slug, ...] = Field(
        default=(), description="A pattern that names no way comes about in this one if it goes by one of these scales."
    )
    aspects: tuple[Aspect, ...] = Field(
        default=(), description="One that goes by no such scale comes about in it if it is on one of these sides."
    )
    by: dict[DreadFactor, Slug] = Field(
        default={}, description="The scale that a factor goes by which goes by none of its own and may be moved."
    )


class Among(Value):
    """Which patterns something applies to: those that fit every line given; none given: all of them."""

    opened_by: tuple[Slug, ...] = Field(default=(), description="They come about in one of these ways.")
    at_stake: tuple[Slug, ...] = Field(default=(), description="Their damage goes by one of these scales.")
    mentions: tuple[Slug, ...] = Field(default=(), description="Their condition names one of these facts.")
    aspects: tuple[Aspect, ...] = Field(default=(), description="They are on one of these sides.")


class Move(Value):
    """A circumstance that moves one factor of many patterns, by the value of one fact.

    It leaves those alone whose own scales or circumstances go by the same fact for the same factor.
    """

    id: Slug = Field(description="Stable id.")
    factor: DreadFactor = Field(description="The factor that moves.")
    among: Among = Field(default=Among(), description="Which patterns it moves.")
    fact: Slug = Field(description="The fact it reads.")
    steps: dict[str, int] = Field(min_length=1, description="By how many levels, by value; others move nothing.")
    because: str = Field(max_length=160, description="Why, in plain words; may hold {meaning}.")

    @field_validator("steps")
    @classmethod
    def _whole_steps(cls, steps: dict[str, int]) -> dict[str, int]:
        if any(by == 0 or abs(by) > MOST_STEPS for by in steps.values()):
            raise ValueError(f"steps are whole levels up or down, {MOST_STEPS} at most")
        return steps


class Standing(Value):
    """A measure that acts on many patterns wherever it is in place, whether or not they name it."""

    measure: Slug = Field(description="Id of the measure; it says which factors fall, and which fact tells of it.")
    among: Among = Field(description="Which patterns it acts on.")
