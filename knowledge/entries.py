"""The kinds of catalog entry, each validated on its own; links between them are the catalog's to check."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from knowledge.conditions import Condition, FactIs
from knowledge.facts.fact_parts import HINTS, Amount, AnswerWords, AssetBehind, Choice, Default, Implication
from knowledge.rating import FactorRule, Shift
from knowledge.vocabulary import (
    AnswerValue,
    Aspect,
    ComponentKind,
    DreadFactor,
    InterviewStage,
    ItemKey,
    LifecycleStage,
    MaestroLayer,
    OwnerRole,
    Slug,
    Stride,
    Value,
)


class FactType(StrEnum):
    """How a fact is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"


class FactDefinition(Value):
    """One thing that can be known about a system and that some threat depends on."""

    id: Slug = Field(description="Stable id.")
    stage: InterviewStage = Field(description="Where in the interview it belongs.")
    kinds: tuple[ComponentKind, ...] = Field(
        default=(), description="Kinds a single component may answer it for; empty: only the whole system."
    )
    type: FactType = Field(description="How it is answered.")
    control: bool = Field(default=False, description="It states a control in place, not how the system is built.")
    of_measure: bool = Field(
        default=False, description="It says of one measure that it is in place; only the closing list asks for it."
    )
    unasked: bool = Field(
        default=False, description="It is read, or follows, and is never asked for: too few threats hang on it."
    )
    plainly_named: bool = Field(
        default=False, description="Whether owners name it where they have it, so that a mere hint at it says nothing."
    )
    broad: bool = Field(default=False, description="It can be so in many ways; that one is denied does not deny it.")
    widest: bool = Field(default=False, description="It asks for the most exposed choice; naming a lesser denies none.")
    group: Slug | None = Field(default=None, description="Yes/no facts of one group are asked as one list to tick.")
    label: str = Field(max_length=60, description="A short name, as a table row would show it.")
    question: str = Field(max_length=220, description="The question in plain words, at most two sentences.")
    example: str = Field(max_length=160, description="An example answer.")
    why: str = Field(max_length=220, description="Why it is asked: what depends on it.")
    yes_means: str = Field(default="", max_length=160, description="The yes as a clause about the system.")
    no_means: str = Field(default="", max_length=160, description="The no as a clause about the system.")
    choices: tuple[Choice, ...] = Field(default=(), description="The answers, from least to most exposed.")
    cues: tuple[str, ...] = Field(default=(), description="Phrases that reveal a yes.")
    signs: tuple[str, ...] = Field(default=(), description="Phrases that reveal a yes, and whose denial says nothing.")
    hints: tuple[str, ...] = Field(default=(), description=HINTS)
    denials: tuple[str, ...] = Field(default=(), description="Phrases that reveal a no beyond plain negation.")
    amounts: tuple[Amount, ...] = Field(default=(), description="Phrases with a number that decides between choices.")
    told_as: tuple[Literal["past", "planned", "possible", "supposed", "attack", "denied", "advised", "others"], ...] = (
        Field(default=(), description="Ways of speaking in which it is told all the same: a worst case as a fear.")
    )
    named: str = Field(default="", description="How people name it as a line of a list to tick, as a cue.")
    answers: tuple[AnswerWords, ...] = Field(
        default=(), description="What short answers mean when it was asked; an earlier row goes before a later one."
    )
    first_answer: bool = Field(default=False, description="Of several answers in one the first row alone counts.")
    implies: tuple[Implication, ...] = Field(default=(), description="What else follows.")
    safeguard: tuple[AnswerValue, ...] = Field(
        default=(),
        description="Values that tell of people who check, of ways that are shut, or of few rights.",
    )
    safer: AnswerValue | None = Field(
        default=None, description="The value with less risk, of what an owner can decide on and is no safeguard."
    )
    safer_means: str = Field(
        default="", max_length=160, description="What would be so then, where the meaning of the value does not say it."
    )
    denied_with: tuple[Slug, ...] = Field(
        default=(), description="Controls whose claim in a document brings a no along, which then counts no more."
    )
    assets: tuple[AssetBehind, ...] = Field(default=(), description="What its values make worth protecting.")
    slot: Literal["", "users", "data"] = Field(default="", description="The slot of sentences that its value fills.")
    effort: Literal[1, 2, 3] = Field(default=1, description="How hard it is to answer: 1 at once, 3 must look it up.")
    defaults: tuple[Default, ...] = Field(
        default=(), description="Assumed values, the first that fits; none: left open."
    )

    @model_validator(mode="after")
    def _answers_fit_type(self) -> Self:
        if self.type is FactType.YES_NO and (self.choices or not (self.yes_means and self.no_means)):
            raise ValueError(f"yes/no fact {self.id} needs yes_means and no_means, and no choices")
        if self.type is not FactType.YES_NO and len(self.choices) < 2:
            raise ValueError(f"fact {self.id} needs at least two choices")
        wrong = [answer.value for answer in self.answers if not self.accepts(self.whole(answer.value))]
        if wrong:
            raise ValueError(f"fact {self.id} has answers that are none of its values: {wrong}")
        return self

    def whole(self, one: AnswerValue) -> AnswerValue:
        """A single answer as a value of this fact: by itself where several can be given."""
        return (one,) if self.type is FactType.SEVERAL and isinstance(one, str) else one

    def values(self) -> tuple[AnswerValue, ...]:
        """The single answers that can be given, in order; for several choices, each alone."""
        if self.type is FactType.YES_NO:
            return (False, True)
        if self.type is FactType.CHOICE:
            return tuple(choice.value for choice in self.choices)
        return tuple((choice.value,) for choice in self.choices)

    def accepts(self, value: AnswerValue) -> bool:
        """Whether a value is a legal answer."""
        known = {choice.value for choice in self.choices}
        if self.type is FactType.YES_NO:
            return isinstance(value, bool)
        if self.type is FactType.CHOICE:
            return isinstance(value, str) and value in known
        return isinstance(value, tuple) and len(set(value)) == len(value) and set(value) <= known

    def guards(self, value: AnswerValue) -> bool:
        """Whether a value tells of a safeguard, or is the one with less risk."""
        return value in self.safeguard or value == self.safer or ((self.control or self.of_measure) and value is True)

    def meaning(self, value: AnswerValue) -> str:
        """The value as a clause about the system."""
        if isinstance(value, bool):
            return self.yes_means if value else self.no_means
        chosen = (value,) if isinstance(value, str) else value
        return "; ".join(choice.means for choice in self.choices if choice.value in chosen) or "none of these"


