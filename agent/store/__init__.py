"""Where sessions are kept: SQLite by default, PostgreSQL by its address."""

from agent.store.database import Database
from agent.store.lease_holders import new_holder
from agent.store.leases import Lease
from agent.store.sessions import SessionStore
from agent.store.turns import Pending
from agent.store.versions import Change, Place

__all__ = ["Change", "Database", "Lease", "Pending", "Place", "SessionStore", "new_holder"]
