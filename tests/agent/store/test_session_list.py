"""Whole sessions: listed, put away, deleted and brought back, copied, and removed so that no byte is left."""

import importlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.sessions.retention import Over
from agent.domain.sessions.session import Reply
from agent.errors import SessionNotFound, VersionConflict
from agent.store import Change, Database, SessionStore
from tests.agent.store.test_sessions import NOON, held, named, opened, said, spoken
from tests.ui.models import rich_model

MAKES_TABLES = True

LATER = NOON + timedelta(days=2)
members_step = importlib.import_module("agent.store.migrations.versions.0004_members")


def put(store: SessionStore, model: ThreatModel) -> str:
    return store.create(Change(model=model, author="owner", reason="Imported"), None, NOON).id


def test_a_page_that_nothing_was_said_on_is_in_no_list_and_is_swept_away_later(store: SessionStore) -> None:
    blank, told = opened(store), opened(store)
    spoken(store, told, "Bot")
    imported = put(store, ThreatModel())
    assert {line.id for line in store.shelf()} == {told, imported}
    assert store.over(Over(deleted=NOON, blank=LATER)) == (blank,)
    assert store.over(Over(deleted=NOON, blank=NOON)) == ()
    assert store.is_blank(blank)
    assert not store.is_blank(told)


def test_the_list_counts_open_high_risks(store: SessionStore) -> None:
    model = rich_model(24)
    put(store, model)
    waiting = [one for one in model.threats if one.status == "open" and one.rating.band in ("high", "critical")]
    assert waiting
    assert 0 < len(live(model.threats)) < 24, "some were dismissed"
    assert [(line.threats, line.high) for line in store.shelf()] == [(len(live(model.threats)), len(waiting))]


def test_a_session_is_put_away_and_taken_out_again(store: SessionStore) -> None:
    session = put(store, named("Bot"))
    store.archive(session, LATER)
    assert [line.archived for line in store.shelf()] == [True]
    assert store.open(session).model == named("Bot"), "it can still be read"
    store.archive(session, None)
    assert [line.archived for line in store.shelf()] == [False]