class ThreatPattern(Value):
    """What can go wrong with a kind of component, under which condition, how bad, and what helps."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=90, description="The field's term, a colon, and the consequence in plain words.")
    also_known_as: tuple[str, ...] = Field(default=(), description="What practitioners call it, usual names first.")
    searched_as: tuple[str, ...] = Field(
        default=(), description="Further names, of papers, incidents and weaknesses, that find it and are not shown."
    )
    aspect: Aspect = Field(description="Security, privacy, fairness, safety, transparency or oversight.")
    targets: tuple[ComponentKind, ...] = Field(
        default=(), description="Kinds it lands on; empty: the system as a whole."
    )
    flows: Literal["none", "untrusted", "crossing"] = Field(
        default="none", description="Flows named beside the targets: those with untrusted input, or across a boundary."
    )
    when: Condition = Field(description="What must be true of the system.")
    source: str = Field(max_length=140, description="Who or what brings it about; may hold slots.")
    action: str = Field(max_length=200, description="What they do, as a verb phrase; may hold slots.")
    impact: str = Field(max_length=200, description="What follows, as a clause; may hold slots.")
    explanation: str = Field(max_length=500, description="Two or three plain sentences for the owner.")
    examples: tuple[str, ...] = Field(
        min_length=3, max_length=6, description="How people describe it in everyday words."
    )
    stride: tuple[Stride, ...] = Field(default=(), description="STRIDE categories.")
    maestro: tuple[MaestroLayer, ...] = Field(default=(), description="MAESTRO layers.")
    opened_by: tuple[Slug, ...] = Field(
        default=(), description="The ways in which it comes about; empty: as its scales and its side tell."
    )
    dread: dict[DreadFactor, FactorRule] = Field(description="How each of the five factors is computed.")
    raises: tuple[Shift, ...] = Field(default=(), description="What makes it worse.")
    lowers: tuple[Shift, ...] = Field(default=(), description="What makes it milder.")
    unmoved: dict[DreadFactor, str] = Field(
        default={}, description="Factors that no fact moves, each with the reason why not."
    )
    mitigations: tuple[Slug, ...] = Field(min_length=1, max_length=6, description="Measures, most effective first.")
    references: tuple[ItemKey, ...] = Field(min_length=1, description="Framework items, closest first.")
    precedents: tuple[Slug, ...] = Field(default=(), description="Real incidents or demonstrations to show beside it.")
    replaces: tuple[Slug, ...] = Field(
        default=(), description="Ids of former patterns that this one took over; kept models move on to it."
    )

    @field_validator("dread")
    @classmethod
    def _all_five(cls, dread: dict[DreadFactor, FactorRule]) -> dict[DreadFactor, FactorRule]:
        missing = [factor.value for factor in DreadFactor if factor not in dread]
        if missing:
            raise ValueError(f"dread lacks {', '.join(missing)}")
        return dread


class ControlKind(StrEnum):
    """What a measure does about a threat."""

    PREVENT = "prevent"
    DETECT = "detect"
    RESPOND = "respond"


class FactorEffect(Value):
    """How far a measure can lower one factor."""

    factor: DreadFactor = Field(description="The factor it lowers.")
    by: Literal[1, 2] = Field(description="By how many levels at most.")


class Mitigation(Value):
    """A known measure, concrete enough for a ticket."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=90, description="The measure as an instruction.")
    also_known_as: tuple[str, ...] = Field(default=(), description="What practitioners call it, usual names first.")
    action: str = Field(max_length=500, description="What to do, concretely.")
    verify: str = Field(max_length=300, description="A test a person can run to see that it works.")
    kind: ControlKind = Field(description="Prevent, detect or respond.")
    effects: tuple[FactorEffect, ...] = Field(min_length=1, description="Which factors it lowers, and how far.")
    effort: Literal["low", "medium", "high"] = Field(description="What it costs to put in place.")
    owner_role: OwnerRole | None = Field(default=None, description="Who typically does it.")
    level: Literal["baseline", "advanced"] | None = Field(default=None, description="For every system, or beyond that.")
    evidence: str = Field(default="", max_length=140, description="What to attach when it is done, as one clause.")
    lifecycle: tuple[LifecycleStage, ...] = Field(min_length=1, description="Where in the life cycle it belongs.")
    fits: Condition | None = Field(default=None, description="What it takes here to make sense; else it is left out.")
    in_place: FactIs | None = Field(default=None, description="The control fact that says it exists already.")
    references: tuple[ItemKey, ...] = Field(default=(), description="Framework items behind it.")


class Precedent(Value):
    """A real incident or demonstrated attack, shown beside threats and never used to rank them."""

    id: Slug = Field(description="Stable id.")
    title: str = Field(max_length=140, description="What it is known as.")
    date: str = Field(max_length=20, description="When, as exactly as known: 2023, 2023-04 or 2023-04-12.")
    kind: Literal["incident", "demonstration", "research", "tool"] = Field(description="What sort of event.")
    target: str = Field(max_length=160, description="What was attacked.")
    line: str = Field(max_length=300, description="What happened, in one plain line of our own.")
    techniques: tuple[ItemKey, ...] = Field(default=(), description="Techniques in the order of the steps.")
    references: tuple[str, ...] = Field(default=(), description="Where it is written up.")
