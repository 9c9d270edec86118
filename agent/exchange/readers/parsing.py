"""Parse a file from elsewhere as JSON or YAML: bounded in size and depth, without aliases, tags or double keys."""

from typing import Any

import yaml

from agent.domain.redaction import mask
from agent.errors import InputError
from agent.exchange.as_json import strict

LIMIT = 5 * 1024 * 1024
"""The most characters a file may have."""
DEPTH = 60


def data_of(text: str) -> Any:
    """The data of a file; raises InputError with the line of what is wrong."""
    if len(text) > LIMIT:
        raise InputError(f"the file has {len(text):,} characters; the limit is {LIMIT:,}")
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return strict(text)
    try:
        _check(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        raise InputError(f"not valid YAML{_where(problem)}: {mask(_what(problem)).text}") from problem
    except (RecursionError, ValueError) as problem:
        raise InputError("not valid YAML: it holds a value that cannot be read") from problem


class _Loader(yaml.SafeLoader):
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


def _check(text: str) -> None:
    """Refuse what makes a small file large or deep, before any of it is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise InputError(f"line {_line(event)} refers to an anchor (*{event.anchor}); write the value out instead")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > DEPTH:
            raise InputError(f"the file is nested deeper than {DEPTH} levels at line {_line(event)}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _where(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _what(problem: yaml.YAMLError) -> str:
    return str(getattr(problem, "problem", None) or "it cannot be parsed")
