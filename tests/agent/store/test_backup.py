"""A backup is the store at one moment, taken while others write; it comes back whole, into either database, or not."""

import io
import json
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.domain.sessions.session import Session
from agent.errors import InputError
from agent.store import Database, SessionStore
from agent.store.access.audit import problems, read
from agent.store.backup import MANIFEST, back_up, bring_back, examine
from tests.agent.store.test_schema_migration import everything
from tests.agent.store.test_sessions import NOON, opened, said, spoken


@pytest.fixture
def lived(store: SessionStore) -> SessionStore:
    """A store with two sessions, a named version and a turn that waits."""
    for name in ("Bot", "Mail"):
        session = opened(store)
        spoken(store, session, name)
        spoken(store, session, f"{name}2")
    store.name_version(session, 1, "first look")
    store.accept_turn(session, said("and then?", "key-waits"), (), NOON)
    return store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SessionStore]:
    made = SessionStore(Database(f"sqlite:///{tmp_path / 'other' / 'store.sqlite'}"))
    yield made
    made.close()


def taken(store: SessionStore) -> io.BytesIO:
    file = io.BytesIO()
    back_up(store._database, file)
    return file


def sessions_of(store: SessionStore) -> dict[str, Session]:
    return {line.id: store.open(line.id) for line in store.shelf()}


def test_a_store_comes_back_whole(lived: SessionStore, other: SessionStore) -> None:
    manifest = bring_back(other._database, taken(lived), "kept.zip")
    assert manifest.sessions == 2
    assert sessions_of(other) == sessions_of(lived)
    for session in sessions_of(lived):
        assert other.history(session) == lived.history(session)
        assert other.edits_at(session, 2) == lived.edits_at(session, 2)
    assert other.unfinished_turns() == lived.unfinished_turns() != ()


def test_a_store_comes_back_into_the_kind_of_database_it_came_from(lived: SessionStore, store_url: str) -> None:
    file, before = taken(lived), sessions_of(lived)
    for session in before:
        lived.purge(session)
    bring_back(lived._database, file, "kept.zip", replace=True)
    assert sessions_of(lived) == before
    assert spoken(lived, next(iter(before)), "Later") == 3


def test_the_audit_comes_back_and_goes_on(lived: SessionStore, other: SessionStore) -> None:
    bring_back(other._database, taken(lived), "kept.zip")
    spoken(other, next(iter(sessions_of(other))), "Later")
    with other._database.read() as connection:
        assert list(problems(connection)) == []
        assert [row.action for row in read(connection)][-3:] == ["backup", "restore", "change"]


def test_a_copy_taken_while_others_write_is_whole_up_to_the_copy(
    lived: SessionStore, store_url: str, other: SessionStore
) -> None:
    stop, faults, told = threading.Event(), list[BaseException](), list[str]()
    writing = SessionStore(Database(store_url))

    def write() -> None:
        try:
            while not stop.is_set():
                session = opened(writing)
                told.append(session)
                for turn in range(3):
                    spoken(writing, session, f"Live{turn}")
        except BaseException as fault:
            faults.append(fault)

    before = set(sessions_of(lived))
    writer = threading.Thread(target=write)
    writer.start()
    files: list[tuple[set[str], io.BytesIO]] = []
    while len(files) < 3 or len(told) < 6:
        sure = {session for session in told[:-1]}
        files.append((sure, taken(lived)))
    stop.set()
    writer.join()
    writing.close()
    assert faults == []
    for sure, file in files[-3:]:
        bring_back(other._database, file, "kept.zip", replace=True)
        there = sessions_of(other)
        assert before | sure <= set(there)
        for session in there:
            assert [line.version for line in other.history(session)] == list(range(there[session].version + 1))
        with other._database.read() as connection:
            assert list(problems(connection)) == []


def test_a_store_that_is_not_empty_is_not_written_over(lived: SessionStore, store_url: str) -> None:
    file = taken(lived)
    before = everything(store_url)
    with pytest.raises(InputError, match=r"is not empty; nothing was changed\. Give --replace"):
        bring_back(lived._database, file, "kept.zip")
    assert everything(store_url) == before


def rewritten(file: io.BytesIO, name: str, content: bytes) -> io.BytesIO:
    """The archive with other content under one name, its own sums put right, as an editor of archives would."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return made


def damaged(file: io.BytesIO) -> dict[str, io.BytesIO]:
    whole = file.getvalue()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    return {
        "cut": io.BytesIO(whole[: len(whole) // 2]),
        "flipped": io.BytesIO(bytes(flipped)),
        "empty": io.BytesIO(b""),
        "other": io.BytesIO(b"PK\x03\x04 no archive"),
        "rows": rewritten(file, "tw_sessions.jsonl", b""),
        "manifest": rewritten(file, MANIFEST, b"{}"),
    }


@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "other", "rows", "manifest"])
def test_a_damaged_backup_changes_nothing(how: str, lived: SessionStore, store_url: str) -> None:
    file = damaged(taken(lived))[how]
    before = everything(store_url)
    with pytest.raises(InputError, match=r"cannot be brought back: .*Nothing was changed"):
        bring_back(lived._database, file, "kept.zip", replace=True)
    assert everything(store_url) == before


def test_a_newer_backup_changes_nothing(lived: SessionStore, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("agent.store.backup.SCHEMA", 99)
        file = taken(lived)
    before = everything(store_url)
    with pytest.raises(InputError, match=r"written by a newer version \(tables 99, .*nothing was changed"):
        bring_back(lived._database, file, "kept.zip", replace=True)
    assert everything(store_url) == before


def test_bringing_back_that_fails_in_the_middle_changes_nothing(
    lived: SessionStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = taken(lived)
    before = everything(store_url)

    def fail(*_: object, **__: object) -> None:
        raise KeyError("cut off")

    monkeypatch.setattr("agent.store.backup.note", fail)
    with pytest.raises(KeyError):
        bring_back(lived._database, file, "kept.zip", replace=True)
    assert everything(store_url) == before


def test_the_manifest_says_what_is_in_the_file(lived: SessionStore) -> None:
    file = taken(lived)
    manifest = examine(file, "kept.zip")
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read(MANIFEST))["tables"]["tw_sessions"]["rows"] == 2
        assert {f"{name}.jsonl" for name in manifest.tables} < set(archive.namelist())


def test_a_plain_copy_of_a_running_file_would_not_do(tmp_path: Path) -> None:
    store = SessionStore(Database(f"sqlite:///{tmp_path / 'tw.sqlite'}"))
    spoken(store, opened(store), "Bot")
    (tmp_path / "copy.sqlite").write_bytes((tmp_path / "tw.sqlite").read_bytes())
    with sqlite3.connect(tmp_path / "copy.sqlite") as copy:
        tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'tw_sessions'").fetchone()[0]
        held = copy.execute("SELECT count(*) FROM tw_sessions").fetchone()[0] if tables else 0
    copy.close()
    store.close()
    assert held == 0, "what is new lies in a file beside it, which is why there is a command"
