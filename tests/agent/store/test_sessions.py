"""A store keeps every turn and version, and hands back exactly what was put in."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.domain.changes.edits import DescribeSystem
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Reply, Said, TurnStatus
from agent.domain.system import SystemProfile
from agent.errors import SessionBusy, SessionNotFound, VersionConflict
from agent.store import Change, Lease, SessionStore, new_holder
from tests.waiting import until

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def said(text: str = "hello", key: str = "key-00001") -> Said:
    return Said(text=text, key=key)


def named(name: str) -> ThreatModel:
    return ThreatModel(system=SystemProfile(name=name))


def change(name: str, restores: int | None = None) -> Change:
    edits = (DescribeSystem(name=name),)
    return Change(model=named(name), edits=edits, author="owner", reason=f"to {name}", restores=restores)


def opened(store: SessionStore) -> str:
    return store.create(Change(model=ThreatModel(), author="owner", reason="Opened"), None, NOON).id


def held(store: SessionStore, session: str, seconds: float = 30) -> Lease:
    lease = store.acquire_lease(session, new_holder(), seconds)
    assert lease is not None
    return lease


def spoken(store: SessionStore, session: str, name: str) -> int:
    """One whole turn that names the system; gives the new version."""
    number = store.accept_turn(session, said(name, f"key-{name:>8}"), (), NOON)
    lease = held(store, session)
    base = store.open(session).version
    version = store.finish_turn(lease, number, base, change(name), Reply(text="done"), NOON)
    store.release_lease(lease)
    return version


def test_a_new_session_is_empty_and_hard_to_guess(store: SessionStore) -> None:
    session = store.open(opened(store))
    assert (session.version, session.turns, session.model, session.can_undo) == (0, (), ThreatModel(), False)
    assert len(session.id) >= 22
    assert session.created == NOON


@pytest.mark.parametrize("call", ["open", "history", "place", "unknown-version"])
def test_an_unknown_session_gets_one_answer_everywhere(store: SessionStore, call: str) -> None:
    with pytest.raises(SessionNotFound, match="No session has this address"):
        store.model_at("no-such-session-here", 0) if call == "unknown-version" else getattr(store, call)("no-such")
    with pytest.raises(SessionNotFound, match="No session has this address"):
        store.accept_turn("no-such-session-here", said(), (), NOON)
    with pytest.raises(SessionNotFound, match="No session has this address"):
        store.acquire_lease("no-such-session-here", new_holder(), 5)


def test_a_turn_is_kept_before_any_work_on_it(store: SessionStore) -> None:
    session = opened(store)
    assert store.accept_turn(session, said("we run a bot"), ("a note",), NOON) == 1
    (turn,) = store.open(session).turns
    assert (turn.said.text, turn.status, turn.reply, turn.at) == ("we run a bot", TurnStatus.ACCEPTED, None, NOON)
    assert store.unfinished_turns() == ((session, 1),)


def test_the_same_key_is_heard_once(store: SessionStore) -> None:
    session = opened(store)
    first = store.accept_turn(session, said("once"), (), NOON)
    assert store.accept_turn(session, said("once"), (), NOON) == first
    assert store.accept_turn(session, said("twice", "key-00002"), (), NOON) == first + 1
    assert [turn.said.text for turn in store.open(session).turns] == ["once", "twice"]


def test_a_finished_turn_brings_its_version_and_reply_together(store: SessionStore) -> None:
    session = opened(store)
    assert spoken(store, session, "Bot") == 1
    kept = store.open(session)
    assert (kept.version, kept.model.system.name, kept.can_undo) == (1, "Bot", True)
    assert kept.turns[0].status is TurnStatus.DONE
    assert kept.turns[0].reply == Reply(text="done")
    assert store.edits_at(session, 1) == (DescribeSystem(name="Bot"),)
    assert store.unfinished_turns() == ()


def test_a_turn_that_changes_nothing_makes_no_version(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said(), (), NOON)
    assert store.finish_turn(held(store, session), number, 0, None, Reply(text="hm"), NOON) == 0
    assert [line.version for line in store.history(session)] == [0]


def test_a_failed_turn_says_why_and_leaves_the_model(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said(), (), NOON)
    store.fail_turn(held(store, session), number, "it broke \ud800", NOON)
    kept = store.open(session)
    assert (kept.turns[0].status, kept.turns[0].problem) == (TurnStatus.FAILED, "it broke \\ud800")
    assert kept.version == 0


def test_a_turn_ends_only_once(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said(), (), NOON)
    lease = held(store, session)
    store.finish_turn(lease, number, 0, change("Bot"), Reply(text="done"), NOON)
    with pytest.raises(VersionConflict, match="has ended already"):
        store.finish_turn(lease, number, 1, change("Other"), Reply(text="again"), NOON)
    with pytest.raises(VersionConflict, match="has ended already"):
        store.fail_turn(lease, number, "late", NOON)
    assert store.open(session).model.system.name == "Bot"


def test_a_write_from_an_old_version_is_refused_whole(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    number = store.accept_turn(session, said("late", "key-late"), (), NOON)
    with pytest.raises(VersionConflict, match="moved on to version 1 since version 0"):
        store.finish_turn(held(store, session), number, 0, change("Late"), Reply(text="done"), NOON)
    kept = store.open(session)
    assert (kept.version, kept.model.system.name, kept.turns[-1].status) == (1, "Bot", TurnStatus.ACCEPTED)


def test_undo_and_redo_are_versions_that_restore(store: SessionStore) -> None:
    session = opened(store)
    for name in ("one", "two", "three"):
        spoken(store, session, name)

    def step(target: int | None) -> tuple[str, int | None, int | None]:
        assert target is not None
        lease = held(store, session)
        model = store.model_at(session, target)
        back = Change(model=model, author="owner", reason="back", restores=target)
        store.restore(lease, store.open(session).version, back, None, NOON)
        store.release_lease(lease)
        place = store.place(session)
        return store.open(session).model.system.name, place.earlier, place.later

    assert step(store.place(session).earlier) == ("two", 1, 3)
    assert step(store.place(session).earlier) == ("one", 0, 2)
    assert step(store.place(session).earlier) == ("", None, 1)
    assert step(store.place(session).later) == ("one", 0, 2)
    assert step(store.place(session).later) == ("two", 1, 3)
    assert [line.restores for line in store.history(session)] == [None, None, None, None, 2, 1, 0, 1, 2]
    spoken(store, session, "new")
    place = store.place(session)
    assert (place.earlier, place.later) == (2, None)


def test_every_version_can_be_read_again(store: SessionStore) -> None:
    session = opened(store)
    for name in ("one", "two"):
        spoken(store, session, name)
    assert [store.model_at(session, number).system.name for number in range(3)] == ["", "one", "two"]
    assert [(line.version, line.reason, line.turn) for line in store.history(session)] == [
        (0, "Opened", None),
        (1, "to one", 1),
        (2, "to two", 2),
    ]
    with pytest.raises(VersionConflict, match="no version 9"):
        store.model_at(session, 9)


def test_the_list_shows_what_changed_last_first(store: SessionStore) -> None:
    ids = [opened(store) for _ in range(3)]
    for later, session in enumerate((ids[1], ids[0], ids[2])):
        store.accept_turn(session, said(), (), NOON + timedelta(minutes=later))
    assert [line.id for line in store.shelf()] == [ids[2], ids[0], ids[1]]


def test_a_second_writer_waits_its_turn(store: SessionStore) -> None:
    session = opened(store)
    lease = held(store, session)
    assert store.acquire_lease(session, new_holder(), 30) is None
    assert store.renew_lease(lease)
    store.release_lease(lease)
    assert held(store, session).fence == lease.fence + 1


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_stopped(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said(), (), NOON)
    stale = held(store, session, seconds=0.05)
    fresh = until(lambda: store.acquire_lease(session, new_holder(), 30))
    assert fresh is not None
    with pytest.raises(SessionBusy, match="taken over"):
        store.finish_turn(stale, number, 0, change("Stale"), Reply(text="late"), NOON)
    with pytest.raises(SessionBusy, match="taken over"):
        store.fail_turn(stale, number, "late", NOON)
    with pytest.raises(SessionBusy, match="taken over"):
        store.begin_turn(stale, number)
    assert not store.renew_lease(stale)
    store.release_lease(stale)
    assert store.acquire_lease(session, new_holder(), 30) is None
    store.finish_turn(fresh, number, 0, change("Fresh"), Reply(text="done"), NOON)
    assert store.open(session).model.system.name == "Fresh"


def test_a_lease_from_before_the_clock_was_set_back_does_not_shut_the_session(store: SessionStore) -> None:
    session = opened(store)
    held(store, session, seconds=30)
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE tw_leases SET expires = expires + 3600")
    assert store.acquire_lease(session, new_holder(), 30) is not None


def test_turns_are_begun_in_order_and_counted(store: SessionStore) -> None:
    session = opened(store)
    for number in range(1, 4):
        store.accept_turn(session, said(str(number), f"key-0000{number}"), (f"note {number}",), NOON)
    lease = held(store, session)
    first = store.begin_turn(lease, 2)
    again = store.begin_turn(lease, 2)
    assert first is not None
    assert again is not None
    assert (first.turn.number, first.notes, first.tries, again.tries) == (1, ("note 1",), 0, 1)
    store.fail_turn(lease, 1, "no", NOON)
    second = store.begin_turn(lease, 2)
    assert second is not None
    assert second.turn.number == 2
    store.fail_turn(lease, 2, "no", NOON)
    assert store.begin_turn(lease, 2) is None
    assert store.unfinished_turns() == ((session, 3),)
