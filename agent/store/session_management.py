"""The half of the store that works on whole sessions: the list of them, and what becomes of one."""

from datetime import datetime

from sqlalchemy import Connection

from agent.domain.model import ThreatModel
from agent.domain.portfolio import PortfolioLine
from agent.domain.sessions.principal import Action, Role
from agent.domain.sessions.retention import Over
from agent.domain.sessions.session import Turn
from agent.domain.sessions.session_list import SessionLine
from agent.errors import SessionNotFound, StoreUnavailable
from agent.store import session_list, storage_usage
from agent.store.access.audit import Deed, note
from agent.store.access.authorization import Guarded
from agent.store.database import Database
from agent.store.records import UNKNOWN
from agent.store.rows import members, portfolio_lines, turns, versions
from agent.store.value_cache import Recent


class Shelving(Guarded):
    """Lists sessions, puts them away, deletes, brings back, copies and removes them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._models: Recent[tuple[str, int, str], ThreatModel] = Recent(64)
        self._turns: Recent[tuple[str, int, str], Turn] = Recent(4096)
        self._lines: Recent[tuple[str, int], PortfolioLine] = Recent(8192)

    def shelf(self) -> tuple[SessionLine, ...]:
        """Every session that somebody said something on, those put away and deleted too, what changed last first."""
        with self._reading() as connection:
            uncounted = session_list.uncounted(connection, self._access)
            if not uncounted:
                return session_list.lines(connection, self._access)
        with self._writing() as connection:
            for session in uncounted:
                session_list.count_high(connection, session)
            return session_list.lines(connection, self._access)

    def portfolio(self) -> dict[str, PortfolioLine]:
        """What a look over many models needs of each session one may see, by address; what is missing is made first."""
        while True:
            with self._reading() as connection:
                missing = portfolio_lines.missing(connection, self._access)
                if not missing:
                    return self._lines_held(connection)
            with self._writing() as connection:
                for session, version in missing:
                    line = portfolio_lines.packed(_model_or_none(connection, session, version))
                    portfolio_lines.keep(connection, session, version, line)

    def _lines_held(self, connection: Connection) -> dict[str, PortfolioLine]:
        """The lines one may see; a line of a version never changes, so it is read once."""
        stands = portfolio_lines.stands(connection, self._access)
        kept = {session: self._lines.get((session, version)) for session, version in stands.items()}
        fresh = portfolio_lines.read(connection, [session for session, line in kept.items() if line is None])
        for session, line in fresh.items():
            self._lines.keep((session, stands[session]), line)
        known = {session: line for session, line in kept.items() if line is not None}
        return known | fresh

    def archive(self, session: str, at: datetime | None) -> None:
        """Put a session away, or take it out again."""
        with self._writing() as connection:
            self._row(connection, session, Action.PUT_AWAY, lock=True)
            session_list.mark(connection, session, archived=at.isoformat() if at else None)

    def exported(self, session: str, form: str) -> None:
        """Note that a file of a session was handed out, to somebody who may read it."""
        with self._writing() as connection:
            self._row(connection, session, Action.READ)
            note(connection, Deed(action="export", session=session, detail={"format": form}))

    def delete(self, session: str, at: datetime) -> None:
        """Delete a session so that it can still be brought back."""
        with self._writing() as connection:
            self._row(connection, session, Action.DELETE, lock=True)
            session_list.mark(connection, session, deleted=at.isoformat())

    def bring_back(self, session: str) -> None:
        """Take back that a session was deleted."""
        with self._writing() as connection:
            self._row(connection, session, Action.DELETE, lock=True, deleted_too=True)
            session_list.mark(connection, session, deleted=None)

    def purge(self, *gone: str, scrub: bool = True) -> None:
        """Remove sessions for good, from this process's memory and the bytes of the database too.

        Without ``scrub`` the bytes stay until the next time, which is enough for pages that nobody wrote on.
        """
        with self._writing() as connection:
            for session in gone:
                self._row(connection, session, Action.DELETE, lock=True, deleted_too=True)
            self._lift(connection)
            for session in gone:
                session_list.remove(connection, session)
        self._let_go(*gone)
        if scrub:
            self._database.scrub()

    def over(self, past: Over) -> tuple[str, ...]:
        """The sessions whose time is over, of all that whoever asks owns."""
        with self._reading() as connection:
            return session_list.over(connection, past, self._access)

    def purge_over(self, session: str, past: Over) -> bool:
        """Remove a session if its time is still over at this very moment; others may sweep or speak meanwhile.

        The bytes stay until the next ``scrub``.
        """
        with self._writing() as connection:
            self._row(connection, session, Action.DELETE, lock=True, deleted_too=True)
            if not session_list.over(connection, past, self._access, session):
                return False
            self._lift(connection)
            session_list.remove(connection, session)
        self._let_go(session)
        return True

    def scrub(self) -> None:
        """Leave no bytes of what was removed behind."""
        self._database.scrub()

    def _let_go(self, *gone: str) -> None:
        self._models.drop(lambda key: key[0] in gone)
        self._turns.drop(lambda key: key[0] in gone)
        self._lines.drop(lambda key: key[0] in gone)

    def is_blank(self, session: str) -> bool:
        """Whether a session is a page on which nothing was ever said."""
        with self._reading() as connection:
            return session_list.is_blank(connection, session, self._access)

    def copy(self, session: str, at: datetime) -> str:
        """A second session with the same versions and turns; gives its address."""
        with self._writing() as connection:
            self._row(connection, session, Action.COPY, lock=True)
            return self._copied(connection, session, at)

    def take_example(self, session: str, at: datetime) -> str:
        """A session of one's own that begins as a worked example; gives its address."""
        with self._writing() as connection:
            self._lift(connection)
            if not session_list.is_template(connection, session):
                raise SessionNotFound(UNKNOWN)
            return self._copied(connection, session, at)

    def template(self, name: str) -> str | None:
        """The session that a worked example is copied from, if it was made."""
        with self._reading() as connection:
            return session_list.template(connection, name)

    def keep_template(self, session: str, name: str) -> None:
        """Keep a finished session as the one that a worked example is copied from."""
        with self._writing() as connection:
            session_list.mark(connection, session, template=name)

    def other_templates(self, example: str, name: str) -> tuple[str, ...]:
        """The sessions kept for the same worked example under another name, such as with an older catalog."""
        with self._reading() as connection:
            return session_list.other_templates(connection, example, name)

    def name_version(self, session: str, version: int, name: str) -> None:
        """Give a version a name, or take it away with an empty one."""
        with self._writing() as connection:
            self._row(connection, session, Action.EDIT, lock=True)
            session_list.name_version(connection, session, version, name)

    def _copied(self, connection: Connection, session: str, at: datetime) -> str:
        """A copy that belongs to whoever asked for it."""
        self._access.check_signed_in()
        self._lift(connection)
        fresh = session_list.copy(connection, session, at)
        self._own(connection, fresh, at)
        return fresh

    def _own(self, connection: Connection, session: str, at: datetime) -> None:
        """Make whoever asks the owner of a new session; nobody in particular is where everything is open to all."""
        if not self._access.whole:
            members.put(connection, session, self._access.principal, Role.OWNER, at)

    def backlog(self) -> tuple[int, datetime | None]:
        """How many turns wait or are at work, here and elsewhere, and since when the oldest of them."""
        with self._reading() as connection:
            count, oldest = turns.backlog(connection)
        return count, None if oldest is None else datetime.fromisoformat(oldest)

    def held_by(self, person: str) -> tuple[int, int]:
        """How many models a person has, and the bytes these take."""
        with self._reading() as connection:
            return storage_usage.held_by(connection, person)

    def begun_by(self, person: str) -> frozenset[str]:
        """The sessions that a person began."""
        with self._reading() as connection:
            return storage_usage.begun_by(connection, person)


def _model_or_none(connection: Connection, session: str, version: int) -> ThreatModel:
    """The model, or an empty one for a damaged one, which says so when it is opened."""
    try:
        return versions.model_of(connection, session, version)
    except StoreUnavailable:
        return ThreatModel()
