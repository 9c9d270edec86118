"""Gold readings: what a description says, denies and leaves open, written down by people who did not see the reader."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from agent.errors import InputError
from evals.files import read_yaml
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, ComponentKind, Value

PACKAGED = Path(__file__).parents[1] / "gold"
"""The folder of the readings that come with the project."""
RENAMED: Mapping[str, str] = {}
"""Facts that were renamed after the readings were made, old name to new; one that is gone leads to nothing ("")."""


class GoldFact(Value):
    """A fact that the text states, with the words that state it."""

    value: AnswerValue = Field(description="The value.")
    quote: str = Field(min_length=1, description="Words of the description.")


class NotSo(Value):
    """What a text plans, denies, tells of others or merely mentions, so that no fact may be made of it."""

    fact: str = Field(description="Id of the fact.")
    value: AnswerValue = Field(description="The value that it must not be given.")
    stance: str = Field(description="Why it is not so.")
    quote: str = Field(min_length=1, description="Words of the description.")


class GoldPart(Value):
    """A part or a person, by all the names the text has for it."""

    name: str = Field(min_length=1, description="What it is called.")
    also: tuple[str, ...] = Field(default=(), description="What else it is called.")
    kind: ComponentKind | None = Field(default=None, description="What it is; none for a person.")

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return (self.name, *self.also)


class GoldFlow(Value):
    """What moves from one part or person to another."""

    source: str = Field(alias="from", description="Where it comes from, by any of its names.")
    target: str = Field(alias="to", description="Where it goes.")
    carries: str = Field(default="", description="What moves.")


class GoldReading(Value):
    """What one description says."""

    case: str = Field(min_length=1, description="Id of the case.")
    facts: dict[str, GoldFact] = Field(description="What the words state.")
    allowed: dict[str, tuple[AnswerValue, ...]] = Field(
        default_factory=dict, description="What may be read into the words; it counts neither for nor against."
    )
    planned_or_denied: tuple[NotSo, ...] = Field(default=(), description="What must not be taken for a fact.")
    parts: tuple[GoldPart, ...] = Field(default=(), description="Its parts; none where nobody drew it.")
    people: tuple[GoldPart, ...] = Field(default=(), description="Its people.")
    flows: tuple[GoldFlow, ...] = Field(default=(), description="What moves between them.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if both := self.facts.keys() & self.allowed.keys():
            raise ValueError(f"{', '.join(sorted(both))}: stated and merely allowed at once")
        named = {name for one in (*self.parts, *self.people) for name in one.names}
        ends = {end for flow in self.flows for end in (flow.source, flow.target)}
        if loose := sorted(ends - named):
            raise ValueError(f"flows end at {', '.join(loose)}, which is no part or person")
        return self


def load_readings(folder: Path = PACKAGED) -> dict[str, GoldReading]:
    """The readings of a folder by case, with facts under their present names; a broken file raises InputError."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            reading = GoldReading.model_validate(read_yaml(path))
        except ValidationError as problem:
            fault = problem.errors()[0]
            place = ".".join(str(step) for step in fault["loc"]) or "the reading"
            raise InputError(f"{path.name}: {place}: {fault['msg']}") from None
        found[reading.case] = renamed(reading)
    return found


def renamed(reading: GoldReading, names: Mapping[str, str] = RENAMED) -> GoldReading:
    """A reading under the present names of facts, without those that are gone."""
    if not names:
        return reading
    facts = {names.get(fact, fact): stated for fact, stated in reading.facts.items()}
    allowed = {names.get(fact, fact): values for fact, values in reading.allowed.items()}
    denied = (one.model_copy(update={"fact": names.get(one.fact, one.fact)}) for one in reading.planned_or_denied)
    facts.pop("", None)
    allowed.pop("", None)
    update = {"facts": facts, "allowed": allowed, "planned_or_denied": tuple(one for one in denied if one.fact)}
    return reading.model_copy(update=update)


def strange(reading: GoldReading, catalog: Catalog) -> Iterator[str]:
    """What the catalog does not hold of a reading, one line each."""
    named = [(fact, stated.value) for fact, stated in reading.facts.items()]
    named += [(fact, value) for fact, values in reading.allowed.items() for value in values]
    named += [(one.fact, one.value) for one in reading.planned_or_denied]
    for fact, value in named:
        if why := catalog.accepts_fact(fact, value):
            yield f"{reading.case}: {why}"
