"""Run a turn of which nothing is kept on the way: step after step, without LangGraph, which takes a second to import.

A command that drafts once and ends needs no checkpoint to go on from. The steps and routes are those of the graph.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

from agent.graph.state import Bench, TurnState
from agent.graph.wiring import FIRST, LAST, Wiring
from agent.settings import harden

harden()

GATHERED = "refused"
"""The one entry of the state to which steps add; they replace every other."""


class UnkeptRun:
    """Runs turns from their start to their end."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def kept(self, thread: str) -> TurnState | None:
        """Nothing is kept of a turn that was cut off."""
        return None

    def run(self, thread: str, state: TurnState | None, bench: Bench) -> Iterator[tuple[str, TurnState]]:
        """Run from a state; yields finished steps, then the whole state."""
        reached: dict[str, Any] = {GATHERED: [], **(state or {})}
        name = FIRST
        while True:
            before = cast(TurnState, reached)
            change = cast(dict[str, Any], self._wiring.steps[name](before, bench))
            gathered = [*reached[GATHERED], *change.get(GATHERED, ())]
            reached = {**reached, **change, GATHERED: gathered}
            yield name, TurnState()
            if name == LAST:
                break
            name = self._wiring.after(name, cast(TurnState, reached), bench)
        yield "", cast(TurnState, reached)

    def keep_only(self, threads: frozenset[str]) -> None:
        """There is nothing to drop."""

    def forget(self, thread: str) -> None:
        """There is nothing to drop."""


class Unkept:
    """Hands out the way to run a turn where no checkpoints are wanted."""

    errors: tuple[type[Exception], ...] = ()

    def __init__(self, wiring: Callable[[], Wiring]) -> None:
        self._wiring = wiring
        self._run: UnkeptRun | None = None

    def graph(self) -> UnkeptRun:
        """The run, wired once."""
        if self._run is None:
            self._run = UnkeptRun(self._wiring())
        return self._run

    def without(self, problem: Exception) -> UnkeptRun:
        """The same; there are no checkpoints that could fail."""
        return self.graph()

    def scrub(self) -> None:
        """There is nothing to overwrite."""

    def close(self) -> None:
        """There is nothing to close."""
