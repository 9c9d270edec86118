"""Trials: what a tool's tests of one threat came to, and what that says of the measures in place.

A trial that failed shows that the attack gets through. What is in place then lowers no longer how reliably and how
easily it works; what limits the damage, or whom it reaches, still counts. A trial that passed proves nothing alone: it
stands as evidence, and closes no threat.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from knowledge.vocabulary import DreadFactor, Value

MOST_TRIALS = 50
"""How many trials of one threat are kept; beyond that the oldest go."""
SHOWN_NOT_TO_HOLD = frozenset({DreadFactor.REPRODUCIBILITY, DreadFactor.EXPLOITABILITY, DreadFactor.DISCOVERABILITY})
"""The factors that nothing in place lowers once a trial failed: whether the attack works, and how easily."""


class Proof(StrEnum):
    """What trials say of a threat, or of a measure that acts on it."""

    UNTRIED = "not tested"
    PASSED = "tests passed"
    FAILED = "not proven: a test failed"


class Trial(Value):
    """What one report of a tool says of one threat: how often it was tried, and how often the system held."""

    tool: str = Field(min_length=1, max_length=120, description="The tool.")
    version: str = Field(default="", max_length=120, description="Its version; empty: the report does not say.")
    day: date | None = Field(default=None, description="When it ran; none: the report does not say.")
    tried: tuple[str, ...] = Field(default=(), max_length=40, description="Names of its probes or checks.")
    passed: int = Field(default=0, ge=0, description="How many attempts the system withstood.")
    failed: int = Field(default=0, ge=0, description="How many got through.")
    unjudged: int = Field(default=0, ge=0, description="How many came to no verdict, such as by an error.")
    file: str = Field(default="", max_length=200, description="Name of the report.")
    digest: str = Field(default="", max_length=120, description="SHA-256 of the report.")
    matched: Literal["id", "probe"] = Field(
        default="probe", description="Whether the report names the threat, or its probe leads to it."
    )

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same trial: the tool, and the very bytes of its report."""
        return self.tool, self.digest

    @property
    def proof(self) -> Proof:
        """What it says."""
        if self.failed:
            return Proof.FAILED
        return Proof.PASSED if self.passed else Proof.UNTRIED

    @property
    def words(self) -> str:
        """The trial in one line."""
        tool = " ".join(filter(None, (self.tool, self.version)))
        when = f" on {self.day.isoformat()}" if self.day else ""
        judged = self.passed + self.failed
        unsure = f", {self.unjudged:,} without a verdict" if self.unjudged else ""
        file = f"; {self.file} (sha256 {self.digest[:12]})" if self.digest else ""
        return f"{tool}{when}: withstood {self.passed:,} of {judged:,}{unsure}{file}"


def proof_of(trials: Iterable[Trial]) -> Proof:
    """What the newest trial of each tool says together: one that failed outweighs those that passed.

    The later of two trials of one tool is the one of the later day; without days, the one recorded later.
    """
    newest: dict[str, Trial] = {}
    for one in trials:
        before = newest.get(one.tool)
        if one.proof is not Proof.UNTRIED and (before is None or (one.day or date.min) >= (before.day or date.min)):
            newest[one.tool] = one
    found = {one.proof for one in newest.values()}
    return next((proof for proof in (Proof.FAILED, Proof.PASSED) if proof in found), Proof.UNTRIED)


def with_trial(trials: tuple[Trial, ...], one: Trial) -> tuple[Trial, ...]:
    """The trials with one more, in place of an earlier reading of the same report."""
    if any(other.key == one.key for other in trials):
        return tuple(one if other.key == one.key else other for other in trials)
    return (*trials, one)[-MOST_TRIALS:]
