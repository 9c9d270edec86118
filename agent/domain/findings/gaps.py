"""What is missing or unsettled in a model, in order of weight."""

from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import InterviewStage, Value


class GapKind(StrEnum):
    """What sort of thing is missing."""

    UNKNOWN_FACT = "unknown_fact"
    MISSING_PART = "missing_part"
    STANDING_ASSUMPTION = "standing_assumption"
    OPEN_THREAT = "open_threat"
    UNREAD = "unread"
    LEFT_OPEN = "left_open"


class Gap(Value):
    """One thing missing or unsettled, with its weight and reason."""

    kind: GapKind = Field(description="What sort of thing.")
    text: str = Field(min_length=1, max_length=300, description="What is missing, as the owner would say it.")
    reason: str = Field(default="", max_length=300, description="What hangs on it.")
    weight: float = Field(ge=0, description="How much hangs on it; larger is more.")
    stage: InterviewStage = Field(description="The stage of the interview it belongs to.")
    fact: str | None = Field(default=None, description="The fact that would settle it.")
    threats: int = Field(default=0, ge=0, description="How many catalogued threats hang on it.")

    @property
    def open_question(self) -> bool:
        """Whether a reader should know that it is open: the owner says so, a part is missing, or threats hang on it."""
        return self.kind in (GapKind.MISSING_PART, GapKind.LEFT_OPEN) or (
            self.kind in (GapKind.UNKNOWN_FACT, GapKind.STANDING_ASSUMPTION) and self.threats > 0
        )
