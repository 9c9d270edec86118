"""A plain sentence of an owner, and what must, may and must not come of it in a model."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from agent.errors import InputError
from evals.files import read_yaml
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import ComponentKind, Slug, Value

PACKAGED = Path(__file__).parents[1] / "sentences"
Atom = bool | str
"""A yes or no, or one choice; where several choices can hold together, each counts by itself."""


class Kind(StrEnum):
    """What sort of thing is said."""

    NEGATED = "negated"
    PAST = "past"
    PLANNED = "planned"
    REJECTED = "rejected"
    ADVISED = "advised"
    HYPOTHETICAL = "hypothetical"
    OTHERS = "others"
    ATTACKS = "attacks"
    SCOPE = "scope"
    REMOVALS = "removals"
    RENAMES = "renames"
    MERGES = "merges"
    REPLACEMENTS = "replacements"
    CORRECTIONS = "corrections"
    CONTRADICTIONS = "contradictions"
    ANSWERS = "answers"
    QUESTIONS = "questions"
    ASIDES = "asides"
    THANKS = "thanks"
    HOMONYMS = "homonyms"
    CONTROLS_CLAIMED = "controls_claimed"
    CONTROLS_NOT = "controls_not"
    ADDITIONS = "additions"
    LANGUAGES = "languages"
    TYPOS = "typos"
    BULLETS = "bullets"
    PLAIN = "plain"


class Names(Value):
    """What is expected of the parts and people; a name is found where its words stand in the name of one."""

    has: tuple[str, ...] = Field(default=(), description="Names that must be there.")
    has_not: tuple[str, ...] = Field(default=(), description="Names that must not be there.")
    may: tuple[str, ...] = Field(default=(), description="Names that may come in, or go.")
    same: tuple[str, ...] = Field(default=(), description="Names of one thing, which must be there once.")
    kinds: dict[str, tuple[ComponentKind, ...]] = Field(
        default_factory=dict, description="The kinds that the part of a name may be of, if it is there."
    )
    flows: tuple[tuple[str, str], ...] = Field(default=(), description="Flows that must be there, by two names.")
    no_flows: tuple[tuple[str, str], ...] = Field(default=(), description="Flows that must not be there.")

    @property
    def wants(self) -> bool:
        """Whether anything must be there."""
        return bool(self.has or self.same or self.flows)


class Sentence(Value):
    """What is said, after what, and what is right to make of it."""

    id: Slug = Field(description="Its id.")
    kind: Kind = Field(description="What sort of thing is said.")
    before: tuple[str, ...] = Field(default=(), description="What was told before, a turn each.")
    waiting: tuple[Slug, ...] = Field(
        default=(), description="The fact whose question waits when it is said, or the facts of a list to tick."
    )
    say: str = Field(min_length=1, description="What is said.")
    must: dict[Slug, tuple[Atom, ...]] = Field(default_factory=dict, description="What must be known afterwards.")
    must_not: dict[Slug, tuple[Atom, ...]] = Field(default_factory=dict, description="What must not be held then.")
    may: dict[Slug, tuple[Atom, ...]] = Field(
        default_factory=dict, description="What may be concluded too, or given up; no value: whatever it is."
    )
    parts: Names = Field(default_factory=Names, description="What is expected of the parts and people.")
    named: str = Field(default="", description="What the system must be called afterwards.")
    or_ask: bool = Field(default=False, description="Asking back, or offering it, is right too.")
    stays: bool = Field(default=False, description="The waiting question must still wait afterwards.")
    closes: bool = Field(default=False, description="It lays the waiting question aside.")
    unchanged: bool = Field(default=False, description="No fact, part, flow, person or control may change.")

    @field_validator("before", "waiting", mode="before")
    @classmethod
    def _one_or_more(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @field_validator("must", "must_not", "may", mode="before")
    @classmethod
    def _atoms(cls, given: object) -> object:
        """A single value is written without brackets; a list of facts alone allows them whatever their value."""
        if isinstance(given, list):
            return dict.fromkeys(given, ())
        if isinstance(given, dict):
            return {fact: (value,) if isinstance(value, Atom) else value for fact, value in given.items()}
        return given

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        forbids = self.must_not or self.parts.has_not or self.parts.no_flows or self.parts.kinds
        if not (self.wants or forbids or self.unchanged):
            raise ValueError("it expects nothing; give must, must_not, parts, named or unchanged")
        if self.unchanged and (self.wants or self.may or self.parts.may):
            raise ValueError("unchanged leaves nothing that must or may come of it")
        if (self.stays or self.closes) and not self.waiting:
            raise ValueError("stays and closes are about a waiting question; give waiting")
        if self.stays and self.closes:
            raise ValueError("a question stays or closes, not both")
        for fact in self.must.keys() & self.must_not.keys():
            if set(self.must[fact]) & set(self.must_not[fact]):
                raise ValueError(f"{fact} must and must not have one value")
        return self

    @property
    def wants(self) -> bool:
        """Whether there is something to take, whatever was told before."""
        return bool(self.must or self.named or self.parts.wants)


def read_sentences(place: Path, catalog: Catalog) -> tuple[Sentence, ...]:
    """The sentences of a file, or of all files of a folder, checked against the catalog.

    Raises InputError with the place where a file is broken, an id is used twice or the catalog knows no such fact.
    """
    paths = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    found = tuple(sentence for path in paths for sentence in _file(path))
    if not found:
        raise InputError(f"{place} holds no sentences; give a YAML file of them, or a folder of such files")
    counts = Counter(sentence.id for sentence in found)
    faults = [f"{one} is used {count} times" for one, count in counts.items() if count > 1]
    faults += [f"{sentence.id}: {fault}" for sentence in found for fault in unknown_words(sentence, catalog)]
    if faults:
        raise InputError(f"{place}: {'; '.join(faults[:8])}")
    return found


def unknown_words(sentence: Sentence, catalog: Catalog) -> Iterator[str]:
    """The facts and values of a sentence that the catalog does not know."""
    for fact in sentence.waiting:
        if fact not in catalog.facts:
            yield f"there is no fact {fact}"
    if len({catalog.facts[fact].group or fact for fact in sentence.waiting if fact in catalog.facts}) > 1:
        yield "its waiting facts are not of one list to tick"
    for expected in (sentence.must, sentence.must_not, sentence.may):
        for fact, atoms in expected.items():
            if fact not in catalog.facts:
                yield f"there is no fact {fact}"
                continue
            several = catalog.facts[fact].type is FactType.SEVERAL
            wrong = (catalog.accepts_fact(fact, (str(atom),) if several else atom) for atom in atoms)
            yield from (reason for reason in wrong if reason)


def _file(path: Path) -> tuple[Sentence, ...]:
    try:
        return TypeAdapter(tuple[Sentence, ...]).validate_python(read_yaml(path))
    except ValidationError as problem:
        fault = problem.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(
            f"{path}: {place}: {fault['msg']}; expected a list of sentences with id, kind and say"
        ) from None
