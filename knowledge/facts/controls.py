"""Measures that are recognised as in place: each becomes a fact on controls, asked for in the closing list alone."""

from typing import Any

from pydantic import Field

from knowledge.conditions import FactIs
from knowledge.entries import FactDefinition, FactType, Mitigation
from knowledge.vocabulary import InterviewStage, Slug, Value


class Recognised(Value):
    """How owners say that a measure is in place already."""

    measure: Slug = Field(description="Id of the measure.")
    label: str = Field(max_length=60, description="Its short name, as a line of a list to tick.")
    means: str = Field(max_length=160, description="That it is in place, as a clause about the system.")
    lacks: str = Field(max_length=160, description="That it is not, as a clause about the system.")
    cues: tuple[str, ...] = Field(
        min_length=1, description="Phrases that claim it; stance and certainty count as ever."
    )
    denials: tuple[str, ...] = Field(default=(), description="Phrases that deny it beyond plain negation.")
    named: str = Field(default="", description="How people name it as a line of a list to tick, as a cue.")

    @property
    def fact(self) -> str:
        """The id of the fact that it becomes."""
        return f"has_{self.measure.replace('-', '_')}"


class Unseen(Value):
    """A measure that no words of an owner can show to be in place."""

    measure: Slug = Field(description="Id of the measure.")
    because: str = Field(min_length=20, max_length=200, description="Why words cannot show it.")


def fact_of(recognised: Recognised, measure: Mitigation) -> FactDefinition:
    """The fact that says whether a measure is in place."""
    values: dict[str, Any] = {
        "id": recognised.fact,
        "stage": InterviewStage.CONTROLS,
        "type": FactType.YES_NO,
        "control": True,
        "of_measure": True,
        "label": recognised.label,
        "question": f"Is this in place today: {recognised.means}?",
        "example": "Yes, since last year.",
        "why": f"{measure.title}: where that is done, the threats it acts on weigh less.",
        "yes_means": recognised.means,
        "no_means": recognised.lacks,
        "cues": recognised.cues,
        "denials": recognised.denials,
        "named": recognised.named,
    }
    return FactDefinition.model_validate(values)


def seen_by(recognised: Recognised, measure: Mitigation) -> Mitigation:
    """The measure with the fact that says it is in place."""
    return measure.model_copy(update={"in_place": FactIs(fact=recognised.fact)})
