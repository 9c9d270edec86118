"""What goes wrong with a database is said plainly, and nothing that was saved is harmed."""

import os
import socketserver
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Reply
from agent.errors import StoreUnavailable
from agent.store import Change, Database, SessionStore, database, new_holder
from agent.store.database_errors import meaning
from tests.agent.postgres import NOBODY, Cluster
from tests.agent.store.test_sessions import NOON, change, opened, said, spoken

MAKES_TABLES = True

STARTER = """
import sys
from datetime import UTC, datetime
from agent.domain.model import ThreatModel
from agent.store import Change, Database, SessionStore
store = SessionStore(Database(sys.argv[1]))
store.create(Change(model=ThreatModel(), author="owner", reason="Opened"), None, datetime.now(UTC))
store.close()
"""


def store_in(folder: Path) -> SessionStore:
    return SessionStore(Database(f"sqlite:///{folder / 'tw.sqlite'}"))


def test_a_full_disk_refuses_the_turn_and_keeps_the_rest(tmp_path: Path) -> None:
    base = Database(f"sqlite:///{tmp_path / 'tw.sqlite'}")
    store = SessionStore(base)
    session = opened(store)
    spoken(store, session, "Bot")
    store.close()

    @event.listens_for(base._engine, "connect")
    def _small(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    noise = "".join(f"{number * 7919:x}" for number in range(40_000))
    with pytest.raises(StoreUnavailable, match=r"the disk is full\. What was saved before is safe\. Free some space"):
        store.accept_turn(session, said(noise, "key-large"), (), NOON)
    event.remove(base._engine, "connect", _small)
    store.close()
    kept = store.open(session)
    assert (kept.version, len(kept.turns)) == (1, 1)
    spoken(store, session, "Again")
    store.close()
    with sqlite3.connect(tmp_path / "tw.sqlite") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


@pytest.fixture
def without_rights(tmp_path: Path) -> Iterator[Path]:
    """A folder that this process may read and not write, for as long as the test runs."""
    folder = tmp_path / "sealed"
    folder.mkdir()
    store = store_in(folder)
    opened(store)
    store.close()
    if os.getuid() == 0:
        for path in (tmp_path, *tmp_path.parents):
            if path.stat().st_uid == 0 and not path.stat().st_mode & 0o001:
                path.chmod(path.stat().st_mode | 0o011)
        os.seteuid(NOBODY)
    else:
        folder.chmod(0o500)
        (folder / "tw.sqlite").chmod(0o400)
    yield folder
    if os.getuid() == 0:
        os.seteuid(0)
    else:
        folder.chmod(0o700)


def test_a_read_only_folder_is_said_to_be_one(without_rights: Path) -> None:
    store = store_in(without_rights)
    with pytest.raises(StoreUnavailable, match=r"cannot be (written|opened)"):
        opened(store)
    store.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = store_in(tmp_path / "file" / "deeper")
    with pytest.raises(StoreUnavailable, match=r"file/deeper/tw\.sqlite cannot be used: Not a directory"):
        opened(store)


def test_a_missing_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    store = store_in(tmp_path / "new" / "deeper")
    assert store.open(opened(store)).version == 0
    store.close()
    assert (tmp_path / "new" / "deeper").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "deeper" / "tw.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at" * 30, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tw.sqlite").write_bytes(content)
    store = store_in(tmp_path)
    with pytest.raises(StoreUnavailable, match=r"is damaged or no database\. It was left as it is: move it aside"):
        opened(store)
    store.close()
    assert (tmp_path / "tw.sqlite").read_bytes() == content


def test_a_damaged_database_is_left_as_it_is(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    session = opened(store)
    spoken(store, session, "Bot")
    store.close()
    path = tmp_path / "tw.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    store = store_in(tmp_path)
    with pytest.raises(StoreUnavailable, match="is damaged"):
        store.open(session)
    store.close()
    assert path.read_bytes() == content


def test_a_cell_that_no_longer_reads_is_named(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE tw_versions SET model = edits WHERE number = 1")
    store._models = type(store._models)(1)
    with pytest.raises(StoreUnavailable, match="Version 1 is stored but cannot be read"):
        store.open(session)
    assert store.model_at(session, 0) == ThreatModel()


def test_a_locked_database_is_waited_for_and_then_said_to_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    store = store_in(tmp_path)
    session = opened(store)
    other = sqlite3.connect(tmp_path / "tw.sqlite", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match=r"another program is using it\. Nothing was lost"):
        store.accept_turn(session, said(), (), NOON)
    threading.Timer(0.1, other.rollback).start()
    assert store.accept_turn(session, said(), (), NOON) == 1
    other.close()
    store.close()


def test_several_processes_may_start_on_an_empty_store_at_once(store_url: str, store: SessionStore) -> None:
    command = [sys.executable, "-c", STARTER, store_url]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ends = [(run.communicate(timeout=60)[1], run.returncode) for run in runs]
    assert [code for _, code in ends] == [0, 0, 0, 0], ends
    with store._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tw_sessions").scalar() == 4


@pytest.mark.postgres
def test_a_restarted_server_is_found_again(cluster: Cluster) -> None:
    store = SessionStore(Database(cluster.create("restarted")))
    session = opened(store)
    lease = store.acquire_lease(session, new_holder(), 30)
    assert lease is not None
    number = store.accept_turn(session, said(), (), NOON)
    cluster.stop("immediate")
    try:
        with pytest.raises(StoreUnavailable, match=r"the connection to the database was lost|cannot be used"):
            store.open(session)
    finally:
        cluster.start()
    assert store.finish_turn(lease, number, 0, change("Bot"), Reply(text="done"), NOON) == 1
    assert store.open(session).model.system.name == "Bot"
    store.close()


@pytest.mark.postgres
def test_a_missing_database_is_said_to_be_missing(cluster: Cluster) -> None:
    store = SessionStore(Database(f"postgresql+psycopg://tw@127.0.0.1:{cluster.port}/nowhere"))
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        store.create(Change(model=ThreatModel(), author="owner", reason="Opened"), None, NOON)
    store.close()


def test_an_error_of_the_database_repeats_neither_a_sessions_address_nor_words(tmp_path: Path) -> None:
    base = Database(f"sqlite:///{tmp_path / 'tw.sqlite'}")
    store = SessionStore(base)
    session = opened(store)
    with sqlite3.connect(tmp_path / "tw.sqlite") as plain:
        plain.execute("CREATE TRIGGER no BEFORE INSERT ON tw_turns BEGIN SELECT RAISE(ABORT, 'no'); END")
    plain.close()
    with pytest.raises(StoreUnavailable) as caught:
        store.accept_turn(session, said("canary", "key-canary"), (), NOON)
    store.close()
    told = "".join(traceback.format_exception(caught.value))
    assert "INSERT INTO tw_turns" in told
    assert session not in told
    assert "key-canary" not in told.replace('"key-canary"', "")


@pytest.mark.parametrize(
    ("state", "told"),
    [("25P03", "held up for too long"), ("57014", "took too long to answer"), ("57P01", "restarting")],
)
def test_what_a_server_cuts_off_is_told_apart_from_a_server_that_ends(state: str, told: str) -> None:
    class CutOff(Exception):
        sqlstate = state

    words = meaning(DBAPIError("SELECT 1", None, CutOff()))
    assert told in words
    assert "What was saved before is safe. Try again shortly" in words


@pytest.mark.parametrize("state", ["26000", "42P05"])
def test_a_pooler_between_transactions_is_named_with_what_to_do(state: str) -> None:
    class Misplaced(Exception):
        sqlstate = state

    words = meaning(DBAPIError("SELECT 1", None, Misplaced()))
    assert "a connection pooler stands before the database" in words
    assert "Let database_url name the server itself" in words


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        ("unsupported startup parameter: options", "a connection pooler stands before the database"),
        ("no more connections allowed (max_client_conn)", "has no free connection. Nothing was lost"),
    ],
)
def test_a_pooler_that_lets_nobody_in_is_told_apart_from_a_server_that_is_away(refusal: str, told: str) -> None:
    with refusing(refusal) as port, pytest.raises(StoreUnavailable, match=told) as met:
        SessionStore(Database(f"postgresql+psycopg://ana:pass-word@127.0.0.1:{port}/tw")).shelf()
    assert "pass-word" not in str(met.value)


@contextmanager
def refusing(words: str) -> Iterator[int]:
    """A pooler on this machine that refuses whoever comes, in the words that PostgreSQL's protocol has for that."""
    fields = b"SFATAL\0C08P01\0M" + words.encode() + b"\0\0"
    answer = b"E" + (len(fields) + 4).to_bytes(4, "big") + fields

    class Refuse(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            for reply in (b"N", answer):  # first no encryption, then nobody at all
                self.request.recv(4096)
                self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuse) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_writers_of_one_process_wait_for_each_other_and_none_is_told_that_the_file_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    store = store_in(tmp_path)
    sessions = [opened(store) for _ in range(6)]
    failed: list[StoreUnavailable] = []

    def write(session: str) -> None:
        try:
            for place in range(10):
                store.accept_turn(session, said(key=f"key-{place:05d}"), (), NOON)
        except StoreUnavailable as problem:
            failed.append(problem)

    threads = [threading.Thread(target=write, args=(session,)) for session in sessions]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert [len(store.open(session).turns) for session in sessions] == [10] * 6
    store.close()
