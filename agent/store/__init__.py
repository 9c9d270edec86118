"""Where sessions are kept: SQLite by default, PostgreSQL by its address."""

from agent.store.database import Database
from agent.store.lease_holders import new_holder
from agent.store.leases import Lease
from agent.store.rows.turns import Pending
from agent.store.rows.versions import Change, Place
from agent.store.sessions import SessionStore

__all__ = ["Change", "Database", "Lease", "Pending", "Place", "SessionStore", "new_holder"]
