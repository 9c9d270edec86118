"""The published tables behind DREAD: what moves a factor, and what each of its levels stands for."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from knowledge.vocabulary import DREAD_LEVELS, DreadFactor, Slug, Value

LOWEST, HIGHEST = 0, 10
"""The levels a person may set beyond the published ones."""


class Anchors(Value):
    """What the levels of one DREAD factor stand for, in words that reasons and sliders both use."""

    factor: DreadFactor = Field(description="The factor.")
    levels: dict[int, str] = Field(description="What each level stands for, as a clause.")

    @model_validator(mode="after")
    def _every_level(self) -> Self:
        wanted = (LOWEST, *DREAD_LEVELS, HIGHEST)
        if tuple(self.levels) != wanted or not all(self.levels.values()):
            raise ValueError(f"words are needed for the levels {wanted}, in this order")
        return self

    def at(self, level: int) -> str:
        """What a level means: the words of the nearest level at or below it."""
        return self.levels[max(one for one in self.levels if one <= level)]


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
