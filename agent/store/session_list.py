"""The list of all sessions, and what is done with a whole one: put away, delete, bring back, copy, remove for good."""

from datetime import datetime

from sqlalchemy import Connection, Row, delete, exists, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import Role
from agent.domain.sessions.retention import Over
from agent.domain.sessions.session_list import SessionLine, high_risks
from agent.errors import SessionNotFound, StoreUnavailable, VersionConflict
from agent.store.access.audit import Deed, digest_of, note
from agent.store.access.authorization import Access
from agent.store.addresses import fresh_id
from agent.store.tables import (
    comments,
    invites,
    leases,
    members,
    portfolio_lines,
    presence,
    sessions,
    sign_offs,
    turns,
    version_names,
    versions,
)
from agent.store.value_codec import unpack

_OF_A_SESSION = (
    portfolio_lines, version_names, turns, versions, leases, presence, sign_offs, comments, invites, members
)  # fmt: skip


def lock(connection: Connection, session: str) -> None:
    """Keep other writers from a session until the transaction ends; who only looks at it is noted all the same."""
    connection.execute(select(sessions.c.id).where(sessions.c.id == session).with_for_update(key_share=True))


def lines(connection: Connection, access: Access) -> tuple[SessionLine, ...]:
    """Every session that somebody said something on, those put away and deleted too, what changed last first.

    A blank page is none, nor is the one that a worked example is copied from, nor any that one may not open.
    """
    told = select(*(sessions.c[name] for name in _SHOWN)).where(sessions.c.template.is_(None), ~_blank())
    roles = _roles(connection, access)
    told = told.where(access.sees(sessions.c.id)).order_by(sessions.c.changed.desc(), sessions.c.id)
    return tuple(_line(row, roles.get(row.id, Role.OWNER)) for row in connection.execute(told))


def uncounted(connection: Connection, access: Access) -> tuple[str, ...]:
    """The sessions of an older store, whose high risks nobody has counted yet."""
    wanted = select(sessions.c.id).where(sessions.c.high.is_(None), access.sees(sessions.c.id))
    return tuple(connection.execute(wanted).scalars())


def count_high(connection: Connection, session: str) -> None:
    """Count the open high risks of a session's present model, and keep the number."""
    wanted = (
        select(versions.c.model)
        .join(sessions, (sessions.c.id == versions.c.session) & (sessions.c.head == versions.c.number))
        .where(sessions.c.id == session)
    )
    cell = connection.execute(wanted).scalar_one_or_none()
    if cell is not None:
        try:
            high = high_risks(unpack(ThreatModel, cell, "The newest version"))
        except StoreUnavailable:
            high = 0  # a damaged model says so when it is opened; the list of all others must not end with it
        connection.execute(update(sessions).where(sessions.c.id == session).values(high=high))


def mark(connection: Connection, session: str, **marks: str | None) -> None:
    """Set when a session was put away or deleted, or take that back."""
    done = connection.execute(update(sessions).where(sessions.c.id == session).values(**marks))
    if done.rowcount != 1:
        raise SessionNotFound("No session has this address. It may have been removed for good.")
    for what, action in _MARKS.items():
        if what in marks:
            note(connection, Deed(action=action[marks[what] is None], session=session))


def remove(connection: Connection, session: str) -> None:
    """Take everything out that is kept of a session."""
    for table in _OF_A_SESSION:
        connection.execute(delete(table).where(table.c.session == session))
    connection.execute(delete(sessions).where(sessions.c.id == session))
    note(connection, Deed(action="purge", session=session))


def copy(connection: Connection, session: str, at: datetime) -> str:
    """A second session with the same versions, turns and names; gives its address."""
    fresh = fresh_id(16)
    row = connection.execute(select(sessions).where(sessions.c.id == session)).mappings().one()
    changes = {"id": fresh, "changed": at.isoformat(), "archived": None, "deleted": None, "template": None}
    connection.execute(insert(sessions).values({**row, **changes}))
    for table in (versions, turns, version_names, portfolio_lines):
        rows = connection.execute(select(table).where(table.c.session == session)).mappings().all()
        if rows:
            connection.execute(insert(table), [{**row, "session": fresh} for row in rows])
    note(connection, Deed(action="copy", session=session, detail={"copy": digest_of(fresh)}))
    return fresh


