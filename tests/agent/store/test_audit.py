"""What was done is kept as a chain of rows, and whoever changes one of them is found out."""

import threading

import pytest

from agent.domain.changes.edits import DecideThreat, DescribeSystem, Edit
from agent.domain.sessions.session import Reply
from agent.domain.threats import ThreatStatus
from agent.store import Database, SessionStore
from agent.store.access.audit import NOBODY, AuditRow, Deed, digest_of, end_of, forget, note, problems, read
from tests.agent.store.test_sessions import NOON, change, held, named, opened, said, spoken


def rows(store: SessionStore) -> list[AuditRow]:
    with store._database.read() as connection:
        return list(read(connection))


def wrong(store: SessionStore, known: tuple[int, str] | None = None) -> list[str]:
    with store._database.read() as connection:
        return list(problems(connection, known))


def tamper(store: SessionStore, *statements: str) -> None:
    with store._database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def lived(store: SessionStore) -> SessionStore:
    """A store in which six things were done."""
    session = opened(store)
    spoken(store, session, "Bot")
    spoken(store, session, "Other")
    store.archive(session, NOON)
    store.delete(session, NOON)
    store.bring_back(session)
    return store


def test_what_is_done_stands_in_the_chain_in_order(lived: SessionStore) -> None:
    told = rows(lived)
    assert [row.action for row in told] == ["change", "change", "change", "archive", "delete", "bring back"]
    assert [row.number for row in told] == [1, 2, 3, 4, 5, 6]
    assert [row.name for row in told] == ["owner"] * 3 + ["system"] * 3, "the store itself acts for the program"
    assert told[1].detail == {"version": 1, "edits": {"describe_system": 1}}


def test_a_whole_chain_has_nothing_wrong(lived: SessionStore) -> None:
    assert wrong(lived) == []


def test_the_chain_tells_nothing_of_what_was_written(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "canary-name")
    with store._database.read() as connection:
        kept = connection.exec_driver_sql("SELECT detail FROM tw_audit").scalars().all()
    assert all(b"canary" not in bytes(detail) for detail in kept)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE tw_audit SET action = 'nothing' WHERE number = 3", "row 3 was changed or moved"),
        ("UPDATE tw_audit SET session = NULL WHERE number = 1", "row 1 was changed or moved"),
        ("UPDATE tw_audit SET at = '2020-01-01' WHERE number = 6", "row 6 was changed or moved"),
        ("DELETE FROM tw_audit WHERE number IN (3, 4)", "rows 3 to 4 are missing"),
        ("DELETE FROM tw_audit WHERE number = 1", "rows 1 to 1 are missing"),
        ("DELETE FROM tw_audit WHERE number = 6", "rows are missing at its end"),
        ("UPDATE tw_audit SET number = 100 WHERE number = 2", "row 100 was changed or moved"),
    ],
)
def test_a_row_that_was_changed_or_removed_is_named(lived: SessionStore, statement: str, told: str) -> None:
    tamper(lived, statement)
    assert any(told in line for line in wrong(lived))


def test_rows_that_changed_places_are_named(lived: SessionStore) -> None:
    tamper(
        lived,
        "UPDATE tw_audit SET number = 100 WHERE number = 2",
        "UPDATE tw_audit SET number = 2 WHERE number = 3",
        "UPDATE tw_audit SET number = 3 WHERE number = 100",
    )
    assert {"row 2 was changed or moved", "row 3 was changed or moved"} <= set(wrong(lived))


def test_a_chain_that_was_cut_and_mended_does_not_hold_against_its_known_end(lived: SessionStore) -> None:
    with lived._database.read() as connection:
        known = end_of(connection)
    assert wrong(lived, known) == []
    tamper(
        lived,
        "DELETE FROM tw_audit WHERE number = 6",
        "UPDATE tw_audit_end SET number = 5, hash = (SELECT hash FROM tw_audit WHERE number = 5)",
    )
    assert wrong(lived) == [], "nothing inside the database can tell"
    assert wrong(lived, known) == ["row 6 is not the one that was known"]


def test_an_action_that_does_not_happen_leaves_no_row(store: SessionStore) -> None:
    def failing() -> None:
        with store._database.write() as connection:
            note(connection, Deed(action="export"))
            raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert rows(store) == []


def test_a_removed_model_leaves_its_deeds_and_the_chain_whole(lived: SessionStore) -> None:
    session = rows(lived)[0].session
    assert session is not None
    lived.purge(session)
    assert [row.action for row in rows(lived)][-1] == "purge"
    assert {row.session for row in rows(lived)} == {digest_of(session)}, "its address is gone too"
    assert wrong(lived) == []


def test_a_forgotten_name_leaves_the_chain_whole(lived: SessionStore) -> None:
    with lived._database.write() as connection:
        forget(connection, "owner")
    assert {row.name for row in rows(lived)} == {NOBODY, "system"}
    assert wrong(lived) == []


def test_ids_of_threats_and_controls_are_named_but_no_others(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said(), (), NOON)
    edits: tuple[Edit, ...] = (
        DescribeSystem(name="T-007"),
        DecideThreat(threat="T-003", status=ThreatStatus.OPEN),
    )
    told = change("Bot").model_copy(update={"edits": edits, "model": named("Bot")})
    store.finish_turn(held(store, session), number, 0, told, Reply(text="done"), NOON)
    assert rows(store)[-1].detail["ids"] == ["T-003"]


def test_many_writers_at_once_make_one_chain(store: SessionStore, store_url: str) -> None:
    sessions = [opened(store) for _ in range(4)]
    stores = [SessionStore(Database(store_url)) for _ in sessions]
    faults: list[BaseException] = []

    def work(own: SessionStore, session: str) -> None:
        try:
            for turn in range(6):
                spoken(own, session, f"Bot{turn}")
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(stores, sessions, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in stores:
        own.close()
    assert faults == []
    assert len(rows(store)) == 4 + 4 * 6
    assert wrong(store) == []
