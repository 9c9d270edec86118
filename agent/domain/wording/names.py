"""The names of a model's parts as they are shown: those that stand twice are told apart by their ids."""

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from agent.domain.system import Actor, Component, TrustBoundary
from knowledge.owners_words import when_removed

_MARK = re.compile(r"[CPB]-\d+\)")
MOST_NAMES = 24
_KEPT = 8
_Things = tuple[tuple[Component, ...], tuple[Actor, ...], tuple[TrustBoundary, ...]]
_recent: OrderedDict[tuple[int, ...], tuple[_Things, Mapping[str, str]]] = OrderedDict()
_lock = Lock()


def shown_names(
    components: tuple[Component, ...], actors: tuple[Actor, ...], boundaries: tuple[TrustBoundary, ...]
) -> Mapping[str, str]:
    """The name of everything by its id, such as ``orders API (C-2)`` where another part has the same name.

    The names of the models worked on last are kept, as they are asked for thing by thing.
    """
    things: _Things = (components, actors, boundaries)
    key = tuple(map(id, things))
    with _lock:
        found = _recent.get(key)
        if found is None:
            found = _recent[key] = (things, {**_told_apart((*components, *actors)), **_told_apart(boundaries)})
            while len(_recent) > _KEPT:
                _recent.popitem(last=False)
    return found[1]


def _let_go() -> None:
    with _lock:
        _recent.clear()


when_removed(_let_go)


def names_of(thing: Component | Actor) -> tuple[str, ...]:
    """Every name that the owner has for a part or people, the present one first."""
    return (thing.name, *thing.called)


def called_too(thing: Component | Actor, names: Iterable[str]) -> tuple[str, ...]:
    """The other names of a thing with some more of them, each once and none that it bears already."""
    by_key = {_key(name): name for name in reversed((*thing.called, *names)) if _key(name) != _key(thing.name)}
    return tuple(reversed(by_key.values()))[:MOST_NAMES]


def parted(name: str) -> tuple[str, str]:
    """A shown name without the mark that tells it apart, and that mark."""
    bare, begun, mark = name.rpartition(" (")
    is_marked = _MARK.fullmatch(mark) and bare[-1:].strip()
    return (bare, begun + mark) if is_marked else (name, "")


def shortened(name: str, most: int) -> str:
    """A shown name cut to a length, with its mark whole."""
    bare, mark = parted(name)
    room = max(1, most - len(mark))
    return name if len(name) <= most else f"{bare[: room - 1].rstrip()}…{mark}"


def _told_apart(things: tuple[Component | Actor | TrustBoundary, ...]) -> dict[str, str]:
    counts = Counter(_key(thing.name) for thing in things)
    return {one.id: one.name if counts[_key(one.name)] == 1 else f"{one.name} ({one.id})" for one in things}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
