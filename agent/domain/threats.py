"""What can go wrong in this system, why we say so, and what is done about it."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.domain.facts import Quote
from agent.domain.findings.trials import Proof, Trial, proof_of
from agent.domain.risk import USUAL, DreadScore, Override, Rating, Scoring, rate
from agent.domain.system import Origin
from knowledge.entries import ControlKind, FactorEffect
from knowledge.vocabulary import (
    Aspect,
    DreadFactor,
    LifecycleStage,
    MaestroLayer,
    OwnerRole,
    Reference,
    Slug,
    Stride,
    Value,
)


class Certainty(StrEnum):
    """How firmly a threat is grounded."""

    SURE = "sure"
    ASSUMED = "assumed"
    SUGGESTED = "suggested"


class Evidence(Value):
    """The facts, words and finds that led to a threat."""

    facts: tuple[str, ...] = Field(default=(), description="Ids of the deciding facts.")
    quotes: tuple[Quote, ...] = Field(default=(), description="The owner's words behind those facts.")
    assumed: tuple[str, ...] = Field(default=(), description="Ids of facts that were only assumed.")
    hits: tuple[str, ...] = Field(default=(), description="Reasons of retrieval hits that point here.")


class ThreatStatus(StrEnum):
    """Where a threat stands."""

    OPEN = "open"
    MITIGATED = "mitigated"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    AVOIDED = "avoided"
    DISMISSED = "dismissed"
    RETIRED = "retired"


class Treatment(Value):
    """What was decided about a threat, by whom and why."""

    reason: str = Field(min_length=1, max_length=600, description="Why.")
    owner: str = Field(default="", max_length=120, description="Who answers for it.")
    review_by: date | None = Field(default=None, description="When to look again.")
    author: str = Field(default="", max_length=120, description="Who decided.")
    facts: tuple[str, ...] = Field(default=(), description="Digest of the facts it depended on when decided.")


class Advice(Value):
    """What a language model says of a threat: its place, how it would happen here, or that it is probably not here.

    It never touches the scores. A person takes it back with one edit, and then it stays taken back.
    """

    place: int | None = Field(default=None, ge=1, le=99, description="The place it gives, 1 first; none: no opinion.")
    set_aside: bool = Field(default=False, description="It holds the threat to be none of this system.")
    because: str = Field(default="", max_length=400, description="Why.")
    scenario: str = Field(default="", max_length=900, description="The attack on this system, in its own nouns.")
    words: str = Field(default="", max_length=400, description="The owner's words behind it, verbatim.")
    made_by: str = Field(default="", max_length=240, description="The model and the prompt, with versions.")
    dropped: bool = Field(default=False, description="A person took it back.")


class ForPeople(Value):
    """The place among the first that a threat has because people come to harm, whatever its score."""

    among: int = Field(ge=1, le=10, description="Among how many first threats one such must be.")
    rule: Slug = Field(description="Id of the catalog's rule that asks for it, and says why.")


class Threat(Value):
    """Something that can go wrong in this system, at named targets."""

    id: str = Field(pattern=r"^T-\d{3,}$", description="Stable id, such as T-007.")
    pattern: Slug | None = Field(default=None, description="The catalog pattern behind it; none for the owner's own.")
    title: str = Field(min_length=1, max_length=160, description="A few plain words.")
    also_known_as: tuple[str, ...] = Field(default=(), description="What practitioners call it, usual names first.")
    statement: str = Field(min_length=1, max_length=1400, description="Source, precondition, action, target, impact.")
    aspect: Aspect = Field(default=Aspect.SECURITY, description="The side of the system it is about.")
    targets: tuple[str, ...] = Field(min_length=1, description="Ids of components or flows, or 'system'.")
    references: tuple[Reference, ...] = Field(default=(), description="Framework items, closest first.")
    stride: tuple[Stride, ...] = Field(default=(), description="STRIDE categories.")
    maestro: tuple[MaestroLayer, ...] = Field(default=(), description="MAESTRO layers.")
    evidence: Evidence = Field(default_factory=Evidence, description="What led to it.")
    precedents: tuple[Slug, ...] = Field(default=(), description="Real incidents to show beside it.")
    inherent: DreadScore = Field(description="Before any control.")
    current: DreadScore = Field(description="With controls that are done or verified.")
    target: DreadScore = Field(description="With planned controls too.")
    overrides: tuple[Override, ...] = Field(default=(), description="Levels set by a person; they hold for all three.")
    status: ThreatStatus = Field(default=ThreatStatus.OPEN, description="Where it stands.")
    treatment: Treatment | None = Field(default=None, description="The decision behind the status.")
    certainty: Certainty = Field(default=Certainty.SURE, description="How firmly it is grounded.")
    origin: Origin = Field(default=Origin.RULE, description="Who brought it in.")
    reworded: bool = Field(default=False, description="A person wrote the wording; drafts leave it alone.")
    note: str = Field(default="", max_length=600, description="What changed about it, where the owner should look.")
    advice: Advice | None = Field(default=None, description="What a language model says of it.")
    people: ForPeople | None = Field(default=None, description="Why it may go before higher scores: harm to people.")
    placed: int | None = Field(default=None, ge=1, le=999, description="The place a person gave it, 1 first.")
    confirmed: bool = Field(default=False, description="A person said that it belongs here.")
    scoring: Scoring | None = Field(default=None, description="The model's way to score, where it is not the usual.")
    trials: tuple[Trial, ...] = Field(default=(), description="What tests of it came to, oldest first.")

    @property
    def proof(self) -> Proof:
        """What its trials say together."""
        return proof_of(self.trials)

    @property
    def heeded(self) -> Advice | None:
        """The advice that counts: what a person took back does not, nor what says nothing."""
        advice = self.advice
        if advice is None or advice.dropped:
            return None
        return advice if advice.place is not None or advice.set_aside or advice.scenario else None

    @property
    def set_aside(self) -> bool:
        """Whether it is listed as probably not here: only by a model's advice, and never against a person's hand."""
        return self.heeded is not None and self.heeded.set_aside and not self.decided

    @property
    def unvouched(self) -> bool:
        """Whether it is a language model's own idea that no catalog entry covers and no person has confirmed."""
        return self.pattern is None and self.origin is Origin.MODEL and not self.decided

    @property
    def scored(self) -> Scoring:
        """How its total is made and banded."""
        return self.scoring or USUAL

    @property
    def rating(self) -> Rating:
        """The current risk: with controls in place and a person's levels."""
        return rate(self.current, self.overrides, self.scored)

    @property
    def levels(self) -> dict[DreadFactor, int]:
        """The current level of each factor, a person's own where there is one."""
        return self.current.levels() | {one.factor: one.level for one in self.overrides}

    @property
    def inherent_rating(self) -> Rating:
        """The risk before any control."""
        return rate(self.inherent, self.overrides, self.scored)

    @property
    def target_rating(self) -> Rating:
        """The risk once planned controls are in place."""
        return rate(self.target, self.overrides, self.scored)

    @property
    def decided(self) -> bool:
        """Whether a person has put their hand to it, or recorded what tests of it came to."""
        by_hand = self.overrides or self.treatment or self.reworded or self.confirmed or self.placed is not None
        return bool(by_hand or self.trials or self.origin is Origin.USER)


