"""What a model or a resource of a cloud is, told by its task or its type; a table says which."""

import re
from collections.abc import Iterable
from functools import cache

from pydantic import Field

from knowledge.loading.tables import format_table
from knowledge.vocabulary import ComponentKind, Value

_WORD = re.compile(r"[a-z0-9]+")


class Task(Value):
    """Words for the tasks of one kind of model."""

    kind: ComponentKind
    words: tuple[str, ...] = Field(min_length=1)


class Resources(Value):
    """How the types of one kind of part begin."""

    kind: ComponentKind
    types: tuple[str, ...] = Field(min_length=1)


class ModelTable(Value):
    """Tasks of models, and types of resources."""

    tasks: tuple[Task, ...]
    resources: tuple[Resources, ...]
    beside: tuple[str, ...]


def kind_of_model(tasks: Iterable[str]) -> ComponentKind | None:
    """The kind of a model by what it is made for; none where no task says."""
    said = [f"-{'-'.join(_WORD.findall(task.lower()))}-" for task in tasks]
    for row in _table().tasks:
        if any(f"-{word}-" in one for one in said for word in row.words):
            return row.kind
    return None


def kind_of_resource(sort: str) -> ComponentKind | None:
    """The kind of a part by the type of its resource; none of what belongs to another, or is not known."""
    fits = [(len(start), row.kind) for row in _table().resources for start in row.types if sort.startswith(start)]
    beside = max((len(start) for start in _table().beside if sort.startswith(start)), default=0)
    longest = max(fits, key=lambda one: one[0], default=None)
    return longest[1] if longest is not None and longest[0] >= beside else None


def is_beside(sort: str) -> bool:
    """Whether resources of a type belong to another one, to the network or to rights."""
    return any(sort.startswith(start) for start in _table().beside)


@cache
def _table() -> ModelTable:
    return format_table("models", ModelTable)
