"""Keep a session inside the state itself, for a server that hosts the graph and stores threads on its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypedDict, cast

from agent.domain.changes.apply import Terms
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Reply, Said, Session, Turn, TurnStatus
from agent.errors import InputError
from agent.graph.nodes import bench_from
from agent.graph.replay import model_of
from agent.graph.state import Json, TurnState
from agent.input_validation import clean_said

ID = "held-by-the-thread"
KEY = "served-turn-{}"


class ServedState(TypedDict, total=False):
    """What a served thread holds: what is said goes in, the session with the answer comes out."""

    said: Json
    """Such as ``{"text": "We run a support bot"}`` or ``{"question": "exposure", "chosen": ["public"]}``."""
    answer: str
    session: Json
    base: int
    turn: Json
    notes: list[str]
    reading: Json
    heard: list[Json] | None
    settled: list[Json] | None
    restores: int | None
    question: Json | None
    reply: Json


def take(state: ServedState) -> ServedState:
    """Lay out one turn of the thread's session, which begins with the first."""
    if "said" not in state:
        raise InputError('what is said is missing; send an input such as {"said": {"text": "We run a support bot"}}')
    now = datetime.now(UTC)
    kept = state.get("session")
    session = Session.model_validate(kept) if kept else Session(id=ID, version=0, model=ThreatModel(), created=now)
    number = len(session.turns) + 1
    clean = clean_said(Said.model_validate({"key": KEY.format(number), **state["said"]}))
    turn = Turn(number=number, said=clean.said, at=now)
    return {
        "session": session.model_dump(mode="json"),
        "turn": turn.model_dump(mode="json"),
        "base": session.version,
        "notes": list(clean.notes),
        "heard": None,
        "settled": None,
        "restores": None,
    }


def keeper(terms: Terms) -> Callable[[ServedState], ServedState]:
    """A step that puts the thread's session together after the turn."""

    def keep(state: ServedState) -> ServedState:
        shared = cast(TurnState, state)
        bench = bench_from(shared)
        return _after(state, bench.session, model_of(shared, bench, terms))

    return keep


def _after(state: ServedState, session: Session, model: ThreatModel) -> ServedState:
    reply = Reply.model_validate(state["reply"])
    turn = Turn.model_validate(state["turn"]).model_copy(update={"status": TurnStatus.DONE, "reply": reply})
    after = session.model_copy(
        update={
            "version": session.version + (model != session.model),
            "model": model,
            "turns": (*session.turns, turn),
            "question": reply.question,
        }
    )
    return {"session": after.model_dump(mode="json"), "answer": reply.text}
