"""A queue that gives each owner, and each lane of an owner, its turn; it holds no thread and reads no clock."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")
RECENT = 60.0
"""Seconds for which an owner counts as being around after its last piece of work."""


@dataclass(frozen=True)
class Claim(Generic[T]):
    """A piece of work with the owner it is for and the lane in which only one is done at a time."""

    owner: str
    lane: str
    item: T


class FairQueue(Generic[T]):
    """Hands out work one by one: owners take turns, and so do the lanes of each.

    Of one owner's work at most ``each`` pieces are at work while others are around. An owner that is alone may have
    all but one of ``workers``, so that whoever comes next finds a place at once. The caller keeps threads apart.
    """

    def __init__(self, workers: int, each: int, now: Callable[[], float]) -> None:
        """For so many workers; ``now`` gives seconds."""
        self._workers, self._each, self._now = workers, each, now
        self._owners = _Line()
        self._lanes: dict[str, _Line] = {}
        self._waiting: dict[str, dict[str, deque[T]]] = {}
        self._busy: set[tuple[str, str]] = set()
        self._running: Counter[str] = Counter()
        self._seen: dict[str, float] = {}

    def __len__(self) -> int:
        return sum(self._sizes().values())

    def put(self, owner: str, lane: str, item: T) -> None:
        """Let a piece of work wait for its turn, behind what waits in its lane."""
        self._owners.join(owner)
        self._lanes.setdefault(owner, _Line()).join(lane)
        self._waiting.setdefault(owner, {}).setdefault(lane, deque()).append(item)
        self._seen[owner] = self._now()

    def take(self) -> Claim[T] | None:
        """The next piece of work, or none where all that waits has to wait on; it is given back when done."""
        if self._running.total() >= self._workers:
            return None
        for owner in self._owners.in_order(self._waiting):
            if self._running[owner] >= self._most(owner):
                continue
            for lane in self._lanes[owner].in_order(self._waiting[owner]):
                if (owner, lane) not in self._busy:
                    return self._taken(owner, lane)
        return None

    def give_back(self, claim: Claim[T]) -> None:
        """Say that a piece of work is done."""
        owner, lane = claim.owner, claim.lane
        self._busy.discard((owner, lane))
        self._running[owner] -= 1
        self._seen[owner] = self._now()
        if lane not in self._waiting.get(owner, {}):
            self._lanes[owner].leave(lane)
        if owner not in self._waiting and not self._running[owner]:
            self._owners.leave(owner)
            del self._lanes[owner], self._running[owner]

    def drop(self) -> tuple[T, ...]:
        """Take out everything that waits."""
        items = tuple(item for lanes in self._waiting.values() for lane in lanes.values() for item in lane)
        self._waiting.clear()
        return items

    def ahead(self, owner: str, lane: str, item: T) -> int | None:
        """How many pieces of work are begun before one that waits; none where it does not wait."""
        lanes = self._waiting.get(owner, {})
        if item not in lanes.get(lane, ()):
            return None
        depth = lanes[lane].index(item)
        own = depth + self._lanes[owner].before(lane, depth, {name: len(items) for name, items in lanes.items()})
        return own + self._owners.before(owner, own, self._sizes())

    def _sizes(self) -> dict[str, int]:
        return {owner: sum(map(len, lanes.values())) for owner, lanes in self._waiting.items()}

    def _most(self, owner: str) -> int:
        """How many pieces of an owner's work may be done at the same time, now."""
        long_ago = self._now() - RECENT
        self._seen = {name: at for name, at in self._seen.items() if at >= long_ago or name in self._lanes}
        alone = not any(name != owner for name in self._seen)
        return max(1, self._workers - 1) if alone else self._each

    def _taken(self, owner: str, lane: str) -> Claim[T]:
        lanes = self._waiting[owner]
        claim = Claim(owner, lane, lanes[lane].popleft())
        if not lanes[lane]:
            del lanes[lane]
        if not lanes:
            del self._waiting[owner]
        self._owners.serve(owner)
        self._lanes[owner].serve(lane)
        self._busy.add((owner, lane))
        self._running[owner] += 1
        return claim


@dataclass
class _Line:
    """Who comes next among equals: whoever has had least since joining; one that joins is not owed the past."""

    _had: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By name, how much it has had, and its place among those that have had as much."""
    _joined: "count[int]" = field(default_factory=count)
    _now: int = 0

    def join(self, name: str) -> None:
        self._had.setdefault(name, (self._now, next(self._joined)))

    def leave(self, name: str) -> None:
        self._had.pop(name, None)

    def serve(self, name: str) -> None:
        had, place = self._had[name]
        self._now = max(self._now, had)
        self._had[name] = (had + 1, place)

    def in_order(self, names: dict[str, T]) -> list[str]:
        return sorted(names, key=self._had.__getitem__)

    def before(self, name: str, rounds: int, sizes: dict[str, int]) -> int:
        """How much of the others comes before what a name gets after so many rounds."""
        had, place = self._had[name]
        reached = had + rounds
        others = ((self._had[other], size) for other, size in sizes.items() if other != name)
        return sum(max(0, min(size, reached - theirs + (rank < place))) for (theirs, rank), size in others)
