"""The parts of a fact: its choices, what words and amounts tell of them, what follows, and what is worth protecting."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from knowledge.conditions import Condition
from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value

HINTS = "Phrases that tell it in some settings and another thing in others: one by itself makes it likely at most."


class Choice(Value):
    """One answer of a fact that has choices."""

    value: Slug = Field(description="The value that is kept.")
    label: str = Field(max_length=60, description="What the button says.")
    means: str = Field(max_length=160, description="The answer as a clause about the system, for reasons and lists.")
    noun: str = Field(default="", max_length=60, description="What it puts into the fact's slot of a sentence.")
    upto: float | None = Field(
        default=None, gt=0, description="The largest amount that it stands for; none: whatever is above the others."
    )
    cues: tuple[str, ...] = Field(default=(), description="Phrases in free text that reveal this answer.")
    hints: tuple[str, ...] = Field(default=(), description=HINTS)


class AssetBehind(Value):
    """What is worth protecting once a fact has a certain value."""

    when: AnswerValue = Field(description="The value that tells of it; a choice, or yes/no.")
    name: str = Field(min_length=1, max_length=120, description="What it is called.")
    needs: tuple[Literal["confidentiality", "integrity", "availability"], ...] = Field(
        min_length=1, description="What is to be kept up, the most important first."
    )
    kinds: tuple[ComponentKind, ...] = Field(default=(), description="Kinds of parts that hold it.")


class AnswerWords(Value):
    """Words that say something only because a certain question was asked: a bare ``employees`` or ``none``."""

    words: str = Field(min_length=1, description="A phrase in the language of cues.")
    value: AnswerValue = Field(description="What it means as the answer: a single choice, or yes/no.")


class Implication(Value):
    """What else is settled once this fact has a certain value."""

    when: AnswerValue = Field(description="The value that implies something; a choice, or yes/no.")
    fact: Slug | None = Field(default=None, description="The fact that is settled.")
    value: AnswerValue | None = Field(default=None, description="The value it gets.")
    component: ComponentKind | None = Field(default=None, description="A component that must then exist.")


class Default(Value):
    """The value taken as an assumption while the owner has not answered."""

    when: Condition | None = Field(default=None, description="Under what this default holds; none means always.")
    unless_said: tuple[str, ...] = Field(
        default=(), description="Words, in any form, beside which nothing is assumed: they point elsewhere."
    )
    value: AnswerValue = Field(description="The assumed value.")


class Amount(Value):
    """A phrase in which a number tells how much of a fact there is."""

    says: str = Field(min_length=1, description="A cue that names the number by the class {number_1} or {sum}.")
    times: float = Field(default=1.0, gt=0, description="How many of the fact's own unit one of what is counted makes.")
    hint: bool = Field(default=False, description="Whether that is a guess: how many people a branch stands for.")


def choice_of(choices: Sequence[Choice], amount: float) -> str:
    """The choice that an amount, in the fact's own unit, falls under: the one that reaches least far above it."""
    return min(choices, key=lambda one: (one.upto is not None and one.upto < amount, _bound(one))).value


def _bound(choice: Choice) -> float:
    return float("inf") if choice.upto is None else choice.upto
