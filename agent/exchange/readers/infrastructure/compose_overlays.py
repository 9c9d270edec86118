"""Compose files on top of one another: one that only adds to services of another is merged into it, then read."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from agent.errors import InputError
from agent.exchange.readers.parsing import MOST_VALUES, Replacing, data_of

_BY_NAME = frozenset(("environment", "labels", "annotations", "args", "build_args"))
"""Lists of ``NAME=value`` that are the same as an object."""
_REPLACED = frozenset(("command", "entrypoint", "test"))
"""Lists that are never put together."""
_BY_TARGET = frozenset(("volumes", "secrets", "configs", "devices"))
"""Lists of which a later item goes before an earlier one for the same place in the container."""
_WHOLE = frozenset(("image", "build", "extends"))
"""A service has one of these, unless its file only adds to another."""
_HOPS = 20
_GONE = object()


@dataclass(frozen=True)
class Stack:
    """Compose files that make one, the first at the bottom."""

    numbers: tuple[int, ...]
    """Their places among the files of the bundle."""
    data: Mapping[str, Any]
    as_it_stands: bool
    """Whether it is one file that takes nothing over from others."""

    @property
    def text(self) -> str:
        """The merged file."""
        return json.dumps(self.data, ensure_ascii=False, default=str)


def stacks(files: Sequence[tuple[str, str]], composed: Sequence[int]) -> list[Stack]:
    """The Compose files among some, given by their places, put together where one goes on top of another.

    A file is on top where it adds to a service of an earlier one and could not run alone, or is named as such files
    are: ``compose.override.yaml`` and ``compose.prod.yaml`` on ``compose.yaml``. What a service takes over from
    another file of them comes along. Raises InputError where one is broken.
    """
    data = {number: _object(files[number][1]) for number in composed}
    by_name = {files[number][0]: one for number, one in data.items()}
    found: list[Stack] = []
    for number in sorted(composed, key=lambda one: _is_top_name(files[one][0])):
        whole = {**data[number], "services": _extended(data[number], by_name)}
        below = next((one for one in found if _is_on(files, number, whole, one)), None)
        if below is None:
            found.append(Stack((number,), whole, whole == data[number]))
        else:
            together = Stack((*below.numbers, number), merged(below.data, whole), False)
            found[found.index(below)] = together
    return found


def merged(below: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """One object of two: what is on top counts, lists are put together, and what is reset is gone."""
    return {key: value for key in {**below, **top} if (value := _both(key, below.get(key), top.get(key))) is not _GONE}


def with_bases(services: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """The services, each with what it takes over from another one; what cannot be found stays as it stands there.

    Raises InputError where that makes a small file large.
    """
    found = {name: _with_base(name, services, files or {}, 0) for name in services}
    sizes: dict[int, int] = {}
    if sum(_size(one, sizes) for one in found.values()) > MOST_VALUES:
        raise InputError(
            f"at /services: what services take over makes more than {MOST_VALUES:,} values; split the file"
        )
    return found


def _size(value: Any, sizes: dict[int, int]) -> int:
    """How many values stand in one, each counted once for every place it is taken over to."""
    if not isinstance(value, (dict, list)):
        return 1
    if id(value) not in sizes:
        inner = value.values() if isinstance(value, dict) else value
        sizes[id(value)] = 1 + sum(_size(one, sizes) for one in inner)
    return sizes[id(value)]


def _object(text: str) -> dict[str, Any]:
    found = data_of(text)
    if not isinstance(found, dict):
        raise InputError("at /: expected an object")
    return found


def _extended(data: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]]) -> Any:
    services = data.get("services")
    return with_bases(services, files) if isinstance(services, dict) else services


def _with_base(name: str, services: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]], hops: int) -> Any:
    own = services.get(name)
    wanted = own.get("extends") if isinstance(own, dict) else None
    base, file = _named(wanted)
    there = _services(files.get(PurePosixPath(file).name)) if file else services
    if not isinstance(own, dict) or base not in there or hops >= _HOPS or (there is services and base == name):
        return own
    under = _with_base(base, there, files, hops + 1)
    rest = {key: value for key, value in own.items() if key != "extends"}
    return merged(under, rest) if isinstance(under, dict) else own


def _named(wanted: object) -> tuple[str, str]:
    """The service that another one extends, and its file where it is not the same."""
    if isinstance(wanted, str):
        return wanted, ""
    if isinstance(wanted, dict):
        return str(wanted.get("service") or ""), str(wanted.get("file") or "")
    return "", ""


def _services(data: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found = (data or {}).get("services")
    return found if isinstance(found, dict) else {}


def _is_top_name(name: str) -> bool:
    return "override" in PurePosixPath(name).stem


def _is_on(files: Sequence[tuple[str, str]], number: int, whole: Mapping[str, Any], below: Stack) -> bool:
    """Whether a file goes on top of some."""
    own, there = _services(whole), _services(below.data)
    shared = own.keys() & there.keys()
    if not shared:
        return False
    partial = any(isinstance(own[name], dict) and not _WHOLE & own[name].keys() for name in shared)
    base, name = (PurePosixPath(files[one][0]).name for one in (below.numbers[0], number))
    stem = base.rpartition(".")[0]
    return partial or _is_top_name(name) or name.startswith(f"{stem}.")


def _both(key: str, below: Any, top: Any) -> Any:
    if isinstance(top, Replacing):
        return list(top) or _GONE
    if key in _BY_NAME or isinstance(below, dict) != isinstance(top, dict):
        below, top = _keyed(below), _keyed(top)
    if top is None or below is None:
        return below if top is None else top
    if isinstance(below, dict) and isinstance(top, dict):
        return merged(below, top)
    if isinstance(below, list) and isinstance(top, list) and key not in _REPLACED:
        return _list(key, below, top)
    return top


def _keyed(value: Any) -> Any:
    """A list of names, with or without values, as an object; anything else as it is."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return {name: content if mark else None for name, mark, content in (one.partition("=") for one in value)}
    return value


def _list(key: str, below: Iterable[Any], top: Iterable[Any]) -> list[Any]:
    """Both lists, an item once; of two for the same place the later one."""
    found: dict[str, Any] = {}
    for one in (*below, *top):
        found[_place(key, one)] = one
    return list(found.values())


def _place(key: str, one: Any) -> str:
    if key in _BY_TARGET and isinstance(one, dict) and one.get("target"):
        return str(one["target"])
    if key == "volumes" and isinstance(one, str) and ":" in one:
        return list(_parts(one))[1]
    return json.dumps(one, sort_keys=True, default=str)


def _parts(volume: str) -> Iterator[str]:
    """The source and the place of a volume in its short form; colons within ``${...}`` part nothing."""
    depth, start = 0, 0
    for place, letter in enumerate(volume):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == ":" and depth <= 0:
            yield volume[start:place]
            start = place + 1
    yield volume[start:]
    yield ""
