"""The shapes a model answers in: small, flat, and apart from the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

MOST_ITEMS = 60
"""How many entries of one list are looked at."""

Word = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=120)]
Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=400)]
Lines = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=900)]
Number = Annotated[int, Field(strict=False, ge=0, le=9_999)]
"""A number, also where a model puts it between quotation marks."""
Place = Annotated[
    str, BeforeValidator(lambda told: str(told) if type(told) is int else told), StringConstraints(max_length=4)
]
"""A place in a list, in digits: text, so that it is heard while an answer comes, and a number passes as well."""


class Item(BaseModel):
    """One entry of a list, or an answer without lists; strict, and nothing beside what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FactHeard(Item):
    """A fact the text states."""

    fact: Word
    value: Word
    quote: Lines


class PartHeard(Item):
    """A part the text names."""

    name: Word
    kind: Word
    quote: Lines


class FlowHeard(Item):
    """A flow the text tells of."""

    source: Word
    target: Word
    what: Word
    untrusted: bool
    quote: Lines


class PersonHeard(Item):
    """Somebody, or an outside party, whom the text names."""

    name: Word
    quote: Lines


class ClaimWrong(Item):
    """A claim of the rules that the words do not bear out, and what is right."""

    claim: Annotated[int, Field(strict=False)]
    how: Literal["value", "kind", "name", "absent", "same"]
    to: Word
    quote: Lines
    why: Line


class Asked(Item):
    """Which of the questions is asked, and in which words."""

    number: Place = "1"
    text: Line


class Ranked(Item):
    """A threat in its place, told for this system."""

    n: Number
    scenario: Lines
    words: Line
    why: Line


class Aside(Item):
    """A candidate that cannot happen here."""

    n: Number
    why: Line
    words: Line


class OwnIdea(Item):
    """A threat that no entry of the catalog covers."""

    title: Word
    scenario: Lines
    part: Word
    place: Number
    like: Number
    words: Line


class MeasureHere(Item):
    """What a measure means in this system, and how one sees that it works."""

    id: Word
    here: Lines
    check: Line


class FactChanged(Item):
    """A fact that would be different."""

    fact: Word
    value: Word


class Order(Item):
    """One change that the owner seems to want."""

    order: Literal[
        "level", "place", "confirm", "bring_back", "dismiss", "reopen", "target", "merge", "rename", "control"
    ]
    threat: Word
    other: Word
    part: Line
    factor: Literal["", "damage", "reproducibility", "exploitability", "affected_users", "discoverability"]
    level: Annotated[int, Field(strict=True, ge=0, le=10)]
    text: Line
    reason: Line


class Wanted(Item):
    """What a message wants, and what is answered to it, beside its lists."""

    kind: Literal["why", "what_if", "change", "other"]
    threat: Word
    answer: Lines


I = TypeVar("I", bound=Item)  # noqa: E741


@dataclass(frozen=True)
class Shape:
    """What an answer to one task looks like: its single fields, and its lists."""

    task: str
    lists: Mapping[str, type[Item] | type[str]] = field(default_factory=lambda: MappingProxyType({}))
    single: type[Item] | None = None
    spare: frozenset[str] = frozenset()
    """Lists that an answer may leave out; they then count as empty."""

    def schema(self) -> dict[str, Any]:
        """The JSON schema that is sent along: flat, all fields required, no bounds."""
        return self._schema

    @cached_property
    def _schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = dict(_properties(self.single)) if self.single else {}
        for name, entry in self.lists.items():
            of_entry = {"type": "string"} if entry is str else _object(_properties(cast(type[Item], entry)))
            properties[name] = {"type": "array", "items": of_entry}
        return _object(properties)


