"""What a store needs before several people use it: every model has an owner, and PostgreSQL keeps people apart too.

The rules of PostgreSQL are a second wall: should a query of ours forget to ask who may see a row, the database does
not hand the row out. They hold for the owner of the tables as well, but never for a superuser or a role that may
bypass them.
"""

import logging
import threading

from sqlalchemy import Connection, Table, exists, insert, literal, select, text

from agent.domain.sessions.principal import LOCAL, Role
from agent.store.database import Database
from agent.store.tables import members, metadata, people, sessions

log = logging.getLogger(__name__)

POLICY = "tw_members_only"
_LOCK = 7_410_233_092
"""Number of the advisory lock that is held while rules are made."""
_WHO = "current_setting('threatparley.who', true)"


class Walls:
    """Raised once per process, before the first person is let in."""

    def __init__(self, database: Database) -> None:
        self._database, self._up, self._raising = database, False, threading.Lock()

    def stand(self) -> None:
        """See to it that they stand."""
        if self._up:
            return
        with self._raising:
            if not self._up:
                with self._database.write() as connection:
                    if connection.dialect.name == "postgresql":
                        _raise(connection)
                    _adopt(connection)
                    if _bypasses(connection):
                        log.warning("%s", _BYPASSED)
                self._up = True


def guarded_tables() -> tuple[tuple[Table, str], ...]:
    """Every table whose rows belong to a session or a person, with its rule as SQL."""
    mine = f"SELECT m.session FROM tw_members m WHERE m.principal = {_WHO}"
    rules = {sessions.name: f"id IN ({mine})", members.name: f"principal = {_WHO}", people.name: f"principal = {_WHO}"}
    of_sessions = (table for table in metadata.sorted_tables if "session" in table.c or table.name in rules)
    return tuple((table, rules.get(table.name, f"session IN ({mine})")) for table in of_sessions)


def bypassed(database: Database) -> str:
    """Why the rules of PostgreSQL do not hold for the role that is used; empty where they do, or none are needed."""
    with database.read() as connection:
        return _BYPASSED if _bypasses(connection) else ""


_BYPASSED = (
    "the database role is a superuser or may bypass row-level security, so PostgreSQL does not keep people apart by "
    "itself; give database_url a role with NOSUPERUSER NOBYPASSRLS that owns the tables"
)


def _raise(connection: Connection) -> None:
    """Make the rules that are missing; a rule that stands is left alone, so that a start waits for nobody."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text("SELECT set_config('threatparley.who', 'system', true)"))
    forced = set(connection.execute(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")).scalars())
    for table, rule in guarded_tables():
        if table.name in forced:
            continue
        condition = f"({_WHO} = 'system' OR {rule})"
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {POLICY} ON {table.name}")
        connection.exec_driver_sql(
            f"CREATE POLICY {POLICY} ON {table.name} USING ({condition}) WITH CHECK ({condition})"
        )
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")


def _bypasses(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(asked).scalar())


def _adopt(connection: Connection) -> None:
    """Give the models that were made before anybody signed in to the owner of this machine."""
    owned = exists(select(members.c.session).where(members.c.session == sessions.c.id))
    orphans = select(
        sessions.c.id, literal(LOCAL.key), literal(LOCAL.name), literal(Role.OWNER.value), sessions.c.created
    ).where(~owned, sessions.c.template.is_(None))
    connection.execute(insert(members).from_select(["session", "principal", "name", "role", "since"], orphans))
