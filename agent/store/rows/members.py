"""Members of sessions, and people, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.domain.sessions.principal import Principal, Role
from agent.domain.sessions.sharing import Member, Person
from agent.store.access.audit import Deed, note, token_of
from agent.store.tables import members, people


def put(connection: Connection, session: str, who: Principal | Person | Member, role: Role, at: datetime) -> None:
    """Make somebody a member, or give a member another role."""
    here = (members.c.session == session, members.c.principal == who.key)
    values = {"role": role.value, "name": who.name}
    if connection.execute(update(members).where(*here).values(values)).rowcount == 0:
        put_once(connection, members, session=session, principal=who.key, since=at.isoformat(), **values)
    shared = {"role": role.value, "member": token_of(connection, who.key)}
    note(connection, Deed(action="share", session=session, detail=shared))


def take_out(connection: Connection, session: str, key: str) -> None:
    """Make somebody a member no longer."""
    connection.execute(delete(members).where(members.c.session == session, members.c.principal == key))
    note(connection, Deed(action="unshare", session=session, detail={"member": token_of(connection, key)}))


def one(connection: Connection, session: str, key: str) -> Member | None:
    """A member by their key."""
    found = connection.execute(select(members).where(members.c.session == session, members.c.principal == key)).first()
    return None if found is None else _member(found)


def all_of(connection: Connection, session: str) -> tuple[Member, ...]:
    """The members of a session, the highest roles first."""
    rows = connection.execute(select(members).where(members.c.session == session))
    return tuple(sorted(map(_member, rows), key=lambda member: (-member.role.rank, member.name, member.key)))


def owners(connection: Connection, session: str) -> int:
    """How many owners a session has."""
    wanted = select(func.count()).where(members.c.session == session, members.c.role == Role.OWNER.value)
    return int(connection.execute(wanted).scalar_one())


def owned_by(connection: Connection, key: str) -> tuple[str, ...]:
    """The sessions that somebody is an owner of."""
    wanted = select(members.c.session).where(members.c.principal == key, members.c.role == Role.OWNER.value)
    return tuple(connection.execute(wanted.order_by(members.c.session)).scalars())


def meet(connection: Connection, who: Principal, at: datetime) -> None:
    """Keep who somebody is, and their name as it is today, also where they are a member already."""
    note(connection, Deed(action="sign in"))
    name = connection.execute(select(people.c.name).where(people.c.principal == who.key)).scalar_one_or_none()
    if name is None:
        told = {"issuer": who.issuer, "subject": who.subject, "name": who.name}
        put_once(connection, people, principal=who.key, since=at.isoformat(), **told)
    elif name != who.name:
        connection.execute(update(people).where(people.c.principal == who.key).values(name=who.name))
        connection.execute(update(members).where(members.c.principal == who.key).values(name=who.name))


def known(connection: Connection) -> tuple[Person, ...]:
    """Everybody who ever signed in, by name."""
    rows = connection.execute(select(people).order_by(people.c.name, people.c.principal))
    return tuple(
        Person(
            key=row.principal, name=row.name, issuer=row.issuer, subject=row.subject,
            since=datetime.fromisoformat(row.since),
        )
        for row in rows
    )  # fmt: skip


def put_once(connection: Connection, table: Table, **values: Any) -> None:
    """Insert a row unless one with its key is there, such as when two pages of a person do the same at once."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(kind.insert(table).values(values).on_conflict_do_nothing())


def _member(row: Row[Any]) -> Member:
    since = datetime.fromisoformat(row.since)
    return Member(key=row.principal, name=row.name, role=Role(row.role), since=since)
