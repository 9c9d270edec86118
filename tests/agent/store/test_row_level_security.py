"""PostgreSQL keeps people apart by itself, should a query of ours forget to."""

import logging
import secrets
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from agent.domain import Said
from agent.domain.sessions.principal import LOCAL, SYSTEM, Action, Principal, Role
from agent.errors import SessionNotFound
from agent.facilitator import Facilitator
from agent.store import Database, SessionStore
from agent.store.access.authorization import Access, Guarded
from agent.store.access.row_level_security import bypassed, guarded_tables
from agent.store.rows.members import take_out
from agent.store.schema_migration import step_back
from agent.store.tables import members, metadata, sessions, turns, versions
from tests.agent.postgres import Cluster
from tests.agent.scripted import scripted
from tests.waiting import until

pytestmark = pytest.mark.postgres

ANA = Principal.signed_in("https://accounts.example", "ana", "Ana")
BEN = Principal.signed_in("https://accounts.example", "ben", "Ben")


@pytest.fixture
def plain_url(cluster: Cluster) -> str:
    """A database that a role owns which is no superuser and may not bypass rules."""
    name = f"tw_{secrets.token_hex(6)}"
    engine = create_engine(cluster.create(name), isolation_level="AUTOCOMMIT")
    with engine.connect() as superuser:
        superuser.execute(text(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS"))
        superuser.execute(text(f"ALTER DATABASE {name} OWNER TO {name}"))
        superuser.execute(text(f"GRANT ALL ON SCHEMA public TO {name}"))
    engine.dispose()
    return f"postgresql+psycopg://{name}@127.0.0.1:{cluster.port}/{name}"


@pytest.fixture
def door(tmp_path: Path, plain_url: str) -> Iterator[Facilitator]:
    made = scripted(tmp_path, membership=True, database_url=plain_url)
    yield made
    made.close()


def begun(door: Facilitator, who: Principal) -> str:
    theirs = door.as_(who)
    text = "component agent Porter\nfact reads_mail yes\nname Harbour"
    return theirs.hear(theirs.start().id, Said(text=text, key="said-00001")).id


def ids_seen(door: Facilitator, who: Principal) -> set[str]:
    """What a query sees that asks for everything and leaves it to the database who asks."""
    careless = Guarded(door._system._database, Access(who, whole=who == SYSTEM))
    with careless._reading() as connection:
        found = {
            *connection.execute(select(sessions.c.id)).scalars(),
            *connection.execute(select(turns.c.session)).scalars(),
            *connection.execute(select(versions.c.session)).scalars(),
            *connection.execute(select(members.c.session)).scalars(),
        }
    return found


def test_a_query_that_forgets_to_ask_sees_only_what_is_one_s_own(door: Facilitator) -> None:
    of_ana, of_ben = begun(door, ANA), begun(door, BEN)
    assert ids_seen(door, ANA) == {of_ana}
    assert ids_seen(door, BEN) == {of_ben}
    assert ids_seen(door, LOCAL) == set()
    assert ids_seen(door, SYSTEM) == {of_ana, of_ben}


def test_a_connection_that_says_nothing_of_who_asks_sees_nothing(door: Facilitator) -> None:
    begun(door, ANA)
    with door._system._database.read() as connection:
        for table, _ in guarded_tables():
            assert connection.execute(select(table)).all() == [], table.name


def test_a_write_that_forgets_to_ask_reaches_nothing_of_others(door: Facilitator) -> None:
    of_ana = begun(door, ANA)
    begun(door, BEN)
    careless = Guarded(door._system._database, Access(BEN, whole=False))
    with careless._writing() as connection:
        assert connection.execute(sessions.update().where(sessions.c.id == of_ana).values(name="taken")).rowcount == 0
        assert connection.execute(turns.delete().where(turns.c.session == of_ana)).rowcount == 0
    assert door.as_(ANA).open(of_ana).model.system.name == "Harbour"


def test_who_asked_is_forgotten_with_the_transaction(door: Facilitator) -> None:
    begun(door, ANA)
    for _ in range(10):
        ids_seen(door, ANA)
        with door._system._database.read() as connection:
            assert connection.execute(select(sessions)).all() == []


def test_every_table_with_a_session_is_behind_the_wall(door: Facilitator) -> None:
    begun(door, ANA)
    with door._system._database.read() as connection:
        forced = set(connection.execute(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")).scalars())
        ours = [table for table in metadata.sorted_tables if "session" in table.c]
    assert {table.name for table in ours} | {"tw_sessions", "tw_people"} == forced
    assert len(ours) >= 9


def test_members_work_together_behind_the_wall(door: Facilitator) -> None:
    session = begun(door, ANA)
    token = door.as_(ANA).sharing.invite(session, Role.EDITOR).token
    ben = door.as_(BEN)
    assert ben.sharing.accept(token) == session
    assert ben.hear(session, Said(text="name Pier", key="said-00002")).model.system.name == "Pier"
    ben.undo(session)
    ben.sharing.comment(session, "T-001", "Why?")
    ben.sharing.sign_off(session, "T-001")
    assert len(ben.sharing.here(session)) == 1
    assert [one.name for one in ben.sharing.members(session)] == ["Ana", "Ben"]
    copied = ben.duplicate(session).id
    ben.delete(copied)
    ben.bring_back(copied)
    ben.purge(copied)
    assert ids_seen(door, BEN) == {session}


def test_a_store_where_nobody_signs_in_goes_on_behind_the_wall(
    tmp_path: Path, door: Facilitator, plain_url: str
) -> None:
    session = begun(door, ANA)
    alone = scripted(tmp_path / "alone", database_url=plain_url)
    assert alone.open(session).model.system.name == "Harbour"
    alone.close()


def test_an_action_that_waits_while_its_author_is_removed_is_turned_away(door: Facilitator) -> None:
    session = begun(door, ANA)
    ben = door.as_(BEN)
    ben.sharing.accept(door.as_(ANA).sharing.invite(session, Role.EDITOR).token)
    program = door._system.circle
    with futures.ThreadPoolExecutor(max_workers=1) as pool:
        with program._writing() as connection:
            program._row(connection, session, Action.SHARE, lock=True)
            late = pool.submit(ben.submit, session, Said(text="name Pier", key="said-00002"))
            until(lambda: waits_for_a_lock(door))
            take_out(connection, session, BEN.key)
        with pytest.raises(SessionNotFound):
            late.result(timeout=60)
    assert len(door.as_(ANA).open(session).turns) == 1


def waits_for_a_lock(door: Facilitator) -> bool:
    asked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with door._system._database.read() as connection:
        return bool(connection.execute(asked).scalar())


def test_the_steps_can_be_taken_back_from_behind_the_wall(door: Facilitator) -> None:
    session = begun(door, ANA)
    with door._system._database.write() as connection:
        while step_back(connection, "here").version > 3:
            pass
        assert connection.execute(text("SELECT count(*) FROM pg_policies")).scalar() == 0
        assert connection.execute(text("SELECT id FROM tw_sessions")).scalars().all() == [session]


def test_a_role_that_bypasses_the_wall_is_told_of(cluster: Cluster, plain_url: str) -> None:
    for url, told in ((cluster.create(f"tw_{secrets.token_hex(6)}"), "NOSUPERUSER NOBYPASSRLS"), (plain_url, "")):
        store = SessionStore(Database(url))
        store.shelf()
        assert told in bypassed(store._database)
        assert bool(bypassed(store._database)) is bool(told)
        store.close()


def test_the_log_tells_of_a_role_that_bypasses_the_wall(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    door = scripted(tmp_path, membership=True, database_url=cluster.create(f"tw_{secrets.token_hex(6)}"))
    with caplog.at_level(logging.WARNING):
        door.as_(ANA).shelf()
        door.as_(BEN).shelf()
    door.close()
    assert sum("NOSUPERUSER" in line for line in caplog.messages) == 1
