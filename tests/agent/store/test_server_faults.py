"""A PostgreSQL server that is full, read-only or out of connections is told plainly, and nothing accepted is lost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from agent.domain.sessions.principal import SYSTEM, Action
from agent.errors import StoreUnavailable
from agent.store import Database, SessionStore, session_list
from tests.agent.postgres import Cluster
from tests.agent.store.test_sessions import NOON, opened, said, spoken
from tests.waiting import until

pytestmark = pytest.mark.postgres
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON tw_turns EXECUTE FUNCTION full_disk();
"""
"""The server itself reports the error that it has for a full disk."""


@pytest.fixture
def url(cluster: Cluster, request: pytest.FixtureRequest) -> str:
    return cluster.create(f"fault_{abs(hash(request.node.name)) % 10**9}")


@pytest.fixture
def administrator(url: str) -> Iterator[Connection]:
    """A connection with all rights to the database of the test."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[SessionStore]:
    made = SessionStore(Database(url))
    yield made
    made.close()


def test_a_server_whose_disk_is_full_refuses_the_turn_and_keeps_the_rest(
    store: SessionStore, administrator: Connection
) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    administrator.exec_driver_sql(FULL)
    with pytest.raises(StoreUnavailable, match=r"server is full\. What was saved before is safe"):
        store.accept_turn(session, said(key="key-full"), (), NOON)
    assert (store.open(session).version, len(store.open(session).turns)) == (1, 1)
    administrator.exec_driver_sql("DROP TRIGGER full_disk ON tw_turns")
    assert spoken(store, session, "Again") == 2


def test_a_server_that_takes_no_writes_is_told_and_can_still_be_read(
    url: str, store: SessionStore, administrator: Connection
) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    store.close()
    name = url.rpartition("/")[2]
    administrator.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(StoreUnavailable, match=r"is read-only at the moment\. What was saved before is safe"):
        store.accept_turn(session, said(key="key-only"), (), NOON)
    assert store.open(session).model.system.name == "Bot"
    store.close()
    administrator.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    assert spoken(store, session, "Again") == 2


def test_a_server_out_of_connections_is_told_and_used_again_once_one_is_free(
    url: str, store: SessionStore, administrator: Connection
) -> None:
    session = opened(store)
    role = f"few_{url.rpartition('_')[2]}"
    administrator.exec_driver_sql(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 1")
    administrator.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    administrator.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    theirs = url.replace("//tw@", f"//{role}@")
    holder, crowded = create_engine(theirs), SessionStore(Database(theirs))
    with holder.connect(), pytest.raises(StoreUnavailable, match=r"server has no free connection\. Nothing was lost"):
        crowded.accept_turn(session, said(key="key-crowd"), (), NOON)
    holder.dispose()
    open_ones = text("SELECT count(*) FROM pg_stat_activity WHERE usename = :role")
    until(lambda: administrator.execute(open_ones, {"role": role}).scalar_one() == 0)  # the server lets it go by and by
    assert crowded.accept_turn(session, said(key="key-crowd"), (), NOON) == 1
    crowded.close()


def test_who_looks_at_a_model_does_not_wait_for_somebody_who_writes_to_it(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    with store._database.write() as connection:
        store._access.row(connection, session, Action.EDIT, lock=True)
        assert [one.key for one in store.remarks.here(session)] == [SYSTEM.key]
        store.remarks.go(session)
    with store._database.write() as connection:
        session_list.lock(connection, session)
        assert [one.key for one in store.remarks.here(session)] == [SYSTEM.key]


def test_nothing_is_added_to_a_model_that_is_being_removed(store: SessionStore) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    with store._database.write() as connection:
        store._access.row(connection, session, Action.DELETE, lock=True)
        with pytest.raises(StoreUnavailable, match="another writer holds the rows"):
            store.remarks.here(session)
