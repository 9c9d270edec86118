"""What the gate finds, and what it comes to."""

from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import Value


class Demand(StrEnum):
    """Which demand a finding is about."""

    INCOMPLETE = "incomplete"
    RISK = "risk"
    OPEN_HIGH = "open-high"
    CITATION = "citation"
    OWNER = "owner"
    ACCEPTED = "accepted"
    WAIVER = "waiver"
    AGE = "age"
    COVERAGE = "coverage"
    DRIFT = "drift"


DEMANDS = {
    Demand.INCOMPLETE: "The model says enough to be judged",
    Demand.RISK: "No open threat reaches its threshold",
    Demand.OPEN_HIGH: "No more threats are high than allowed",
    Demand.CITATION: "Each open threat refers to a framework",
    Demand.OWNER: "Somebody answers for each high risk",
    Demand.ACCEPTED: "Accepted risks are within their time",
    Demand.WAIVER: "Waivers are within their time and used",
    Demand.AGE: "The model is not too old",
    Demand.COVERAGE: "The frameworks are considered",
    Demand.DRIFT: "The system is as modelled",
}
"""Each demand as a sentence."""


class Fate(StrEnum):
    """What becomes of a finding."""

    FAILS = "fails"
    OLD = "old"
    """It stood before this change, or in the baseline."""
    WAIVED = "waived"
    TOLD = "told"
    """It is worth knowing and fails nothing."""


class GateFinding(Value):
    """One thing the gate found."""

    id: str = Field(description="Stable name, by which waivers and baselines know it, such as risk:T-007.")
    demand: Demand = Field(description="Which demand it is about.")
    title: str = Field(description="What was found, in a few words.")
    text: str = Field(default="", description="More on it.")
    action: str = Field(default="", description="What to do.")
    fate: Fate = Field(default=Fate.FAILS, description="What becomes of it.")
    because: str = Field(default="", description="Why it does not fail, where that is so.")
    weight: float = Field(default=0, description="How much it weighs; one that grew counts as new.")
    total: float = Field(default=0, description="The current risk behind it, 0 to 10.")
    threat: str = Field(default="", description="Id of the threat it is about.")
    file: str = Field(default="", description="The file it stands in.")
    pointer: str = Field(default="", description="Where in that file, as a JSON pointer.")
    line: int = Field(default=0, description="Which line of it; 0: not known.")
    always: bool = Field(default=False, description="It fails also where it stood before: time brought it about.")

    @property
    def place(self) -> str:
        """File and line, such as ``compose.yaml:12``."""
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def concluded(self) -> bool:
        """Whether it is a fact that follows from parts of a file; those are told first."""
        return self.demand is Demand.DRIFT and ":fact " in self.id


class ThreatMove(Value):
    """A threat that is otherwise than in the base."""

    id: str = Field(description="Id of the threat in the model of today, or of before where it is gone.")
    how: str = Field(pattern="^(new|changed|closed)$", description="What happened to it.")
    title: str = Field(description="What can go wrong.")
    before: float | None = Field(default=None, description="The current risk in the base.")
    after: float | None = Field(default=None, description="The current risk now.")
    band: str = Field(description="Its band now, or before where it is closed.")
    status: str = Field(default="", description="Where it stands now.")


class GateReport(Value):
    """What the gate came to."""

    system: str = Field(description="Name of the system.")
    file: str = Field(description="The file of the model.")
    base: str = Field(default="", description="What it was compared with, in words; empty: nothing.")
    findings: tuple[GateFinding, ...] = Field(default=(), description="Those that fail first.")
    moves: tuple[ThreatMove, ...] = Field(default=(), description="Threats that are otherwise than in the base.")
    differences: tuple[str, ...] = Field(default=(), description="What else differs from the base, a line each.")
    actions: tuple[str, ...] = Field(default=(), description="What to do first.")
    drawing: str = Field(default="", description="The difference as Mermaid source; empty: there is none.")
    compared: tuple[str, ...] = Field(default=(), description="The files the model was compared with.")
    notes: tuple[str, ...] = Field(default=(), description="What else to know.")

    def of(self, *fates: Fate) -> tuple[GateFinding, ...]:
        """The findings with some fates."""
        return tuple(one for one in self.findings if one.fate in fates)

    @property
    def incomplete(self) -> bool:
        """Whether the model says too little to be judged."""
        return any(one.demand is Demand.INCOMPLETE for one in self.of(Fate.FAILS))

    @property
    def passed(self) -> bool:
        """Whether nothing fails."""
        return not self.of(Fate.FAILS)

    @property
    def verdict(self) -> str:
        """The verdict in one line."""
        counts = {fate: len(self.of(fate)) for fate in Fate}
        ending = "incomplete" if self.incomplete else "passed" if self.passed else "failed"
        fresh = "new " if self.base else ""
        parts = [f"{counts[Fate.FAILS]} {fresh}finding{'' if counts[Fate.FAILS] == 1 else 's'} to deal with"]
        parts += [f"{counts[Fate.OLD]} stood before"] if counts[Fate.OLD] else []
        parts += [f"{counts[Fate.WAIVED]} waived"] if counts[Fate.WAIVED] else []
        parts += [f"{counts[Fate.TOLD]} to know"] if counts[Fate.TOLD] else []
        return f"{ending}: {', '.join(parts)}"
