"""Invitations as rows; of a token only its SHA-256 is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import Connection, Row, insert, select, update

from agent.domain.sessions.principal import Role
from agent.domain.sessions.sharing import Invite
from agent.errors import InputError, InviteRefused
from agent.store.addresses import fresh_id
from agent.store.tables import invites
from knowledge.vocabulary import Value

_ASK = "Ask whoever sent it for a new one."
_UNKNOWN = f"This invitation is not known here. {_ASK}"
_USED = f"This invitation was used already; each works once. {_ASK}"
_EXPIRED = f"This invitation has expired. {_ASK}"
_NO_LONGER = f"This invitation was withdrawn, or whoever made it no longer owns the model. {_ASK}"


class Kept(Value):
    """An invitation as it is kept."""

    session: str = Field(description="Id of the session.")
    role: Role = Field(description="What its taker becomes.")
    made_by: str = Field(description="Key of who made it.")
    expires: datetime = Field(description="From when on it is refused.")
    used: bool = Field(description="It was taken.")
    withdrawn: bool = Field(description="It was taken back.")


def make(connection: Connection, session: str, role: Role, by: str, at: datetime, expires: datetime) -> Invite:
    """A new invitation with its token, of 256 random bits."""
    token, one = secrets.token_urlsafe(32), fresh_id()
    connection.execute(
        insert(invites).values(
            hash=_hash(token),
            id=one,
            session=session,
            role=role.value,
            made_by=by,
            made_at=at.isoformat(),
            expires=expires.isoformat(),
        )
    )
    return Invite(id=one, role=role, made_at=at, expires=expires, token=token)


def all_of(connection: Connection, session: str) -> tuple[Invite, ...]:
    """The invitations to a session, the newest first."""
    rows = connection.execute(select(invites).where(invites.c.session == session))
    return tuple(sorted(map(_invite, rows), key=lambda one: (one.made_at, one.id), reverse=True))


def withdraw(connection: Connection, session: str, one: str, at: datetime) -> None:
    """Take an invitation back."""
    here = (invites.c.session == session, invites.c.id == one, invites.c.used_at.is_(None))
    if connection.execute(update(invites).where(*here).values(withdrawn=at.isoformat())).rowcount != 1:
        raise InputError("No invitation to this model that waits has this id; its list shows those there are.")


def find(connection: Connection, token: str) -> Kept:
    """The invitation of a token; raises InviteRefused where there is none."""
    row = connection.execute(select(invites).where(invites.c.hash == _hash(token))).first()
    if row is None:
        raise InviteRefused(_UNKNOWN)
    return Kept(
        session=row.session, role=Role(row.role), made_by=row.made_by, expires=datetime.fromisoformat(row.expires),
        used=row.used_at is not None, withdrawn=row.withdrawn is not None,
    )  # fmt: skip


def check(found: Kept, at: datetime, may_still: bool) -> None:
    """Raise InviteRefused unless an invitation can still be taken, and whoever made it may still make one."""
    if found.used:
        raise InviteRefused(_USED)
    if found.withdrawn or not may_still:
        raise InviteRefused(_NO_LONGER)
    if at >= found.expires:
        raise InviteRefused(_EXPIRED)


def use(connection: Connection, token: str, by: str, at: datetime) -> None:
    """Note who took an invitation."""
    taken = update(invites).where(invites.c.hash == _hash(token))
    connection.execute(taken.values(used_by=by, used_at=at.isoformat()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _invite(row: Row[Any]) -> Invite:
    used = datetime.fromisoformat(row.used_at) if row.used_at else None
    made, expires = datetime.fromisoformat(row.made_at), datetime.fromisoformat(row.expires)
    withdrawn = row.withdrawn is not None
    return Invite(id=row.id, role=Role(row.role), made_at=made, expires=expires, used_at=used, withdrawn=withdrawn)
