"""What is known of a system from what a file shows: facts that it states, and what is only likely."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import Field

from knowledge.loading.tables import format_table
from knowledge.vocabulary import AnswerValue, Slug, Value

_WORD = re.compile(r"[a-z0-9]+")


class Shown(Value):
    """A value of a fact."""

    fact: Slug
    value: AnswerValue


class Finding(Value):
    """One thing that files show, with what is known from it."""

    finding: str = Field(description="What readers call it.")
    states: tuple[Shown, ...] = Field(default=(), description="Facts that the file says outright.")
    suggests: tuple[Shown, ...] = Field(default=(), description="What is only likely, and safeguards; to be confirmed.")
    because: str = Field(min_length=1, description="What was seen.")


class Provider(Value):
    """A provider of models, and how names of its keys begin."""

    name: str
    keys: tuple[str, ...] = Field(min_length=1)


class FindingTable(Value):
    """Everything that is concluded from files, and the words that it is told by."""

    findings: tuple[Finding, ...]
    providers: tuple[Provider, ...]
    telemetry: tuple[Provider, ...] = Field(description="Where traces and logs go, by how names of variables begin.")
    sign_in: tuple[Provider, ...] = Field(description="Who signs people in, by how names of variables begin.")
    people: tuple[str, ...]
    personal: tuple[str, ...]
    orders: tuple[str, ...]


@cache
def finding(name: str) -> Finding:
    """The finding of a name; KeyError where a reader calls one that the table does not have."""
    for one in table().findings:
        if one.finding == name:
            return one
    raise KeyError(name)


def provider_of(variable: str) -> str:
    """The provider of models that a key belongs to, by the key's name; empty where it is none."""
    words = _WORD.findall(variable.lower())
    if not {"key", "token", "apikey"} & set(words):
        return ""
    start = "_".join(words)
    fits = [(len(key), one.name) for one in table().providers for key in one.keys if start.startswith(f"{key}_")]
    return max(fits)[1] if fits else ""


def is_people(name: str) -> bool:
    """Whether a box of a drawing stands for people by its name."""
    return " ".join(_WORD.findall(name.lower())) in table().people


def personal_among(fields: Iterable[str]) -> Iterator[str]:
    """The names of fields that hold data about people."""
    for name in fields:
        plain = "_".join(part.lower() for part in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name))
        if any(
            word == plain or plain.startswith(f"{word}_") or plain.endswith(f"_{word}") for word in table().personal
        ):
            yield name


def reads_like_an_order(text: str) -> bool:
    """Whether words speak to a program, or would act in a page."""
    plain = " ".join(text.lower().split())
    return any(phrase in plain for phrase in table().orders)


@cache
def table() -> FindingTable:
    """The table, read once."""
    return format_table("findings", FindingTable)
