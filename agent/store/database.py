"""A connection to the database that sessions live in: how it is opened, written to and brought up to date."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, literal_column
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.sql import ColumnElement

from agent.errors import StoreUnavailable
from agent.store.access.audit import Deed, put_down
from agent.store.access.row_access import see_all
from agent.store.database_errors import explained
from agent.store.schema_migration import Standing, bring_up_to_date, found_in, standing
from agent.store.tables import metadata
from knowledge.address_masking import servers_left_open, shown_address

log = logging.getLogger(__name__)

BUSY_SECONDS = 5
PATIENCE_SECONDS = 10
"""How long a writer waits for others of its own process, each of which is done in a moment."""
CHECKPOINTS = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
"""The tables that the graph of a turn keeps its steps in, where they are in this database."""


class Database:
    """Opens connections, brings tables up to date at first use, and explains failures."""

    def __init__(self, url: str) -> None:
        self._url = _parts_of(url)
        self._sqlite = self._url.get_backend_name() == "sqlite"
        self.place = str(self._url.database) if self._sqlite else _server_and_name(self._url)
        self._engine = _sqlite(url) if self._sqlite else _postgres(url)
        self._ready = False
        self._readying = threading.Lock()
        self._writers = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for one consistent look."""
        self._make_ready()
        with explained(self.place), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, durable: bool = True, actor: str = "") -> Iterator[Connection]:
        """One transaction, on disk once it ends; a lease need not be durable, for it dies with the machine anyway.

        ``actor`` is who stands in the audit for what is noted without a name of its own.
        """
        self._make_ready()
        with self._turn_to_write(), explained(self.place), self._engine.connect() as plain:
            noted: list[Deed] = []
            options = {"tp_durable": durable, "tp_noted": noted, "tp_actor": actor}
            connection = plain.execution_options(tp_begin="IMMEDIATE", **options)
            with connection.begin():
                yield connection
                put_down(connection, self.now, noted)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Writers of this process wait for each other here; SQLite would have them try again and again until they fail.

        Whoever waits longer than that comes to SQLite all the same, which then says that the file is busy.
        """
        mine = self._sqlite and self._writers.acquire(timeout=PATIENCE_SECONDS)
        try:
            yield
        finally:
            if mine:
                self._writers.release()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection for a look at everything as it is at one moment, however long it takes; writers go on."""
        self._make_ready()
        with explained(self.place), self._engine.connect() as plain:
            if self._sqlite:
                yield plain
                return
            connection = plain.execution_options(isolation_level="REPEATABLE READ")
            for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {setting} = 0")
            see_all(connection)
            yield connection

    @property
    def now(self) -> ColumnElement[float]:
        """The database's own clock, in seconds."""
        if self._sqlite:
            return literal_column("((julianday('now') - 2440587.5) * 86400.0)")
        return literal_column("extract(epoch from clock_timestamp())::float8")

    def standing(self) -> Standing | None:
        """Which version the tables have, without touching them; none where there are none."""
        if self._sqlite and not Path(self.place).exists():
            return None
        with explained(self.place), self._engine.connect() as connection:
            return found_in(connection)

    def scrub(self) -> None:
        """Leave no bytes of deleted rows behind, as far as a database's user can: its files are written anew.

        Others at work may keep it from that for a moment; the next time does the rest. A server's administrator decides
        over its write-ahead log, its replicas and its backups.
        """
        self._make_ready()
        try:
            if self._sqlite:
                _rewritten(Path(self.place))
            else:
                self._rewrite_tables()
        except (sqlite3.Error, SQLAlchemyError) as problem:
            log.warning("the room of deleted models could not be overwritten yet (%s)", type(problem).__name__)

    def _rewrite_tables(self) -> None:
        """Write every table anew, one after the other; a plain clean-up leaves deleted bytes in their pages."""
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            there = set(inspect(connection).get_table_names())
            connection.exec_driver_sql(f"SET lock_timeout = '{BUSY_SECONDS}s'")
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in sorted(there & {*metadata.tables, *CHECKPOINTS}):
                    connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            finally:
                connection.invalidate()  # the waits of other work are shorter

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _make_ready(self) -> None:
        """Create or check the tables; several processes may start at once, one does the work."""
        if self._ready:
            return
        with self._readying, explained(self.place):
            if self._sqlite:
                _make_private(Path(self.place))
            with self._engine.connect() as plain:
                found = standing(plain)
                if found is None or not found.is_present:
                    plain.rollback()
                    connection = plain.execution_options(tp_begin="IMMEDIATE", tp_durable=True)
                    with connection.begin():
                        bring_up_to_date(connection, self.place)
            self._ready = True


def _parts_of(url: str) -> URL:
    """The parts of an address; an at-sign in the host would be the end of a password, which no server may be asked."""
    try:
        parts = make_url(url)
        if "@" not in (parts.host or ""):
            return parts
    except (ArgumentError, ValueError):  # their words would repeat the address, password and all
        pass
    raise StoreUnavailable(
        f"The database address {shown_address(url)} cannot be read. "
        "Expected postgresql://user:password@host:port/name; write an @ in a password as %40."
    )


def _server_and_name(url: URL) -> str:
    """What messages call a database on a server."""
    host = url.query.get("host") or url.host or "this machine"
    return shown_address(f"{host if isinstance(host, str) else ','.join(host)}/{url.database or ''}")


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        pool_size=8,
        max_overflow=24,
        pool_timeout=10,
    )

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        durable = options.get("tp_durable", True)
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.exec_driver_sql(f"BEGIN {options.get('tp_begin', 'DEFERRED')}")

    return engine


def _postgres(url: str) -> Engine:
    """Connections that are checked before use, and that never wait for ever on a writer that fell asleep."""
    waits = {"lock": BUSY_SECONDS, "idle_in_transaction_session": 2 * BUSY_SECONDS, "statement": 6 * BUSY_SECONDS}
    options = " ".join(f"-c {name}_timeout={seconds}s" for name, seconds in waits.items())
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=10,
        connect_args={
            "connect_timeout": 5,
            "application_name": "threatparley",
            "options": options,
            **servers_left_open(url),
        },
    )


def _make_private(file: Path) -> None:
    """A new folder and file are for their owner's eyes only; those that are there stay as they are."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        file.touch(mode=0o600)


def _rewritten(file: Path) -> None:
    """Write a SQLite file anew without the room of what was deleted, and empty its log of changes."""
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
