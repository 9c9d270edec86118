"""Parse a file from elsewhere as JSON or YAML: bounded in size, depth and aliases, without tags or double keys."""

from collections.abc import Callable
from typing import Any, TypeVar

import yaml

from agent.domain.secrets.redaction import mask
from agent.errors import InputError
from agent.exchange.as_json import strict

try:  # the parser in C reads the same, several times as fast
    from yaml import CSafeLoader as _Fast
except ImportError:
    from yaml import SafeLoader as _Fast  # type: ignore[assignment]  # both construct plain data alone

LIMIT = 5 * 1024 * 1024
"""The most characters a file may have."""
T = TypeVar("T")
DEPTH = 60
MOST_VALUES = 500_000
"""The most values a YAML file may hold, each alias counted as what it stands for."""


def check_size(text: str) -> None:
    """Raise InputError where a file has more characters than are read."""
    if len(text) > LIMIT:
        raise InputError(f"the file has {len(text):,} characters; the limit is {LIMIT:,}")


def data_of(text: str) -> Any:
    """The data of a file; raises InputError with the line of what is wrong."""
    check_size(text)
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return strict(text)
    return _parsed(text, lambda: yaml.load(text, Loader=_Loader))


def _parsed(text: str, load: Callable[[], T]) -> T:
    check_size(text)
    try:
        _check(text)
        return load()
    except yaml.YAMLError as problem:
        raise InputError(f"not valid YAML{_where(problem)}: {mask(_what(problem)).text}") from problem
    except (RecursionError, ValueError, TypeError) as problem:
        raise InputError("not valid YAML: it holds a value that cannot be read") from problem


def documents_of(text: str) -> list[Any]:
    """The data of each document of a YAML file, or the one of a JSON file; raises InputError like data_of."""
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return [data_of(text)]
    return _parsed(text, lambda: list(yaml.load_all(text, Loader=_Loader)))


class _Loader(_Fast):
    """Plain data only: dates stay text, and a key given twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"the key {twice!r} stands twice", node.start_mark)
        return dict(super().construct_mapping(node, deep))


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Replacing(list[Any]):
    """A list that a Compose file marks with ``!override`` or ``!reset``: it takes the place of the one below it."""


def _replacing(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """What stands under one of the two marks of Compose; nothing of what is reset."""
    if node.tag == "!reset" or not isinstance(node, (yaml.SequenceNode, yaml.MappingNode)):
        return Replacing()
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return Replacing(loader.construct_sequence(node, deep=True))


for _mark in ("!reset", "!override"):
    _Loader.add_constructor(_mark, _replacing)


def _check(text: str) -> None:
    """Refuse what makes a small file large, deep or endless, before any of it is built.

    An alias counts as much as what it stands for, so that aliases of aliases are counted out and not tried out.
    """
    sizes: dict[str, int] = {}
    waiting: list[tuple[str, int]] = []
    count = 0
    for event in yaml.parse(text, Loader=_Fast):
        count += 1
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise InputError(f"line {_line(event)} refers to *{event.anchor}, which is not written out before it")
            count += sizes[event.anchor]
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            waiting.append((event.anchor or "", count))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            anchor, before = waiting.pop()
            sizes |= {anchor: count - before} if anchor else {}
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = 1
        if len(waiting) > DEPTH:
            raise InputError(f"the file is nested deeper than {DEPTH} levels at line {_line(event)}")
        if count > MOST_VALUES:
            raise InputError(f"the file holds more than {MOST_VALUES:,} values at line {_line(event)}; split it")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _where(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _what(problem: yaml.YAMLError) -> str:
    return str(getattr(problem, "problem", None) or "it cannot be parsed")