def scored_as(threat: Threat, scoring: Scoring) -> Threat:
    """A threat that is scored and banded in a model's way."""
    return threat.model_copy(update={"scoring": None if scoring == USUAL else scoring})


class ControlStatus(StrEnum):
    """Where a measure stands."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    VERIFIED = "verified"
    REJECTED = "rejected"


IN_PLACE = frozenset({ControlStatus.DONE, ControlStatus.VERIFIED})
"""What counts for the current risk."""
COMING = IN_PLACE | {ControlStatus.PLANNED, ControlStatus.IN_PROGRESS}
"""What counts for the target risk; what is only proposed counts for neither."""


class Control(Value):
    """A measure in this system and the threats it acts on."""

    id: str = Field(pattern=r"^M-\d+$", description="Stable id, such as M-12.")
    mitigation: Slug | None = Field(
        default=None, description="The catalog measure behind it; none for the owner's own."
    )
    title: str = Field(min_length=1, max_length=160, description="The measure as an instruction.")
    action: str = Field(default="", max_length=1000, description="What to do here.")
    verify: str = Field(default="", max_length=600, description="How to check that it works.")
    kind: ControlKind = Field(default=ControlKind.PREVENT, description="Prevent, detect or respond.")
    effects: tuple[FactorEffect, ...] = Field(default=(), description="Which factors it lowers, and how far.")
    effort: str = Field(default="medium", pattern="^(low|medium|high)$", description="What it costs.")
    owner_role: OwnerRole | None = Field(default=None, description="Who typically does it.")
    level: Literal["baseline", "advanced"] | None = Field(default=None, description="For every system, or beyond that.")
    evidence_asked: str = Field(default="", max_length=140, description="What to attach when it is done.")
    lifecycle: tuple[LifecycleStage, ...] = Field(default=(), description="Where in the life cycle it belongs.")
    references: tuple[Reference, ...] = Field(default=(), description="Framework items behind it.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the threats it acts on.")
    status: ControlStatus = Field(default=ControlStatus.PROPOSED, description="Where it stands.")
    reason: str = Field(default="", max_length=600, description="Why it stands there; needed when rejected.")
    owner: str = Field(default="", max_length=120, description="Who does it.")
    due: date | None = Field(default=None, description="When it shall be done.")
    evidence: str = Field(default="", max_length=600, description="A link or words that show that it is done.")
    decided: bool = Field(default=False, description="A person set the status; drafts leave it alone.")
    origin: Origin = Field(default=Origin.RULE, description="Who brought it in.")

    @property
    def usual(self) -> str:
        """Who typically does it and at which level, in words; empty for an owner's own measure."""
        return ", ".join(filter(None, (self.owner_role, f"{self.level} level" if self.level else "")))

    @property
    def by_hand(self) -> bool:
        """Whether a person has put their hand to it, so that no draft takes it away."""
        return bool(self.decided or self.owner or self.due or self.evidence)

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it is neither done nor rejected."""
        closed = self.status in IN_PLACE or self.status is ControlStatus.REJECTED
        return self.due is not None and self.due < today and not closed
