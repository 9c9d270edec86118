"""What is known about one system: the value of a fact, and where it came from."""

from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import AnswerValue, Slug, Value

SYSTEM = "system"
"""The subject of facts and threats that concern the system as a whole."""


class Provenance(StrEnum):
    """Where the value of a fact came from, from firm to soft."""

    STATED = "stated"
    ANSWERED = "answered"
    TABLE = "table"
    FILE = "file"
    IMPLIED = "implied"
    INFERRED = "inferred"
    ASSUMED = "assumed"


PERSONAL = frozenset({Provenance.STATED, Provenance.ANSWERED, Provenance.TABLE})
"""Values that the owner gave in their own words or by their own hand."""


class Quote(Value):
    """Words of the owner, verbatim from one turn."""

    turn: int = Field(ge=0, description="Sequence number of the turn; 0: of one that was not kept.")
    text: str = Field(min_length=1, max_length=600, description="The words, exactly as in the cleaned turn.")

    @property
    def place(self) -> str:
        """Where it was said, in words."""
        return f"turn {self.turn}" if self.turn else "said before"


class FactValue(Value):
    """The value of one fact for the system or for one component."""

    fact: Slug = Field(description="Id of the fact.")
    subject: str = Field(default=SYSTEM, description="'system' or the id of a component.")
    value: AnswerValue = Field(description="The value.")
    provenance: Provenance = Field(description="Where it came from.")
    quotes: tuple[Quote, ...] = Field(default=(), description="The owner's words that say so.")
    because: str = Field(default="", max_length=300, description="What implied or suggested it, where no words say so.")


class Waiver(Value):
    """A fact that the owner does not know or does not want to answer; it is not asked again."""

    fact: Slug = Field(description="Id of the fact.")
    why: str = Field(description="not_sure, or skipped.", pattern="^(not_sure|skipped)$")
