"""The system under study: its components, flows, boundaries, actors, assets and assumptions."""

from enum import StrEnum

from pydantic import Field

from agent.domain.facts import Quote
from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value


class Origin(StrEnum):
    """Who brought a thing into the model."""

    RULE = "rule"
    MODEL = "model"
    USER = "user"
    IMPORT = "import"


class SystemProfile(Value):
    """What the system is, in a few words."""

    name: str = Field(default="", max_length=120, description="What the owner calls it.")
    purpose: str = Field(default="", max_length=600, description="What it is for.")
    description: str = Field(default="", description="The owner's own description, cleaned.")
    from_documents: str = Field(default="", description="The part of the description that came from documents.")
    opening: str = Field(
        default="", description="The first text of the description: what reports show, without what was said later."
    )
    left_open: tuple[str, ...] = Field(
        default=(), max_length=24, description="What the owner's texts leave open, each in their words."
    )
    owner: str = Field(default="", max_length=120, description="Who answers for it.")

    @property
    def as_first_described(self) -> str:
        """The first text alone; of a model without one, the first paragraph, where later texts cannot have come in."""
        return self.opening or self.description.partition("\n\n")[0]

    def is_told_in(self, text: str) -> bool:
        """Whether a text is one of those that make up the description."""
        return bool(text.strip()) and f"\n\n{text}\n\n" in f"\n\n{self.description}\n\n"


class Component(Value):
    """A part that does or stores something."""

    id: str = Field(pattern=r"^C-\d+$", description="Stable id, such as C-3.")
    name: str = Field(min_length=1, max_length=120, description="What the owner calls it.")
    kind: ComponentKind = Field(description="What it is.")
    description: str = Field(default="", max_length=600, description="What it does here.")
    boundary: str | None = Field(default=None, description="Id of the trust boundary it lies within.")
    origin: Origin = Field(default=Origin.RULE, description="Who brought it in.")
    inferred: bool = Field(default=False, description="Taken to exist although nobody named it.")
    quotes: tuple[Quote, ...] = Field(default=(), description="The owner's words that name it.")
    called: tuple[str, ...] = Field(default=(), max_length=24, description="Other names that the owner has for it.")


class Actor(Value):
    """A person or outside system that sends something in or gets something out."""

    id: str = Field(pattern=r"^P-\d+$", description="Stable id, such as P-1.")
    name: str = Field(min_length=1, max_length=120, description="What they are called.")
    trusted: bool = Field(default=False, description="Whether their input can be relied on.")
    boundary: str | None = Field(default=None, description="Id of the trust boundary they lie within; none: outside.")
    quotes: tuple[Quote, ...] = Field(default=(), description="The owner's words that name them.")
    called: tuple[str, ...] = Field(default=(), max_length=24, description="Other names that the owner has for them.")


class DataFlow(Value):
    """Data moving from one component or actor to another."""

    id: str = Field(pattern=r"^F-\d+$", description="Stable id, such as F-2.")
    source: str = Field(description="Id of the component or actor it comes from.")
    target: str = Field(description="Id of the component or actor it goes to.")
    label: str = Field(default="", max_length=120, description="What moves.")
    untrusted: bool = Field(default=False, description="An entry point: what arrives is not to be trusted.")
    inferred: bool = Field(default=False, description="Taken to exist although nobody named it.")


class TrustBoundary(Value):
    """A line between parts that do not trust each other equally."""

    id: str = Field(pattern=r"^B-\d+$", description="Stable id, such as B-1.")
    name: str = Field(min_length=1, max_length=120, description="What lies within.")
    trust: int = Field(default=50, ge=0, le=100, description="How far what lies within is trusted, 0 to 100.")


class Asset(Value):
    """Something worth protecting."""

    id: str = Field(pattern=r"^D-\d+$", description="Stable id, such as D-1.")
    name: str = Field(min_length=1, max_length=120, description="What it is called.")
    needs: tuple[str, ...] = Field(default=(), description="confidentiality, integrity, availability.")
    held_by: tuple[str, ...] = Field(default=(), description="Ids of the components that hold it.")


class AssumptionStatus(StrEnum):
    """Where an assumption stands."""

    STANDING = "standing"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Assumption(Value):
    """A fact taken as given, written down so that it can be challenged."""

    id: str = Field(pattern=r"^A-\d+$", description="Stable id, such as A-4.")
    text: str = Field(min_length=1, max_length=300, description="What is assumed, as a clause about the system.")
    fact: Slug | None = Field(default=None, description="The fact it stands in for, where there is one.")
    value: AnswerValue | None = Field(default=None, description="The assumed value of that fact.")
    status: AssumptionStatus = Field(default=AssumptionStatus.STANDING, description="Where it stands.")
    source: str = Field(
        default="", max_length=200,
        description="Name of the document that claims it, which counts for nothing until confirmed; empty: a default.",
    )  # fmt: skip
    quotes: tuple[Quote, ...] = Field(default=(), description="The document's sentences that claim it.")
