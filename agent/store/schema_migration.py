"""How a store comes from any earlier version of its tables to the present one, in numbered steps run by Alembic.

A step only adds: tables, and columns that may be empty or have a default. So a program that is older by one version
goes on working beside the new one, and a rollback needs no step back. What nobody uses any more may be taken away one
release later, by a step that says so, and from then on the store refuses programs that would miss it. The store
itself says which ones: ``oldest_writer`` is the lowest version of the tables whose program may still write.

Alembic takes a tenth of a second to import, so it is imported only where there is a step to make.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agent.errors import StoreUnavailable
from agent.store.database_errors import meaning, says_no_such_table
from agent.store.tables import OLDEST_WRITER, SCHEMA, audit_end, metadata, revision, schema
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
BEFORE_STEPS = 2
"""The last version of the tables that was made without numbered steps."""
_LOCK = 7_410_233_091
"""Number of the Postgres advisory lock that one migration at a time holds."""
_one_at_a_time = threading.Lock()
"""Alembic keeps the connection it works on in one place for the whole process."""


class Standing(Value):
    """Which version a store's tables have."""

    version: int
    oldest_writer: int

    @property
    def is_present(self) -> bool:
        """Whether this program may work on it as it is: its own version, or a newer one that allows it."""
        return self.version >= SCHEMA >= self.oldest_writer


def standing(connection: Connection) -> Standing | None:
    """Which version a store has, by one look; none where there are no tables, or those of before the steps."""
    try:
        row = connection.execute(select(revision.c.version_num, revision.c.oldest_writer)).one_or_none()
    except DBAPIError as error:
        if not says_no_such_table(error):
            raise
        connection.rollback()
        return None
    return Standing(version=int(row.version_num), oldest_writer=row.oldest_writer) if row else None


def bring_up_to_date(connection: Connection, place: str) -> None:
    """Make or mend the tables inside the caller's transaction, which holds the right to write.

    Raises StoreUnavailable for a store that a newer version keeps for itself, and where a step fails; the caller's
    transaction then ends without a trace.
    """
    _only_one(connection)
    found = found_in(connection)
    if found is None:
        _make_all(connection)
        return
    refuse_newer(found, place)
    if found.version < SCHEMA:
        _adopt(connection, found)
        _walk(connection, place, "upgrade", "head")
        _note_oldest(connection, OLDEST_WRITER)


def step_back(connection: Connection, place: str) -> Standing:
    """Undo the newest step inside the caller's transaction, with what it added; gives where the store stands then."""
    _only_one(connection)
    found = found_in(connection)
    if found is None:
        raise StoreUnavailable(f"There is no store in {place} yet, so there is no step to take back.")
    refuse_newer(found, place)
    if found.version <= BEFORE_STEPS or found.version > SCHEMA:
        raise StoreUnavailable(
            f"The tables in {place} have version {found.version}; this program takes back steps "
            f"{BEFORE_STEPS + 1} to {SCHEMA} only. Nothing was changed."
        )
    before = found.version - 1
    _walk(connection, place, "downgrade", f"{before:04}")
    connection.execute(update(revision).values(oldest_writer=min(found.oldest_writer, before)))
    return Standing(version=before, oldest_writer=min(found.oldest_writer, before))


def found_in(connection: Connection) -> Standing | None:
    """Which version a store has, those of before the steps too; none where there are no tables."""
    tables = inspect(connection)
    if tables.has_table(revision.name):
        found = standing(connection)
        if found is not None:
            return found
    if not tables.has_table(schema.name):
        return None
    version = connection.execute(select(func.max(schema.c.version))).scalar()
    return Standing(version=version, oldest_writer=version) if version else None


def refuse_newer(found: Standing, place: str) -> None:
    """Raise StoreUnavailable for a store that programs of this version may not touch."""
    if found.oldest_writer > SCHEMA:
        raise StoreUnavailable(
            f"The sessions in {place} are kept by a newer version (tables {found.version}, which need a program that "
            f"knows tables {found.oldest_writer}; this version knows {SCHEMA}). "
            "Nothing was changed. Update this installation, or point database_url elsewhere."
        )


def steps() -> tuple[tuple[int, str], ...]:
    """Number and purpose of every step, the oldest first."""
    from alembic.script import ScriptDirectory

    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(sorted((int(one.revision), one.doc) for one in walked))


def _only_one(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _make_all(connection: Connection) -> None:
    """The tables of a new store at once; a test sees to it that the steps come to the same."""
    metadata.create_all(connection)
    connection.execute(insert(revision).values(version_num=f"{SCHEMA:04}", oldest_writer=OLDEST_WRITER))
    connection.execute(insert(audit_end).values(id=1, number=0, hash=""))
    _note_oldest(connection, OLDEST_WRITER)


def _adopt(connection: Connection, found: Standing) -> None:
    """Give a store of before the steps its number; some of version 2 lack a part, so that step is made again."""
    if not inspect(connection).has_table(revision.name):
        revision.create(connection)
        number = min(found.version, BEFORE_STEPS - 1)
        connection.execute(insert(revision).values(version_num=f"{number:04}", oldest_writer=found.oldest_writer))


def _walk(connection: Connection, place: str, way: str, to: str) -> None:
    from alembic import command

    config, reached = _config(), ""

    def told(step: Any, **_: object) -> None:
        nonlocal reached
        reached = f" after step {step.up_revision_id}"

    config.attributes.update(connection=connection, version_table=revision.name, on_version_apply=(told,))
    try:
        with _one_at_a_time:
            getattr(command, way)(config, to)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"The tables in {place} could not be brought to version {SCHEMA}: it failed{reached}, {meaning(error)}. "
            "Everything is as it was before, and the version of this program that you used until now still works on "
            "it. Once the cause is mended, run: threatparley store upgrade"
        ) from error


def _note_oldest(connection: Connection, oldest: int) -> None:
    """Say which programs may write; those of before the steps look at the newest row of their own table."""
    connection.execute(update(revision).values(oldest_writer=oldest))
    newest = connection.execute(select(func.max(schema.c.version))).scalar() or 0
    if newest < max(oldest, BEFORE_STEPS):
        at = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')" if connection.dialect.name == "sqlite" else "now()::text"
        stamp = connection.exec_driver_sql(f"SELECT {at}").scalar_one()
        connection.execute(insert(schema).values(version=max(oldest, BEFORE_STEPS), at=str(stamp)[:40]))


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