def over(connection: Connection, past: Over, access: Access, session: str | None = None) -> tuple[str, ...]:
    """The sessions whose time is over, of all that somebody owns, or whether one is."""
    reasons = [sessions.c.deleted < past.deleted.isoformat(), _blank() & (sessions.c.created < past.blank.isoformat())]
    if past.archived is not None:
        reasons.append(sessions.c.archived < past.archived.isoformat())
    if past.unused is not None:
        reasons.append((sessions.c.changed < past.unused.isoformat()) & sessions.c.template.is_(None))
    wanted = select(sessions.c.id).where(or_(*reasons), access.sees(sessions.c.id, Role.OWNER))
    if session is not None:
        wanted = wanted.where(sessions.c.id == session)
    return tuple(connection.execute(wanted.order_by(sessions.c.id)).scalars())


def is_blank(connection: Connection, session: str, access: Access) -> bool:
    """Whether a session is a page of one's own on which nothing was ever said."""
    mine = access.sees(sessions.c.id, Role.OWNER)
    return connection.execute(select(sessions.c.id).where(_blank(), sessions.c.id == session, mine)).first() is not None


def template(connection: Connection, name: str) -> str | None:
    """The session that a worked example is copied from."""
    wanted = select(sessions.c.id).where(sessions.c.template == name).order_by(sessions.c.created)
    return connection.execute(wanted).scalars().first()


def is_template(connection: Connection, session: str) -> bool:
    """Whether a session is one that a worked example is copied from."""
    wanted = select(sessions.c.id).where(sessions.c.id == session, sessions.c.template.is_not(None))
    return connection.execute(wanted).first() is not None


def other_templates(connection: Connection, example: str, name: str) -> tuple[str, ...]:
    """The sessions kept for an example under another name, such as those of an older catalog."""
    same = sessions.c.template.startswith(f"{example} ", autoescape=True)
    wanted = select(sessions.c.id).where(same, sessions.c.template != name)
    return tuple(connection.execute(wanted).scalars())


def name_version(connection: Connection, session: str, version: int, name: str) -> None:
    """Give a version a name, or take it away with an empty one."""
    wanted = select(versions.c.number).where(versions.c.session == session, versions.c.number == version)
    if connection.execute(wanted).first() is None:
        raise VersionConflict(f"This session has no version {version}. Its history lists those it has.")
    here = (version_names.c.session == session, version_names.c.version == version)
    connection.execute(delete(version_names).where(*here))
    if name:
        connection.execute(insert(version_names).values(session=session, version=version, name=name[:120]))


def names_of_versions(connection: Connection, session: str) -> dict[int, str]:
    """The names that versions of a session have, by number."""
    rows = connection.execute(select(version_names).where(version_names.c.session == session))
    return {int(row.version): str(row.name) for row in rows}


_MARKS = {"archived": ("archive", "take out of the archive"), "deleted": ("delete", "bring back")}
"""What setting a mark, and taking it back, is called in the audit."""
_SHOWN = ("id", "name", "head", "changed", "threats", "high", "archived", "deleted")


def _blank() -> ColumnElement[bool]:
    """The condition that a session has no turn, no name, nothing drafted, and was neither imported nor edited."""
    spoken = exists(select(turns.c.number).where(turns.c.session == sessions.c.id))
    opened = exists(
        select(versions.c.number).where(
            versions.c.session == sessions.c.id, versions.c.number == 0, versions.c.reason == _OPENED
        )
    )
    return (sessions.c.head == 0) & (sessions.c.threats == 0) & (func.length(sessions.c.name) == 0) & opened & ~spoken


_OPENED = b"Opened"
"""The reason of the first version of an empty session; an imported one has another."""


def _roles(connection: Connection, access: Access) -> dict[str, Role]:
    """What whoever asks is to each session; empty where everything is open to them."""
    if access.whole:
        return {}
    wanted = select(members.c.session, members.c.role).where(members.c.principal == access.principal.key)
    return {row.session: Role(row.role) for row in connection.execute(wanted)}


def _line(row: Row[tuple[object, ...]], role: Role) -> SessionLine:
    return SessionLine(
        id=row.id,
        name=row.name,
        version=row.head,
        changed_at=datetime.fromisoformat(row.changed),
        threats=row.threats,
        high=row.high or 0,
        archived=row.archived is not None,
        role=role,
        deleted_at=datetime.fromisoformat(row.deleted) if row.deleted else None,
    )
