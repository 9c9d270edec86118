"""All that is kept of one person: handed out, or taken out so that what others made with them stays whole.

A person is named by the key of their sign-in; what was kept before there were keys is found by the author's name.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Said
from agent.store.access import audit
from agent.store.access.row_access import see_all
from agent.store.tables import comments, invites, members, people, presence, sign_offs, turns, versions
from agent.store.value_codec import pack, unpack, unpack_text

GONE = "a deleted person"
"""What stands in the histories of others for somebody who was deleted."""


def known(connection: Connection, key: str) -> bool:
    """Whether anything is kept of a person."""
    see_all(connection)
    wanted = [select(table.c[name]).where(table.c[name] == key) for table, name in _NAMED]
    found = [select(versions.c.number).where(_made(key)), *wanted]
    return any(connection.execute(one.limit(1)).first() for one in found) or bool(_said(connection, key))


def alone(connection: Connection, key: str) -> tuple[str, ...]:
    """The sessions that nobody but this person owns."""
    see_all(connection)
    rows = connection.execute(select(members.c.session, members.c.principal).where(members.c.role == Role.OWNER.value))
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(row.session, set()).add(row.principal)
    return tuple(sorted(session for session, keys in owners.items() if keys == {key}))


def data_of(connection: Connection, key: str) -> dict[str, Any]:
    """Everything that is kept of a person, but the models themselves, as plain data."""
    see_all(connection)
    made = select(versions).where(_made(key)).order_by(versions.c.session, versions.c.number)
    said = [
        {"session": session, "turn": number, "at": at, "said": told.model_dump(mode="json")}
        for session, number, at, told in _said(connection, key)
    ]
    deeds = [
        {"number": row.number, "at": row.at, "action": row.action, "session": row.session, "detail": row.detail}
        for row in audit.read(connection)
        if row.name == key
    ]
    tables: dict[str, tuple[Table, str]] = {
        "sign_in": (people, "principal"),
        "memberships": (members, "principal"),
        "comments": (comments, "by"),
        "sign_offs": (sign_offs, "by"),
        "invitations_made": (invites, "made_by"),
        "invitations_taken": (invites, "used_by"),
    }
    kept = {name: _rows(connection, table, table.c[column] == key) for name, (table, column) in tables.items()}
    changes = [
        {"session": row.session, "version": row.number, "at": row.at, "author": row.author,
         "reason": unpack_text(row.reason)}
        for row in connection.execute(made)
    ]  # fmt: skip
    return {"person": key, **kept, "changes": changes, "turns": said, "audit": deeds}


def forget(connection: Connection, key: str) -> None:
    """Take a person out of everything that is not theirs alone; histories keep what was done, without the name."""
    see_all(connection)
    for session, number, _, told in _said(connection, key):
        here = (turns.c.session == session, turns.c.number == number)
        nameless = told.model_copy(update={"author": GONE, "by": ""})
        connection.execute(update(turns).where(*here).values(said=pack(nameless)))
    connection.execute(update(versions).where(_made(key)).values(author=GONE, by=None))
    connection.execute(update(comments).where(comments.c.by == key).values(author=GONE, by=""))
    names = connection.execute(select(people.c.name).where(people.c.principal == key)).scalars().all()
    connection.execute(update(comments).where(comments.c.resolved_by.in_([key, *names])).values(resolved_by=GONE))
    for table, column in ((members, "principal"), (presence, "principal"), (sign_offs, "by"), (people, "principal")):
        connection.execute(delete(table).where(table.c[column] == key))
    connection.execute(update(invites).where(invites.c.made_by == key).values(made_by=""))
    connection.execute(update(invites).where(invites.c.used_by == key).values(used_by=""))
    audit.forget(connection, key)


_NAMED: tuple[tuple[Table, str], ...] = (
    (people, "principal"), (members, "principal"), (comments, "by"), (sign_offs, "by"), (invites, "made_by"),
)  # fmt: skip


def _made(key: str) -> ColumnElement[bool]:
    """The condition that a version was made by somebody."""
    return (versions.c.by == key) | (versions.c.by.is_(None) & (versions.c.author == key))


def _said(connection: Connection, key: str) -> list[tuple[str, int, str, Said]]:
    """The turns that somebody said, wherever they are."""
    found = []
    wanted = select(turns.c.session, turns.c.number, turns.c.at, turns.c.said).order_by(turns.c.session, turns.c.number)
    for row in connection.execute(wanted.execution_options(yield_per=500)):
        told = unpack(Said, row.said, f"Turn {row.number}")
        if told.by == key or (not told.by and told.author == key):
            found.append((str(row.session), int(row.number), str(row.at), told))
    return found


def _rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(condition).order_by(*table.primary_key.columns)).mappings()
    return [{name: _plain(value) for name, value in row.items() if name != "hash"} for row in rows]


def _plain(value: Any) -> Any:
    return unpack_text(bytes(value)) if isinstance(value, bytes | memoryview) else value
