"""A store in memory answers as the database does, for all that one conversation asks of it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import LOCAL, Action
from agent.domain.sessions.session import Question, Reply, Session, TurnStatus
from agent.errors import SessionNotFound, VersionConflict
from agent.store import Change, Database, SessionStore, new_holder
from agent.store.passing import PassingStore
from knowledge.vocabulary import InterviewStage
from tests.agent.store.test_sessions import NOON, change, held, opened, said, spoken

WAITS = Question(id="q", facts=("q",), stage=InterviewStage.ARCHITECTURE, text="Is it?", why="So.", options=())


@pytest.fixture
def store() -> Iterator[SessionStore]:
    made = cast(SessionStore, PassingStore())
    yield made
    made.close()


def seen(store: SessionStore, session: str) -> tuple[object, ...]:
    """All that can be read of a session, but for its address."""
    now = store.open(session)
    models = tuple(store.model_at(session, line.version) for line in store.history(session))
    waiting = [number for _, number in store.unfinished_turns()]
    numbers, backlog = store.numbers(session), store.backlog()
    return (
        now.model_copy(update={"id": "x" * 16}),
        store.history(session),
        models,
        store.place(session),
        waiting,
        numbers,
        backlog,
    )


def done(store: SessionStore, session: str, order: str, number: int) -> object:
    """One order carried out; gives what it answers."""
    lease = held(store, session)
    place, head = store.place(session), store.open(session).version
    try:
        if order == "say":
            return store.accept_turn(
                session, said(f"text {number}", f"key-{number // 2:05}"), (f"note {number}",), NOON
            )
        pending = store.begin_turn(lease, 99)
        if order in ("end", "ask", "fail") and pending is not None:
            assert pending.session == session
            turn = pending.turn.number
            if order == "fail":
                store.fail_turn(lease, turn, "It broke.", NOON)
            else:
                reply = Reply(text="done", question=WAITS if order == "ask" else None)
                store.finish_turn(lease, turn, head, change(f"n {number}") if order == "end" else None, reply, NOON)
            return pending.turn, pending.notes, pending.tries
        target = place.earlier if order == "undo" else place.later
        if order in ("undo", "redo") and target is not None:
            back = Change(model=store.model_at(session, target), author="o" * 200, by="k", reason="r", restores=target)
            return store.restore(lease, head, back, WAITS, NOON)
        return None
    finally:
        store.release_lease(lease)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["say", "end", "ask", "fail", "undo", "redo"]), max_size=14))
def test_whatever_is_done_it_reads_as_from_the_database(orders: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = SessionStore(Database(f"sqlite:///{Path(folder) / 'tw.sqlite'}"))
        passing = cast(SessionStore, PassingStore())
        first, before = Change(model=ThreatModel(), author="owner", reason="Opened"), (said("before", "key-before"),)
        sessions = [store.create(first, WAITS, NOON, before=before).id for store in (kept, passing)]
        for number, order in enumerate(orders):
            answers = [done(store, one, order, number) for store, one in zip((kept, passing), sessions, strict=True)]
            assert answers[0] == answers[1], order
            assert seen(kept, sessions[0]) == seen(passing, sessions[1])
        kept.close()


def test_an_address_that_never_was_is_not_found(store: SessionStore) -> None:
    for ask in (store.open, store.history, store.place, store.numbers):
        with pytest.raises(SessionNotFound, match="No session has this address"):
            ask("nothing-of-the-kind")
    with pytest.raises(SessionNotFound):
        store.admit("nothing-of-the-kind", Action.READ)
    assert not store.may("nothing-of-the-kind", Action.READ)


def test_a_turn_or_a_version_that_is_not_there_is_told(store: SessionStore) -> None:
    session = opened(store)
    with pytest.raises(SessionNotFound, match="no turn 1"):
        store.turn_status(session, 1)
    for version in (-1, 1):
        with pytest.raises(VersionConflict, match="no version"):
            store.model_at(session, version)
    spoken(store, session, "one")
    assert store.turn_status(session, 1) is TurnStatus.DONE


def test_one_writes_at_a_time(store: SessionStore) -> None:
    session = opened(store)
    lease = held(store, session)
    assert store.acquire_lease(session, new_holder(), 1) is None
    assert store.renew_lease(lease)
    store.release_lease(lease)
    assert held(store, session).fence == lease.fence + 1


def test_a_write_from_an_old_version_is_refused_whole(store: SessionStore) -> None:
    session = opened(store)
    number, lease = store.accept_turn(session, said(), (), NOON), held(store, session)
    with pytest.raises(VersionConflict, match="moved on to version 0 since version 1"):
        store.finish_turn(lease, number, 1, change("late"), Reply(text="done"), NOON)
    with pytest.raises(VersionConflict):
        store.restore(lease, 1, change("late"), None, NOON)
    assert store.turn_status(session, number) is TurnStatus.ACCEPTED
    assert len(store.history(session)) == 1


def test_a_turn_ends_only_once(store: SessionStore) -> None:
    session = opened(store)
    number, lease = store.accept_turn(session, said(), (), NOON), held(store, session)
    store.fail_turn(lease, number, "It broke.", NOON)
    with pytest.raises(VersionConflict, match="has ended already"):
        store.finish_turn(lease, number, 0, change("late"), Reply(text="done"), NOON)
    assert store.open(session).version == 0


def test_what_is_let_go_is_gone_and_nothing_is_held_for_anybody(store: SessionStore) -> None:
    first, second = opened(store), opened(store)
    assert store.begun_by("owner") == {first, second}
    store.purge(first)
    store.scrub()
    assert store.begun_by("owner") == {second}
    assert store.held_by("owner") == (0, 0)
    assert isinstance(store.as_(LOCAL).open(second), Session)


def test_a_session_can_go_while_its_lease_is_held(store: SessionStore) -> None:
    session = opened(store)
    lease = held(store, session)
    store.purge(session)
    store.release_lease(lease)
    assert not store.may(session, Action.READ)