@dataclass(frozen=True)
class Reply:
    """What was valid in an answer, and how many entries were not."""

    found: Mapping[str, tuple[Any, ...]]
    single: Item | None = None
    dropped: int = 0

    def entries(self, name: str, kind: type[I]) -> tuple[I, ...]:
        """The valid entries of a list."""
        return tuple(one for one in self.found.get(name, ()) if isinstance(one, kind))

    def words(self, name: str) -> tuple[str, ...]:
        """The entries of a list of plain strings."""
        return tuple(one for one in self.found.get(name, ()) if isinstance(one, str))


READ = Shape(
    "read",
    {"facts": FactHeard, "parts": PartHeard, "people": PersonHeard, "flows": FlowHeard, "wrong": ClaimWrong},
    spare=frozenset({"people", "wrong"}),
)
ASK = Shape("ask", single=Asked)
DRAFT = Shape("draft", {"order": Ranked, "aside": Aside, "own": OwnIdea})
MITIGATE = Shape("mitigate", {"measures": MeasureHere})
REPLY = Shape("reply", {"facts": FactChanged, "orders": Order}, single=Wanted)
SHAPES = {shape.task: shape for shape in (READ, ASK, DRAFT, MITIGATE, REPLY)}


class Misshapen(ValueError):
    """An answer does not have its shape; the message is for the model, so that it can mend it."""


def shaped(answer: object, shape: Shape) -> Reply:
    """The valid entries of an answer; one without any valid entry where it has some is misshapen."""
    if not isinstance(answer, dict):
        raise Misshapen("expected one JSON object")
    given: dict[str, Any] = {name: answer.get(name, [] if name in shape.spare else None) for name in shape.lists}
    missing = [name for name, entries in given.items() if not isinstance(entries, list)]
    if missing:
        raise Misshapen(f"expected these fields to be lists: {', '.join(missing)}")
    single = _single(answer, shape)
    found: dict[str, tuple[Any, ...]] = {}
    dropped, first_problem, seen = len(set(answer) - _fields(shape)), "", 0
    for name, kind in shape.lists.items():
        kept: list[Any] = []
        for entry in given[name]:
            seen += 1
            one, problem = entry_of(entry, kind) if len(kept) < MOST_ITEMS else (None, "")
            kept += [one] if one is not None and one not in kept else []
            dropped += one is None
            first_problem = first_problem or (f"{name}: {problem}" if problem else "")
        found[name] = tuple(kept)
    if seen and not any(found.values()) and single is None:
        raise Misshapen(f"no entry was valid; the first problem is {first_problem}")
    return Reply(MappingProxyType(found), single, dropped)


def _fields(shape: Shape) -> set[str]:
    return set(shape.lists) | (set(shape.single.model_fields) if shape.single else set())


def _single(answer: dict[str, Any], shape: Shape) -> Item | None:
    if shape.single is None:
        return None
    try:
        return shape.single.model_validate({name: answer[name] for name in shape.single.model_fields if name in answer})
    except ValidationError as problem:
        raise Misshapen(_first(problem)) from None


def entry_of(entry: object, kind: type[Item] | type[str]) -> tuple[object | None, str]:
    """An entry of a list, or what is wrong with it."""
    if kind is str:
        sound = isinstance(entry, str) and 0 < len(entry) <= 120
        return (entry, "") if sound else (None, "expected short strings")
    try:
        return cast(type[Item], kind).model_validate(entry), ""
    except ValidationError as problem:
        return None, _first(problem)


def _first(problem: ValidationError) -> str:
    """The first problem, without the input, which is not to be repeated."""
    fault = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(step) for step in fault["loc"])
    return f"{where}: {fault['msg']}"


def _properties(kind: type[Item]) -> dict[str, Any]:
    """The fields of a shape without the bounds, which engines understand in different ways."""
    whole = kind.model_json_schema()["properties"]
    return {
        name: {key: told[key] for key in ("type", "enum") if key in told} | _enum(told) for name, told in whole.items()
    }


def _enum(told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "string", "enum": [told["const"]]} if "const" in told else {}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
