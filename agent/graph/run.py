"""Run one turn through the graph, or go on with one that was cut off."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from agent.domain.changes.apply import Terms
from agent.domain.sessions.session import Question, Reply, Turn
from agent.graph.checkpoints import Checkpoints
from agent.graph.nodes import LABELS
from agent.graph.replay import accepted, model_in_draft, model_of
from agent.graph.state import Bench, Finished, Progress, TurnState
from agent.graph.unkept_run import Unkept, UnkeptRun
from knowledge.errors import ThreatparleyError

if TYPE_CHECKING:
    from agent.graph.build import TurnGraph

OnStep = Callable[[Progress], None]

STEPS_WITH_A_DRAFT = 9
"""Read, apply, assess, suggest, compose, check, apply, ask, reply."""

_UNFIT = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, ImportError, ThreatparleyError,
)  # fmt: skip
"""What a run that goes on from a strange checkpoint may raise; the turn is then run anew."""


class TurnStopped(Exception):
    """The run was told to stop and did so between two steps; it can go on later."""


class TurnRunner:
    """Runs turns; the session is only read here, the caller stores what comes of a run."""

    def __init__(
        self, checkpoints: Checkpoints | Unkept, terms: Terms, unfinished: Callable[[], Iterable[tuple[str, int]]]
    ) -> None:
        self._checkpoints, self._terms, self._unfinished = checkpoints, terms, unfinished
        self._swept = False

    def run(self, bench: Bench, turn: Turn, notes: tuple[str, ...], on_step: OnStep) -> Finished:
        """What came of the turn, going on from its checkpoint where that fits, else from the start."""
        thread = thread_of(bench.session.id, turn.number)
        first: TurnState = {"base": bench.session.version, "turn": turn.model_dump(mode="json"), "notes": list(notes)}
        try:
            graph = self._checkpoints.graph()
            self._sweep(graph)
            finished = self._gone_on(graph, thread, first, bench, on_step)
            return finished or self._finished(_follow(graph, thread, first, bench, on_step), bench)
        except self._checkpoints.errors as problem:
            graph = self._checkpoints.without(problem)
            return self._finished(_follow(graph, thread, first, bench, on_step), bench)

    def warm_up(self) -> None:
        """Load what the first turn needs."""
        self._checkpoints.graph()

    def forget(self, session: str, number: int) -> None:
        """Drop the checkpoints of a turn that has ended; what stays behind by mischance does no harm."""
        try:
            self._checkpoints.graph().forget(thread_of(session, number))
        except self._checkpoints.errors as problem:
            self._checkpoints.without(problem)

    def scrub(self) -> None:
        """Leave no bytes of dropped checkpoints behind."""
        self._checkpoints.scrub()

    def close(self) -> None:
        """Close the checkpoints."""
        self._checkpoints.close()

    def _sweep(self, graph: "TurnGraph | UnkeptRun") -> None:
        """Once per process, drop what crashes left of turns that have ended."""
        if not self._swept:
            self._swept = True
            graph.keep_only(frozenset(thread_of(*turn) for turn in self._unfinished()))

    def _gone_on(
        self, graph: "TurnGraph | UnkeptRun", thread: str, first: TurnState, bench: Bench, on_step: OnStep
    ) -> Finished | None:
        """What came of a turn that was cut off; None where nothing fitting is kept, so that it is run anew."""
        try:
            kept = graph.kept(thread)
            if kept is None:
                return None
            if all(kept.get(name) == first.get(name) for name in ("base", "turn")):
                model_in_draft(kept, bench, self._terms)
                return self._finished(_follow(graph, thread, None, bench, on_step) or kept, bench)
        except _UNFIT:
            bench.models.clear()
        graph.forget(thread)
        return None

    def _finished(self, state: TurnState, bench: Bench) -> Finished:
        asked = state.get("question")
        return Finished(
            model=model_of(state, bench, self._terms),
            edits=accepted(state, bench),
            restores=state.get("restores"),
            question=bench.take(Question, asked) if asked else None,
            reply=bench.take(Reply, state["reply"]),
        )


def thread_of(session: str, number: int) -> str:
    """The name under which a turn's checkpoints are kept."""
    return f"{session}:{number}"


def _follow(
    graph: "TurnGraph | UnkeptRun", thread: str, first: TurnState | None, bench: Bench, on_step: OnStep
) -> TurnState:
    """Follow a run to its end, telling each finished step; gives the state it reached."""
    done, total = 0, STEPS_WITH_A_DRAFT
    reached: TurnState = {}
    for name, state in graph.run(thread, first, bench):
        reached = state or reached
        if name in LABELS:
            done += 1
            if name in ("ask", "reply"):
                total = done + (name == "ask")
            on_step(Progress(step=name, label=LABELS[name], done=done, total=max(done, total)))
        if bench.stop.is_set():
            raise TurnStopped
    return reached
