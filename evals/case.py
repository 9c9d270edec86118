"""A case: a system, what its owner knows, and what a good threat model of it must contain."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import InputError
from evals.other_tools.successors import successor

_FAMILIES = ("owasp_llm_2025", "owasp_agentic_2026", "owasp_asi_threat", "owasp_ml_2023")


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(_Shape):
    """A threat that experts found, or that really happened."""

    label: str = Field(description="The threat in the case author's words.")
    level: Literal["must", "should"] = Field(description="How much it matters.")
    component: str = Field(default="", description="Where it lands.")
    ids: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Identifiers the source itself gives.")
    ids_mapped: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Identifiers added by crosswalk.")

    def atlas(self, mapped: bool = True) -> frozenset[str]:
        """The ATLAS techniques at parent level."""
        return frozenset(parent(one) for one in self._named("atlas", mapped))

    def owasp(self, mapped: bool = True) -> frozenset[str]:
        """The OWASP ids of all lists."""
        return frozenset(one for family in _FAMILIES for one in self._named(family, mapped))

    def _named(self, family: str, mapped: bool) -> tuple[str, ...]:
        return self.ids.get(family, ()) + (self.ids_mapped.get(family, ()) if mapped else ())


class NotExpected(_Shape):
    """A threat that cannot apply, with the reason."""

    label: str = Field(description="The threat.")
    ids: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Its identifiers.")
    why: str = Field(description="Why it cannot apply.")


class Case(_Shape):
    """One system to be modelled."""

    id: str = Field(description="Its id.")
    case_set: str = Field(default="", description="The folder it lies in, which tells who may read it.")
    name: str = Field(description="What it is called.")
    kind: tuple[str, ...] = Field(description="What kinds of AI it holds.")
    domain: str = Field(default="", description="What it is used for.")
    grade: Literal["A", "B", "C"] = Field(description="How authoritative the source is.")
    group: str = Field(description="Near-duplicates share a group.")
    source: dict[str, Any] = Field(description="Title, place and licence of the source.")
    description: str = Field(min_length=1, description="The text given to the analyst.")
    facts: dict[str, str | tuple[str, ...]] = Field(default_factory=dict, description="What the owner can answer.")
    id_origin: str = Field(default="", description="Who assigned the identifiers.")
    expected: tuple[Expected, ...] = Field(min_length=1, description="What a good model contains.")
    not_expected: tuple[NotExpected, ...] = Field(default=(), description="What it must not contain.")
    adaptation_note: str = Field(default="", description="Where the case departs from its source.")


def load_cases(folder: Path) -> tuple[tuple[Case, ...], tuple[str, ...]]:
    """All cases of a folder and of the folders in it, by file name, and a line for each file that is broken."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; give one with a YAML file per case, or with a folder per set")
    cases: dict[str, Case] = {}
    broken = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]):
        try:
            case = _read(path)
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError, InputError) as problem:
            broken.append(f"{path.name}: {' '.join(str(problem).split())[:300]}")
            continue
        if case.id in cases:
            broken.append(f"{path.name}: a case {case.id} is in {cases[case.id].case_set} already; ids must differ")
        cases.setdefault(case.id, case)
    return tuple(cases.values()), tuple(broken)


def _read(path: Path) -> Case:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise InputError("expected the keys and values of a case")
    return Case.model_validate(content | {"case_set": path.parent.name})


def parent(technique: str) -> str:
    """The parent of an ATLAS technique, of a retired one that of its successor: AML.T0051.001 gives AML.T0051."""
    return ".".join(successor(technique).split(".")[:2])
