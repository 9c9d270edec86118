"""The half of the store that works on whole sessions: the list of them, and what becomes of one."""

from datetime import datetime

from agent.domain.listing import SessionLine
from agent.domain.model import ThreatModel
from agent.domain.session import Turn
from agent.store import shelf
from agent.store.database import Database
from agent.store.keeping import Recent
from agent.store.shelf import row_of


class Shelving:
    """Lists sessions, puts them away, deletes, brings back, copies and removes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._models: Recent[tuple[str, int, str], ThreatModel] = Recent(64)
        self._turns: Recent[tuple[str, int, str], Turn] = Recent(4096)

    def shelf(self) -> tuple[SessionLine, ...]:
        """Every session that somebody said something on, those put away and deleted too, what changed last first."""
        with self._database.read() as connection:
            uncounted = shelf.uncounted(connection)
            if not uncounted:
                return shelf.lines(connection)
        with self._database.write() as connection:
            for session in uncounted:
                shelf.count_high(connection, session)
            return shelf.lines(connection)

    def archive(self, session: str, at: datetime | None) -> None:
        """Put a session away, or take it out again."""
        with self._database.write() as connection:
            row_of(connection, session, lock=True)
            shelf.mark(connection, session, archived=at.isoformat() if at else None)

    def delete(self, session: str, at: datetime) -> None:
        """Delete a session so that it can still be brought back."""
        with self._database.write() as connection:
            row_of(connection, session, lock=True)
            shelf.mark(connection, session, deleted=at.isoformat())

    def bring_back(self, session: str) -> None:
        """Take back that a session was deleted."""
        with self._database.write() as connection:
            shelf.mark(connection, session, deleted=None)

    def purge(self, *gone: str, scrub: bool = True) -> None:
        """Remove sessions for good, from this process's memory and the bytes of the database too.

        Without ``scrub`` the bytes stay until the next time, which is enough for pages that nobody wrote on.
        """
        with self._database.write() as connection:
            for session in gone:
                shelf.remove(connection, session)
        self._models.drop(lambda key: key[0] in gone)
        self._turns.drop(lambda key: key[0] in gone)
        if scrub:
            self._database.scrub()

    def over(self, deleted: datetime, opened: datetime) -> tuple[str, ...]:
        """What may be removed: deleted before a moment, or opened before another and never spoken on."""
        with self._database.read() as connection:
            return (*shelf.deleted_before(connection, deleted), *shelf.blank_before(connection, opened))

    def is_blank(self, session: str) -> bool:
        """Whether a session is a page on which nothing was ever said."""
        with self._database.read() as connection:
            return shelf.is_blank(connection, session)

    def copy(self, session: str, at: datetime) -> str:
        """A second session with the same versions and turns; gives its address."""
        with self._database.write() as connection:
            row_of(connection, session, lock=True)
            return shelf.copy(connection, session, at)

    def template(self, name: str) -> str | None:
        """The session that a worked example is copied from, if it was made."""
        with self._database.read() as connection:
            return shelf.template(connection, name)

    def keep_template(self, session: str, name: str) -> None:
        """Keep a finished session as the one that a worked example is copied from."""
        with self._database.write() as connection:
            shelf.mark(connection, session, template=name)

    def other_templates(self, example: str, name: str) -> tuple[str, ...]:
        """The sessions kept for the same worked example under another name, such as with an older catalog."""
        with self._database.read() as connection:
            return shelf.other_templates(connection, example, name)

    def name_version(self, session: str, version: int, name: str) -> None:
        """Give a version a name, or take it away with an empty one."""
        with self._database.write() as connection:
            row_of(connection, session, lock=True)
            shelf.name_version(connection, session, version, name)
