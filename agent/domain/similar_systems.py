"""A worked reference system that is like the owner's, with what it worries about first."""

from pydantic import Field

from knowledge.vocabulary import Value

ALIKE_NOTE = "These are worked examples of our own, not real companies; they are picked for what yours has in common."
"""Said wherever such systems are shown, so that nobody takes them for reports."""


class Alike(Value):
    """One such system, in few words."""

    name: str = Field(min_length=1, description="What it is called.")
    about: str = Field(description="The beginning of its description.")
    worries: tuple[str, ...] = Field(description="Its first worries in its own words, the first to tell first.")
    share: float = Field(ge=0, le=1, description="Its share of the vote among all systems that are compared.")
