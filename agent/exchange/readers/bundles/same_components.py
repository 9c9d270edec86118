"""Which parts of several files are the same thing: by port, host, image, address or name; and who stands in."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.domain.system import Component
from agent.exchange.readers.read_result import Read
from knowledge.vocabulary import ComponentKind

_WORD = re.compile(r"[^\W_]+")
_ADDED = frozenset(("mcp", "server", "service", "svc", "the", "container", "app", "model"))
"""Words that files add to the name of a thing: the MCP server ``git (MCP server)`` is the service ``git``."""
_ORDER = ("resource", "port", "site", "host", "model", "data", "step", "name", "image")
"""Sorts of marks, the surest first."""
_LOOSE = frozenset((ComponentKind.SERVICE, ComponentKind.EXTERNAL_SERVICE, ComponentKind.CLIENT, ComponentKind.TOOL))
"""Kinds that say little, so that another file may say more."""

Spot = tuple[int, str]
"""The number of a file, and the id of a part in it."""


@dataclass
class Group:
    """What several files say of one part."""

    spots: list[Spot] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)
    runs_here: bool = False
    """Whether a file sets it up, as something of the machines that it describes."""

    @property
    def kind(self) -> ComponentKind:
        """The first kind that says more than that there is something."""
        told = [one.kind for one in self.parts if not one.inferred] or [one.kind for one in self.parts]
        return next((kind for kind in told if kind not in _LOOSE), told[0])

    @property
    def contradicts(self) -> tuple[Component, ...]:
        """Parts of which files tell different things, the first of each kind; none where they agree."""
        firm = {one.kind: one for one in reversed(self.parts) if one.kind not in _LOOSE and not one.inferred}
        return tuple(firm.values()) if len(firm) > 1 else ()


@dataclass
class Joined:
    """The parts of all files, each once."""

    groups: list[Group]
    of: dict[Spot, Group]
    guesses: list[tuple[int, Component, Component]]
    """Parts that were taken for the one they stand for, with the number of their file and that one."""
    unclear: list[tuple[int, Component, tuple[Component, ...]]]
    """Parts that could stand for several, with the number of their file."""
    doubts: list[tuple[int, Component, Group]]
    """Parts with the name of another that is something else; they are kept apart."""


def joined(reads: Sequence[Read]) -> Joined:
    """Put together the parts that share a mark which is theirs alone in their file."""
    found = Joined([], {}, [], [], [])
    known: dict[str, Group] = {}
    for number, read in enumerate(reads):
        marks = _marks(read)
        for part in read.model.components:
            if part.id in read.stand_ins:
                continue
            mine = sorted(marks[part.id], key=_rank)
            fit = [(mark, known[mark]) for mark in mine if mark in known and not _holds(known[mark], number)]
            away = any(mark.startswith("site:") for mark in mine)
            group = next((one for mark, one in fit if not _is_another(part, mark, one, away)), None)
            if fit and group is None:
                found.doubts.append((number, part, fit[0][1]))
            if group is None:
                group = Group()
                found.groups.append(group)
            _add(part, number, group, found)
            group.runs_here |= any(mark.startswith(("port:", "host:", "image:")) for mark in mine)
            for mark in mine:
                known.setdefault(mark, group)
    for number, read in enumerate(reads):
        for part in read.model.components:
            if part.id in read.stand_ins:
                _stand_in(part, number, read.stand_ins[part.id], found)
    return found


def _marks(read: Read) -> dict[str, frozenset[str]]:
    """The marks of each part, without those that two parts of the file share."""
    every = {part.id: {*read.marks.get(part.id, ()), *_names(part)} for part in read.model.components}
    counted = Counter(mark for marks in every.values() for mark in marks)
    return {key: frozenset(mark for mark in marks if counted[mark] == 1) for key, marks in every.items()}


def _names(part: Component) -> Iterator[str]:
    for name in (part.name, *part.called):
        words = [word for word in _WORD.findall(name.casefold()) if word not in _ADDED]
        if words:
            yield f"name:{'-'.join(words)}"


def _rank(mark: str) -> tuple[int, str]:
    return _ORDER.index(mark.partition(":")[0]), mark


def _is_another(part: Component, mark: str, group: Group, away: bool) -> bool:
    """Whether two parts have no more than a name in common, and are known to be different things.

    What is reached at a site elsewhere is not what runs here under the same name.
    """
    if away and mark.startswith("name:") and group.runs_here:
        return True
    firm = not part.inferred and part.kind not in _LOOSE and group.kind not in _LOOSE
    return mark.startswith("name:") and firm and part.kind is not group.kind


def _holds(group: Group, number: int) -> bool:
    """Whether a group has a part of this file already; two parts of one file are never the same."""
    return any(one == number for one, _ in group.spots)


def _add(part: Component, number: int, group: Group, found: Joined) -> None:
    group.spots.append((number, part.id))
    group.parts.append(part)
    found.of[number, part.id] = group


def _stand_in(part: Component, number: int, kind: ComponentKind, found: Joined) -> None:
    """Take a part that is only implied for the one of its kind that other files name, where there is just one."""
    fit = [group for group in found.groups if group.kind is kind and not _holds(group, number)]
    if len(fit) == 1:
        found.guesses.append((number, part, fit[0].parts[0]))
        _add(part, number, fit[0], found)
        return
    if fit:
        found.unclear.append((number, part, tuple(group.parts[0] for group in fit)))
    alone = Group()
    found.groups.append(alone)
    _add(part, number, alone, found)
