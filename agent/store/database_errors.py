"""What a database failure means to the person who meets it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from agent.errors import StoreUnavailable

SAFE = "What was saved before is safe."

_SQLITE = {
    "SQLITE_FULL": "the disk is full. {safe} Free some space and try again",
    "SQLITE_READONLY": "it cannot be written. {safe} Allow writing to the file and its folder and try again",
    "SQLITE_CANTOPEN": "it cannot be opened. Check that the folder exists and may be read and written",
    "SQLITE_PERM": "access was refused. Check the permissions of the file and its folder",
    "SQLITE_AUTH": "access was refused. Check the permissions of the file and its folder",
    "SQLITE_BUSY": "another program is using it. Nothing was lost; try again shortly",
    "SQLITE_LOCKED": "another program is using it. Nothing was lost; try again shortly",
    "SQLITE_CORRUPT": "it is damaged. It was left as it is: copy it aside, then restore it from a backup",
    "SQLITE_NOTADB": "it is damaged or no database. It was left as it is: move it aside, then restore a backup",
    "SQLITE_IOERR": "the disk reported an error. {safe} Check the disk and its free space, and try again",
}

_POOLED = (
    "a connection pooler stands before the database that hands connections on between transactions, or takes no "
    "options. {safe} Let database_url name the server itself, or a pool in session mode that lets options pass"
)
_POSTGRES = {
    "53100": "the disk of the database server is full. {safe} Free some space and try again",
    "53300": "the database server has no free connection. Nothing was lost; try again shortly",
    "25P03": "this program was held up for too long in the middle of its work. {safe} Try again shortly",
    "26000": _POOLED,
    "42P05": _POOLED,
    "57014": "the database server took too long to answer. {safe} Try again shortly",
    "25006": "the database is read-only at the moment. {safe} Try again once it can be written",
    "28": "the database refused the login. Check database_url",
    "3D": "there is no such database. Create it, or check database_url",
    "42501": "the database user lacks rights. Grant it rights on its schema",
    "40": "another writer came first. Nothing was lost; try again",
    "55": "another writer holds the rows. Nothing was lost; try again shortly",
    "57": "the database server is shutting down or restarting. {safe} Try again shortly",
    "08": "the connection to the database was lost. {safe} Try again shortly",
    "XX": "the database server reports damage. Nothing was changed; ask its administrator",
}
_REFUSALS = {
    "too many clients": "53300",
    "too many connections": "53300",
    "remaining connection slots": "53300",
    "no more connections allowed": "53300",
    "unsupported startup parameter": "26000",
}
"""What a server or a pooler says that lets nobody in, with the state that means the same."""


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn the database's own errors into one that says what happened, what is safe and what to do."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(
            f"All connections to {place} are in use. Nothing was lost; try again shortly."
        ) from error
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"The sessions in {place} cannot be used: {meaning(error)}.") from error
    except OSError as error:
        raise StoreUnavailable(
            f"The sessions in {place} cannot be used: {error.strerror or error}. Check the folder and its permissions."
        ) from error


def meaning(error: SQLAlchemyError) -> str:
    """A failure in plain words, to follow 'it cannot be used: ', without a full stop."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    known = _of_sqlite(cause) if isinstance(cause, sqlite3.Error) else _of_postgres(cause)
    return (known or f"the database answered {type(cause or error).__name__}. {SAFE} Try again").format(safe=SAFE)


def says_no_such_table(error: DBAPIError) -> bool:
    """Whether a failure only means that a table is not there."""
    if isinstance(error.orig, sqlite3.Error):
        return str(error.orig).startswith("no such table")
    return getattr(error.orig, "sqlstate", None) == "42P01"


def _of_sqlite(cause: sqlite3.Error) -> str | None:
    name = getattr(cause, "sqlite_errorname", "") or ""
    return next((meaning for start, meaning in _SQLITE.items() if name.startswith(start)), None)


def _of_postgres(cause: BaseException | None) -> str | None:
    state = getattr(cause, "sqlstate", None)
    if state is None and type(cause).__name__ in ("OperationalError", "InterfaceError"):
        # whoever is refused while connecting is given no code, only words
        state = next((state for words, state in _REFUSALS.items() if words in str(cause)), "08")
    return next((meaning for start, meaning in _POSTGRES.items() if (state or "").startswith(start)), None)
