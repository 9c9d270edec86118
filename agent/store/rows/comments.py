"""What people say beside a session: comments on its threats, sign-offs of them, and that they are here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from agent.domain.sessions.principal import Action
from agent.domain.sessions.sharing import Comment, Here, SignOff
from agent.errors import InputError
from agent.store.access.audit import Deed, note
from agent.store.access.authorization import Guarded
from agent.store.addresses import fresh_id
from agent.store.rows.members import put_once
from agent.store.tables import comments, presence, sign_offs
from agent.store.value_codec import pack_text, unpack_text

GONE_SECONDS = 60.0
"""After how long without a sign somebody is no longer here."""
_SIGN_SECONDS = 15.0
"""A sign of somebody is written down at most this often."""


class Remarks(Guarded):
    """Comments, sign-offs and presence; none of them makes a version."""

    def comment(self, session: str, threat: str, text: str, at: datetime) -> Comment:
        """Write a comment on a threat."""
        me = self._access.principal
        made = Comment(id=fresh_id(), threat=threat, author=me.author, by=me.key, at=at, text=text)
        with self._writing() as connection:
            self._row(connection, session, Action.COMMENT, lock=True)
            connection.execute(
                insert(comments).values(
                    id=made.id, session=session, threat=threat, by=me.key, author=me.author, at=at.isoformat(),
                    text=pack_text(text),
                )
            )  # fmt: skip
            note(connection, Deed(action="comment", session=session, detail={"threat": threat}))
        return made

    def comments(self, session: str, threat: str | None = None) -> tuple[Comment, ...]:
        """The comments on a session's threats, or on one of them, the oldest first."""
        wanted = select(comments).where(comments.c.session == session)
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            rows = connection.execute(wanted if threat is None else wanted.where(comments.c.threat == threat))
            return tuple(sorted(map(_comment, rows), key=lambda one: (one.at, one.id)))

    def settle(self, session: str, comment: str, at: datetime | None) -> None:
        """Mark a comment as settled, or as open again without a time."""
        values = {
            "resolved_at": at.isoformat() if at else None,
            "resolved_by": self._access.principal.author if at else None,
        }
        here = (comments.c.session == session, comments.c.id == comment)
        with self._writing() as connection:
            self._row(connection, session, Action.COMMENT, lock=True)
            if connection.execute(update(comments).where(*here).values(values)).rowcount != 1:
                raise InputError("No comment on this model has this id; its list of comments shows those there are.")

    def sign_off(self, session: str, threat: str, version: int, digest: str, at: datetime) -> None:
        """Sign a threat off as it stands at a version, in place of an earlier sign-off by the same person."""
        me = self._access.principal
        values = {"author": me.author, "at": at.isoformat(), "version": version, "digest": digest}
        with self._writing() as connection:
            self._row(connection, session, Action.SIGN_OFF, lock=True)
            here = (sign_offs.c.session == session, sign_offs.c.threat == threat, sign_offs.c.by == me.key)
            connection.execute(delete(sign_offs).where(*here))
            connection.execute(insert(sign_offs).values(session=session, threat=threat, by=me.key, **values))
            note(connection, Deed(action="sign off", session=session, detail={"threat": threat, "version": version}))

    def take_back(self, session: str, threat: str) -> None:
        """Take one's own sign-off of a threat back."""
        with self._writing() as connection:
            self._row(connection, session, Action.SIGN_OFF, lock=True)
            here = (sign_offs.c.session == session, sign_offs.c.threat == threat)
            connection.execute(delete(sign_offs).where(*here, sign_offs.c.by == self._access.principal.key))

    def sign_offs(self, session: str, digests: Mapping[str, str]) -> tuple[SignOff, ...]:
        """The sign-offs in a session, the oldest first; stale where the threat's digest is another by now."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            rows = connection.execute(select(sign_offs).where(sign_offs.c.session == session))
            given = (_sign_off(row, digests.get(row.threat) != row.digest) for row in rows)
            return tuple(sorted(given, key=lambda one: (one.at, one.threat, one.by)))

    def here(self, session: str) -> tuple[Here, ...]:
        """Who has a session open, by name, whoever asks among them; that they are here is noted."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            wanted = select(presence, self._database.now.label("now")).where(presence.c.session == session)
            seen = [_here(row) for row in connection.execute(wanted)]
        mine = self._access.principal
        if not any(one.key == mine.key and one.seconds < _SIGN_SECONDS for one in seen):
            self._sign(session)
        others = [one for one in seen if one.key != mine.key and one.seconds < GONE_SECONDS]
        return tuple(
            sorted([*others, Here(key=mine.key, name=mine.name, seconds=0)], key=lambda one: (one.name, one.key))
        )

    def go(self, session: str) -> None:
        """Note that whoever asks has left the page."""
        with self._writing(durable=False) as connection:
            self._row(connection, session, Action.READ)
            connection.execute(delete(presence).where(*self._own(session)))

    def _sign(self, session: str) -> None:
        me, now = self._access.principal, self._database.now
        with self._writing(durable=False) as connection:
            self._row(connection, session, Action.READ)
            seen = {"name": me.name, "seen": now}
            if connection.execute(update(presence).where(*self._own(session)).values(seen)).rowcount == 0:
                put_once(connection, presence, session=session, principal=me.key, **seen)

    def _own(self, session: str) -> tuple[Any, ...]:
        return presence.c.session == session, presence.c.principal == self._access.principal.key


def _comment(row: Row[Any]) -> Comment:
    resolved = datetime.fromisoformat(row.resolved_at) if row.resolved_at else None
    return Comment(
        id=row.id, threat=row.threat, author=row.author, by=row.by, at=datetime.fromisoformat(row.at),
        text=unpack_text(row.text), resolved_at=resolved, resolved_by=row.resolved_by or "",
    )  # fmt: skip


def _sign_off(row: Row[Any], stale: bool) -> SignOff:
    at = datetime.fromisoformat(row.at)
    return SignOff(threat=row.threat, author=row.author, by=row.by, at=at, version=row.version, stale=stale)


def _here(row: Row[Any]) -> Here:
    return Here(key=row.principal, name=row.name, seconds=max(0.0, row.now - row.seen))
