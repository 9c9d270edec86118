"""Where one framework item stands for one system, and where the groups of a framework stand."""

from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import Framework, Slug, Value

CAPTION = "This says what was considered. Coverage is not safety: a threat that nobody has written down is in no list."
"""What stands beside every view of coverage."""


class Place(StrEnum):
    """The four places an item can take; every item takes exactly one."""

    APPLIES = "applies"
    OPEN = "open"
    RULED_OUT = "ruled_out"
    NOT_OWNERS = "not_the_owners"


class Standing(Value):
    """What one framework item came to for this system, and because of what."""

    framework: Framework = Field(description="The framework.")
    id: str = Field(description="The item's id in it.")
    name: str = Field(description="Its official name.")
    kind: str = Field(description="What it is there: technique, card, risk …")
    place: Place = Field(description="Applies, open, ruled out, or not the owner's.")
    patterns: tuple[Slug, ...] = Field(default=(), description="The threat patterns that decided it.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the model's threats from these patterns.")
    targets: tuple[str, ...] = Field(default=(), description="Ids of the parts they land on, or 'system'.")
    facts: tuple[Slug, ...] = Field(default=(), description="Facts that decided it, or would settle it while open.")
    expected: bool = Field(default=False, description="While open: it applies under the usual assumptions.")
    unjudged: bool = Field(default=False, description="While open: no pattern says yet when it can happen.")
    reason: str = Field(description="The same in words.")

    @property
    def title(self) -> str:
        """The item as people call it: an id that says something by itself, or its kind with its number."""
        return f"{self.kind} {self.id}" if self.id[0].isdigit() else self.id


class Row(Value):
    """One row of a coverage view: a tactic, a layer, a category, or an item that is a row by itself."""

    id: str = Field(description="Id of the group or item.")
    name: str = Field(description="Its name.")
    place: Place = Field(description="Applies if any item does, else open if any is, else ruled out.")
    counts: dict[Place, int] = Field(description="How many items stand where.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the threats of its items.")
    reason: str = Field(description="What decided it, in words.")


class Cell(Value):
    """One STRIDE category at one component."""

    component: str = Field(description="Id of the component.")
    stride: str = Field(description="The category's letter.")
    place: Place | None = Field(description="Where it stands; none: the category does not touch such a component.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the threats there.")
    reason: str = Field(description="What decided it, in words.")
