"""The one path by which anybody comes to a session: who asks is looked up in the very transaction of the action."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select, text, true
from sqlalchemy.sql import ColumnElement

from agent.domain.sessions.principal import ANONYMOUS, LEAST, SYSTEM, Action, Principal, Role
from agent.errors import RoleTooLow, SessionNotFound, SignInNeeded
from agent.store.access.audit import Deed, note
from agent.store.access.row_level_security import Walls
from agent.store.database import Database
from agent.store.records import UNKNOWN
from agent.store.tables import ended_sign_ins, members, sessions

log = logging.getLogger(__name__)

SIGNED_OUT = "You signed out in another window. Sign in again; nothing was lost."
_ALL = "system"
"""What the database is told of whoever may see everything; no key of a person reads so."""


@dataclass(frozen=True)
class Access:
    """Who asks. The program itself may do everything, and so may the owner of a machine where nobody signs in."""

    principal: Principal = SYSTEM
    whole: bool = True
    """Whether everything is open to whoever asks."""

    def row(
        self, connection: Connection, session: str, action: Action, lock: bool = False, deleted_too: bool = False
    ) -> Row[tuple[object, ...]]:
        """A session's own row, for whoever may do this to it; raises SessionNotFound or RoleTooLow.

        A deleted one is as good as gone, but for those who bring back or remove. What somebody is to the session is
        read after its row is locked: whoever was removed meanwhile is seen to be gone. A lock keeps other writers away,
        yet not what only refers to the session, such as who is here; but where it may go, nobody may add to it.
        """
        wanted = select(sessions).where(sessions.c.id == session)
        locked = wanted.with_for_update(key_share=action is not Action.DELETE)
        row = connection.execute(locked if lock else wanted).one_or_none()
        role = self.role(connection, session) if row is not None else None
        if row is None or role is None:
            self._note(action, "no member" if row is not None else "no such session")
            raise SessionNotFound(UNKNOWN)
        if not role.covers(LEAST[action]):
            self._note(action, role.value)
            raise RoleTooLow(
                f"To {action.value} this model takes the role {LEAST[action].value}, and you are its {role.value}. "
                "Nothing was changed; ask one of its owners."
            )
        if row.deleted is not None and not deleted_too:
            raise SessionNotFound("This model was deleted. For a while it can be restored from the start page.")
        return row

    def role(self, connection: Connection, session: str) -> Role | None:
        """What whoever asks is to a session; none where they are nothing to it."""
        if self.whole:
            return Role.OWNER
        wanted = select(members.c.role).where(members.c.session == session, members.c.principal == self.principal.key)
        found = connection.execute(wanted).scalar_one_or_none()
        return Role(found) if found is not None else None

    def sees(self, session: ColumnElement[str], least: Role = Role.VIEWER) -> ColumnElement[bool]:
        """The condition that somebody is something to a session, for lists of many."""
        if self.whole:
            return true()
        enough = [role.value for role in Role if role.covers(least)]
        mine = select(members.c.session).where(members.c.principal == self.principal.key, members.c.role.in_(enough))
        return session.in_(mine)

    def check_signed_in(self) -> None:
        """Raise SignInNeeded where whoever asks has not signed in."""
        if self.principal == ANONYMOUS:
            raise SignInNeeded("Sign in first; a model needs somebody whom it belongs to. Nothing was changed.")

    def check_not_ended(self, connection: Connection) -> None:
        """Raise SignInNeeded where the sign-in that somebody acts by was ended, in whichever window or process."""
        if self.whole or not self.principal.sign_in:
            return
        wanted = select(ended_sign_ins.c.at).where(ended_sign_ins.c.sign_in == self.principal.sign_in)
        if connection.execute(wanted).first() is not None:
            raise SignInNeeded(SIGNED_OUT)

    def _note(self, action: Action, why: str) -> None:
        """Tell the log of a denial, without the address that was tried."""
        if not self.whole:
            log.warning("denied to %s: %s (%s)", self.principal.key[:12], action.value, why)


class Guarded:
    """A part of the store as one person may use it; other parts and people share its database."""

    def __init__(self, database: Database, access: Access | None = None, walls: Walls | None = None) -> None:
        """Over a database, for the program itself unless somebody else is named."""
        self._database, self._access = database, access or Access()
        self._walls = walls or Walls(database)

    def admit(self, session: str, action: Action, deleted_too: bool = False) -> None:
        """Raise SessionNotFound or RoleTooLow unless this may be done to a session; it costs nothing where all may."""
        if not self._access.whole:
            with self._reading() as connection:
                self._row(connection, session, action, deleted_too=deleted_too)

    def may(self, session: str, action: Action) -> bool:
        """Whether this may be done to a session."""
        try:
            self.admit(session, action)
        except (SessionNotFound, RoleTooLow):
            return False
        return True

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection for one look, as whoever asks."""
        self._prepare()
        with self._denials(), self._database.read() as connection:
            self._tell(connection)
            yield connection

    @contextmanager
    def _writing(self, durable: bool = True) -> Iterator[Connection]:
        """One transaction, as whoever asks."""
        self._prepare()
        with self._denials(), self._database.write(durable=durable, actor=self._access.principal.key) as connection:
            self._tell(connection)
            yield connection

    @contextmanager
    def _denials(self) -> Iterator[None]:
        """Put down that somebody was denied something, once the transaction in which it happened has ended."""
        try:
            yield
        except (SessionNotFound, RoleTooLow) as problem:
            if not self._access.whole:
                with self._database.write(actor=self._access.principal.key) as connection:
                    note(connection, Deed(action="denied", detail={"why": type(problem).__name__}))
            raise

    def _row(
        self, connection: Connection, session: str, action: Action, lock: bool = False, deleted_too: bool = False
    ) -> Row[tuple[object, ...]]:
        return self._access.row(connection, session, action, lock, deleted_too)

    def _lift(self, connection: Connection) -> None:
        """Let the rest of a transaction see everything; only after whoever asks was found to be allowed to."""
        _mark(connection, _ALL)

    def _prepare(self) -> None:
        if not self._access.whole:
            self._walls.stand()

    def _tell(self, connection: Connection) -> None:
        _mark(connection, _ALL if self._access.whole else self._access.principal.key)
        self._access.check_not_ended(connection)


def _mark(connection: Connection, who: str) -> None:
    """Tell PostgreSQL's own rules who asks, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('threatparley.who', :who, true)"), {"who": who})