def test_a_deleted_session_cannot_be_opened_until_it_is_brought_back(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    store.accept_turn(session, said("waits", "key-waits"), (), NOON)
    store.delete(session, NOON)
    for look in (store.open, store.history, store.place):
        with pytest.raises(SessionNotFound, match="was deleted"):
            look(session)
    with pytest.raises(SessionNotFound, match="was deleted"):
        store.accept_turn(session, said("late", "key-late"), (), NOON)
    assert store.unfinished_turns() == (), "nobody works on what is deleted"
    assert [line.deleted_at for line in store.shelf()] == [NOON]
    store.bring_back(session)
    assert store.open(session).model == named("Bot")
    assert store.unfinished_turns() == ((session, 2),)


def test_what_was_deleted_is_over_after_a_while(store: SessionStore) -> None:
    session = put(store, named("Bot"))
    store.delete(session, NOON)
    assert store.over(Over(deleted=NOON, blank=NOON)) == ()
    assert store.over(Over(deleted=LATER, blank=NOON)) == (session,)


def test_a_removed_session_leaves_no_row_and_no_other_is_touched(store: SessionStore) -> None:
    gone, kept = opened(store), opened(store)
    for session in (gone, kept):
        spoken(store, session, "Bot")
        store.name_version(session, 1, "first")
        store.release_lease(held(store, session))
    before = store.open(kept)
    store.purge(gone)
    with store._database.read() as connection:
        for table in ("tw_versions", "tw_turns", "tw_leases", "tw_version_names"):
            found = set(connection.execute(text(f"SELECT session FROM {table}")).scalars())
            assert found == {kept}, table
        assert list(connection.execute(text("SELECT id FROM tw_sessions")).scalars()) == [kept]
    with pytest.raises(SessionNotFound, match="No session has this address"):
        store.open(gone)
    with pytest.raises(SessionNotFound):
        store.bring_back(gone)
    assert store.open(kept) == before


def test_no_byte_of_a_removed_session_stays_in_the_files(tmp_path: Path) -> None:
    store = SessionStore(Database(f"sqlite:///{tmp_path / 'threatparley.sqlite'}"))
    kept, gone = put(store, named("Kept")), opened(store)
    number = store.accept_turn(gone, said("the lagoon is guarded by herons " * 40), (), NOON)
    lease = held(store, gone)
    change = Change(model=rich_model(12, "Lagoon"), author="owner", reason="heard of lagoons and herons")
    store.finish_turn(lease, number, 0, change, Reply(text="herons " * 80), NOON)
    store.release_lease(lease)
    with store._database.read() as connection:
        cells = [
            bytes(cell)
            for query in (
                "SELECT model FROM tw_versions WHERE session = :s AND number = 1",
                "SELECT reason FROM tw_versions WHERE session = :s AND number = 1",
                "SELECT said FROM tw_turns WHERE session = :s",
                "SELECT reply FROM tw_turns WHERE session = :s",
            )
            for cell in connection.execute(text(query), {"s": gone}).scalars()
        ]
    cells += [gone.encode(), b"Lagoon"]
    pieces = [cell[:16] for cell in cells]
    assert all(_in_files(tmp_path, piece) for piece in pieces), "the test looks for what is there before"
    store.purge(gone)
    assert [piece for piece in pieces if _in_files(tmp_path, piece)] == []
    assert store.open(kept).model == named("Kept")
    store.close()


def _in_files(folder: Path, piece: bytes) -> bool:
    return any(piece in path.read_bytes() for path in folder.iterdir())


def test_a_copy_has_the_same_conversation_and_goes_its_own_way(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    store.name_version(session, 1, "first")
    copy = store.copy(session, LATER)
    assert store.open(copy).turns == store.open(session).turns
    assert [line.name for line in store.history(copy)] == ["", "first"]
    spoken(store, copy, "Other")
    assert store.open(session).model == named("Bot")
    assert {line.name for line in store.shelf()} == {"Bot", "Other"}


def test_a_template_is_in_no_list_and_found_by_its_name(store: SessionStore) -> None:
    kept = Change(model=named("Example"), author="owner", reason="Drafted")
    session = store.create(kept, None, NOON, template="harbour 1").id
    assert store.shelf() == ()
    assert store.template("harbour 1") == session
    assert store.template("harbour 2") is None
    assert store.other_templates("harbour", "harbour 2") == (session,)
    assert store.other_templates("harbour", "harbour 1") == store.other_templates("other", "harbour 2") == ()
    assert [line.id for line in store.shelf()] == []
    copy = store.copy(session, NOON)
    assert [line.id for line in store.shelf()] == [copy], "a copy is the owner's own"


def test_versions_have_names_that_can_be_taken_back(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    store.name_version(session, 1, "before the review")
    store.name_version(session, 1, "after the review")
    assert [line.name for line in store.history(session)] == ["", "after the review"]
    store.name_version(session, 1, "")
    assert [line.name for line in store.history(session)] == ["", ""]
    with pytest.raises(VersionConflict, match="no version 9"):
        store.name_version(session, 9, "later")


def test_a_store_of_the_version_before_opens_and_gets_what_came_later(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    session = put(store, rich_model(24))
    with store._database.write() as connection:
        for column in ("high", "archived", "deleted", "template"):
            connection.execute(text(f"ALTER TABLE tw_sessions DROP COLUMN {column}"))
        connection.execute(text("ALTER TABLE tw_versions DROP COLUMN by"))
        later = ("tw_version_names", "tw_portfolio_lines", "tw_audit", "tw_audit_end", "tw_actors")
        for table in (*later, *members_step.TABLES):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE tw_schema SET version = 1"))
        connection.execute(text("DROP TABLE tw_revision"))
    store.close()
    again = SessionStore(Database(store_url))
    assert again.open(session).model == rich_model(24)
    (line,) = again.shelf()
    assert line.high > 0, "what nobody had counted is counted at the first look"
    again.name_version(session, 0, "first")
    assert again.history(session)[0].name == "first"
    again.close()
