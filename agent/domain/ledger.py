"""The verdict on every catalogued threat for one system."""

from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import Slug, Value


class Finding(StrEnum):
    """What a pattern came to."""

    APPLIES = "applies"
    RULED_OUT = "ruled_out"
    OPEN = "open"


class Verdict(Value):
    """What one pattern came to for this system, and the facts that decided or would decide."""

    pattern: Slug = Field(description="Id of the pattern.")
    finding: Finding = Field(description="Applies, ruled out or open.")
    targets: tuple[str, ...] = Field(default=(), description="Ids of the components it lands on, or 'system'.")
    facts: tuple[str, ...] = Field(default=(), description="Facts that decided it, or would settle it while open.")
    expected: bool = Field(default=False, description="While open: it applies under the usual assumptions.")
    assumed: tuple[str, ...] = Field(default=(), description="The facts assumed for that expectation.")

    @property
    def drafted(self) -> bool:
        """Whether a draft made now holds it: it applies, or does under the usual assumptions."""
        return self.finding is Finding.APPLIES or self.expected


class Ledger(Value):
    """All verdicts, in the catalog's order; together they cover every pattern exactly once."""

    verdicts: tuple[Verdict, ...] = Field(description="One verdict per pattern.")

    def of(self, finding: Finding) -> tuple[Verdict, ...]:
        """The verdicts with one finding."""
        return tuple(verdict for verdict in self.verdicts if verdict.finding is finding)

    def drafted(self) -> tuple[Verdict, ...]:
        """What a draft made now holds: what applies, and what applies under the usual assumptions."""
        return tuple(verdict for verdict in self.verdicts if verdict.drafted)
