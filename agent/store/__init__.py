"""Where sessions are kept: SQLite by default, PostgreSQL by its address; loaded when a database is asked for."""

from typing import TYPE_CHECKING

from agent.store.lease_holders import new_holder
from agent.store.records import Change, Lease, Pending, Place

if TYPE_CHECKING:
    from agent.store.database import Database
    from agent.store.sessions import SessionStore

__all__ = ["Change", "Database", "Lease", "Pending", "Place", "SessionStore", "new_holder"]

if not TYPE_CHECKING:  # a type checker must not take every name for one of this package

    def __getattr__(name: str) -> object:
        if name not in ("Database", "SessionStore"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        room = "database" if name == "Database" else "sessions"
        return getattr(import_module(f"agent.store.{room}"), name)
