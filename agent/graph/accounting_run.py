"""Run turns with an account of a language model's part in each, which all steps of the turn share."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from agent.domain.sessions.session import Turn
from agent.graph.run import OnStep, TurnRunner
from agent.graph.state import Bench, Finished, Progress
from agent.process_metrics import Pulse

if TYPE_CHECKING:
    from agent.llm.turn_log import TurnLog


@runtime_checkable
class Accounted(Protocol):
    """An analyst that asks a language model; asked for what it can do, so that without one none of it is loaded."""

    after_turn: "Callable[[TurnLog], None]"

    def turn(
        self, session: str, stop: threading.Event | None, listener: Callable[[str], None] | None, apart: bool
    ) -> AbstractContextManager[None]:
        """Open the account of a turn."""
        ...

    def spent_today(self) -> dict[str, int]:
        """The tokens of today by conversation."""
        ...


class AccountingRunner(TurnRunner):
    """Opens an account for each turn; ``apart`` uses no answer again that was kept for another conversation."""

    def __init__(self, asking: Accounted, apart: bool, *parts: Any) -> None:
        super().__init__(*parts)
        self._asking, self._apart = asking, apart

    def run(self, bench: Bench, turn: Turn, notes: tuple[str, ...], on_step: OnStep) -> Finished:
        """What came of the turn."""
        if not bench.session.model.offline:
            bench.let_in()
        listener = (lambda words: on_step(_passage(words))) if bench.listened else None
        with self._asking.turn(bench.session.id, bench.hush, listener, self._apart):
            return super().run(bench, turn, notes, on_step)


def count_in(pulse: Pulse, asking: Accounted) -> None:
    """Have what a language model's part in each turn came to counted, beside whoever counts it already."""
    before = asking.after_turn

    def after(turn_log: "TurnLog") -> None:
        pulse.asked(turn_log.answered, turn_log.usage.total, tuple(one.kind.name for one in turn_log.troubles.values()))
        before(turn_log)

    asking.after_turn = after


def _passage(words: str) -> Progress:
    """Words to show while a turn is at work."""
    return Progress(step="words", label="", done=0, total=1, words=words)
