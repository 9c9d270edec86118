"""What the gate holds a model against: the table [gate] of threatparley.toml, or [tool.threatparley.gate].

The flags of ``threatparley check`` count more, one by one.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from knowledge.vocabulary import Aspect, Framework, Slug, Value

EVERYWHERE = "all"
"""The place of a threshold that holds for every threat."""
BANDS = ("none", "low", "medium", "high", "critical")
"""What a threshold may be; ``none`` is no threshold."""
_AGE = re.compile(r"(\d{1,5})\s*d(?:ays?)?\Z")
_COVERAGE = re.compile(r"(\w{1,60}):(?:considered|(\d{1,3})%)\Z")


class DriftIs(StrEnum):
    """What it means that the system is no longer as modelled."""

    FAIL = "fail"
    TELL = "tell"
    OFF = "off"


class GateSettings(Value):
    """The thresholds of the gate, where its waivers and its baseline lie, and which files it compares with."""

    fail_on: dict[str, str] = Field(
        default={EVERYWHERE: "high"},
        description="From which band of the current risk on an open threat fails: one word for all, or a table with "
        "all, frameworks and aspects as names.",
    )
    max_open_high: int | None = Field(default=None, ge=0, description="Most open threats that are high or critical.")
    require_citation: bool = Field(default=False, description="Each open threat refers to an item of a framework.")
    require_owner: bool = Field(
        default=False, description="Somebody answers for each open threat that is high, and each accepted risk."
    )
    max_age: str = Field(default="", description="How old a model may be, such as 90d; empty: any age.")
    reviewed: date | None = Field(default=None, description="The day a person last went through the whole model.")
    require_coverage: tuple[str, ...] = Field(
        default=(), description="Frameworks of which nothing, or little, is left open: atlas:considered, plot4ai:80%."
    )
    require_answers: tuple[Slug, ...] = Field(default=(), description="Ids of facts that must be known, not assumed.")
    waivers: str = Field(default="", max_length=400, description="File of waivers; threatparley-waivers.yaml if there.")
    baseline: str = Field(default="", max_length=400, description="File of findings that stood before.")
    drift: DriftIs = Field(default=DriftIs.FAIL, description="What drift of the system's files means: fail, tell, off.")
    against: tuple[str, ...] = Field(default=(), description="Files to compare with; empty: those found in the tree.")
    ignore: tuple[str, ...] = Field(default=(), description="Files not to compare with, such as compose.test.*")

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, given: Any) -> Any:
        """A single band is one for all, and a single text where several can stand is a list of one."""
        if not isinstance(given, dict):
            return given
        plain = {name.replace("-", "_"): value for name, value in given.items()}
        for name in ("require_coverage", "require_answers", "against", "ignore"):
            if isinstance(plain.get(name), str):
                plain[name] = (plain[name],)
        if isinstance(plain.get("fail_on"), str):
            plain["fail_on"] = {EVERYWHERE: plain["fail_on"]}
        return plain

    @field_validator("fail_on")
    @classmethod
    def _known_places(cls, value: dict[str, str]) -> dict[str, str]:
        known = (EVERYWHERE, *(one.value for one in Framework), *(one.value for one in Aspect))
        for place, band in value.items():
            if place not in known:
                raise ValueError(f"{place!r} is no framework and no aspect; choose one of {', '.join(known)}")
            if band not in BANDS:
                raise ValueError(f"{band!r} is no band; choose one of {', '.join(BANDS)}")
        return value

    @field_validator("max_age")
    @classmethod
    def _days(cls, value: str) -> str:
        if value and not _AGE.match(value):
            raise ValueError(f"{value!r} is no age; give days, such as 90d")
        return value

    @field_validator("require_coverage")
    @classmethod
    def _known_frameworks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            found = _COVERAGE.match(one)
            if not found or found[1] not in set(Framework) or int(found[2] or 0) > 100:
                raise ValueError(f"{one!r} is no coverage; give a framework, such as atlas:considered or atlas:80%")
        return value

    @property
    def words(self) -> str:
        """What is set, in a line."""
        given = self.model_dump(mode="json", exclude_defaults=True)
        return ", ".join(f"{name} = {value}" for name, value in given.items()) or "fail_on = high"

    @property
    def most_days(self) -> int | None:
        """How many days old a model may be; none: any age."""
        found = _AGE.match(self.max_age)
        return int(found[1]) if found else None

    @property
    def coverage(self) -> tuple[tuple[Framework, int], ...]:
        """The frameworks, each with the share of items in percent that must not be open."""
        found = (_COVERAGE.match(one) for one in self.require_coverage)
        return tuple((Framework(one[1]), int(one[2] or 100)) for one in found if one)

    def changed(self, given: Mapping[str, object]) -> Self:
        """The same with what flags say; thresholds of other places stay. Raises pydantic's ValidationError."""
        values = self.model_dump() | {name: value for name, value in given.items() if value is not None}
        places = given.get("fail_on")
        if isinstance(places, dict):
            values["fail_on"] = {**self.fail_on, **places}
        return type(self).model_validate(values)
