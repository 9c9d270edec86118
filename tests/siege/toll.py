"""What trouble came to: turns lost, doubled, ended otherwise, and how long the longest took to go on."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from agent.domain.sessions.session import TurnStatus
from agent.errors import StoreUnavailable
from agent.facilitator import Facilitator

MOST_ASKED = 5
T = TypeVar("T")


def asked(ask: Callable[[], T]) -> T:
    """What the store answers; where it says to try again shortly, as to anybody on a busy machine, that is done."""
    for _ in range(MOST_ASKED):
        with suppress(StoreUnavailable):
            return ask()
    return ask()


@dataclass
class Toll:
    """What one kind of trouble came to."""

    what: str = ""
    kills: int = 0
    """How many turns were accepted and then met it."""
    refused: int = 0
    """How many were told that they could not be accepted, and are nowhere."""
    lost: int = 0
    doubled: int = 0
    otherwise: list[str] = field(default_factory=list)
    """Where a turn ended in another way than an undisturbed one does."""
    points: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds from the end of the trouble to the end of the turn, of the turn that took longest."""

    @contextmanager
    def recovering(self) -> Iterator[None]:
        """Note how long it takes to go on."""
        began = time.monotonic()
        yield
        self.slowest = max(self.slowest, time.monotonic() - began)

    def judge(self, facilitator: Facilitator, session: str, point: str, threats: int) -> None:
        """Count what became of the one turn of a session, and whether its threats are those of an undisturbed one."""
        after, versions = asked(partial(facilitator.open, session)), asked(partial(facilitator.history, session))
        turns = len(after.turns)
        self.kills += 1
        self.points[point.rpartition(":")[0] or point] += 1
        self.lost += turns == 0 or any(turn.status is TurnStatus.ACCEPTED for turn in after.turns)
        self.doubled += turns > 1 or len(versions) > 2
        if [turn.status for turn in after.turns] != [TurnStatus.DONE] or len(after.model.threats) != threats:
            self.otherwise.append(point)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled or otherwise."""
        return not (self.lost or self.doubled or self.otherwise)

    def row(self) -> str:
        """The row of the table."""
        otherwise = ", ".join(self.otherwise) or "0"
        done = f"{self.kills}" + (f", and {self.refused} refused" if self.refused else "")
        what = f"{self.what}, at {len(self.points)} kinds of points"
        return f"| {what} | {done} | {self.lost} | {self.doubled} | {otherwise} | {self.slowest:.1f} s |"
