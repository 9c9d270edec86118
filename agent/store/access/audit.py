"""A record of who did what, as a chain: each row holds the hash of the one before and of its own content.

What is noted during a transaction is put down as that transaction ends, so it is kept exactly if the action is. The
last row of the chain is held only for that moment, so nobody waits for another's work. Rows hold ids and kinds, never
contents; names are kept apart, so that the chain stays whole when a model or a person is deleted.
"""

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from pydantic import Field
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql import ColumnElement

from agent.domain.changes.edits import Edit
from agent.domain.sessions.principal import LOCAL, SYSTEM
from agent.store.access.row_access import see_all
from agent.store.tables import actors, audit, audit_end, sessions
from agent.store.value_codec import pack_text, unpack_text
from knowledge.vocabulary import Value

NOBODY = "a deleted person"
"""What stands for a name that is no longer kept."""
_OURS = {one.key: one.name for one in (LOCAL, SYSTEM)}
"""Those who are no person, by their names."""
_COUNTED = re.compile(r"[A-Z]{1,3}-\d{1,6}")
"""Ids that are given out in order, and so tell nothing of what they name."""
_NAMING = ("id", "threat", "control")
"""The fields in which an edit says what it is about."""
_PAGE = 1000


class Deed(Value):
    """Something that is noted: who did what, to which session."""

    actor: str = Field(default="", description="Who did it; empty: whoever the transaction is for.")
    action: str = Field(max_length=40, description="What was done, such as 'change', 'export' or 'purge'.")
    session: str | None = Field(default=None, description="The session it was done to.")
    detail: dict[str, object] = Field(default_factory=dict, description="Ids, kinds and counts; never contents.")


class AuditRow(Value):
    """One row of the chain, as it is exported."""

    number: int = Field(description="Its place, from 1 on.")
    at: str = Field(description="When, by the database's clock.")
    actor: str = Field(description="Token of who did it.")
    name: str = Field(description="The name behind the token, while it is kept.")
    action: str = Field(description="What was done.")
    session: str | None = Field(description="To which session: its address, or a digest of it once it is gone.")
    detail: dict[str, object] = Field(description="Ids, kinds and counts.")
    previous: str = Field(description="Hash of the row before; empty for the first.")
    hash: str = Field(description="SHA-256 over all of this but the name, hexadecimal.")


def note(connection: Connection, deed: Deed) -> None:
    """Note something done in this transaction; it is put down as the transaction ends."""
    connection.get_execution_options()["tp_noted"].append(deed)


def note_change(connection: Connection, actor: str, session: str, version: int, edits: Iterable[Edit]) -> None:
    """Note a new version: the kinds of its edits, and the threats and controls they name by number."""
    edits = tuple(edits)
    named = {str(getattr(told, "id", told)) for edit in edits for name, told in edit if name in _NAMING}
    detail: dict[str, object] = {"version": version, "edits": dict(Counter(edit.edit for edit in edits))}
    ids = sorted(name for name in named if _COUNTED.fullmatch(name))
    if ids:
        detail["ids"] = ids
    note(connection, Deed(actor=actor, action="change", session=session, detail=detail))


def put_down(connection: Connection, clock: ColumnElement[float], deeds: Iterable[Deed]) -> None:
    """Add rows to the end of the chain; others that add wait until this transaction ends."""
    acting = connection.get_execution_options().get("tp_actor", "")
    named = ((deed, deed.actor or acting or LOCAL.name) for deed in deeds)
    deeds = tuple(deed.model_copy(update={"actor": _OURS.get(actor, actor)}) for deed, actor in named)
    if not deeds:
        return
    see_all(connection)
    tokens = {name: token_of(connection, name) for name in sorted({deed.actor for deed in deeds})}
    end = connection.execute(select(audit_end.c.number, audit_end.c.hash, clock.label("now")).with_for_update()).one()
    last = str(end.hash)
    at = datetime.fromtimestamp(float(end.now), UTC).isoformat(timespec="milliseconds")
    rows = []
    for number, deed in enumerate(deeds, int(end.number) + 1):
        told = json.dumps(deed.detail, sort_keys=True).encode()
        session = digest_of(deed.session) if deed.session else None
        row = {"number": number, "at": at, "actor": tokens[deed.actor], "action": deed.action,
               "session": session, "detail": told, "previous": last}  # fmt: skip
        last = _hash(row)
        rows.append({**row, "hash": last})
    connection.execute(insert(audit), rows)
    connection.execute(update(audit_end).values(number=rows[-1]["number"], hash=last))


def digest_of(session: str) -> str:
    """What stands for a session in the chain, which outlives it."""
    return hashlib.sha256(session.encode("utf-8", "replace")).hexdigest()[:40]


def read(connection: Connection) -> Iterator[AuditRow]:
    """All rows, the oldest first, with the names that are still kept."""
    see_all(connection)
    ids = {digest_of(one): one for one in connection.execute(select(sessions.c.id)).scalars()}
    names = {row.token: unpack_text(row.name) for row in connection.execute(select(actors))}
    for row in _rows(connection):
        yield AuditRow(
            number=row.number, at=row.at, actor=row.actor, name=names.get(row.actor, NOBODY), action=row.action,
            session=ids.get(row.session, row.session), detail=json.loads(row.detail), previous=row.previous,
            hash=row.hash,
        )  # fmt: skip


def end_of(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest row, which somebody may keep elsewhere."""
    row = connection.execute(select(audit_end.c.number, audit_end.c.hash)).one()
    return int(row.number), str(row.hash)


def problems(connection: Connection, known: tuple[int, str] | None = None) -> Iterator[str]:
    """What is wrong with the chain, a line for each row that was changed, removed or moved; nothing if it is whole.

    ``known`` is the end of the chain as it was seen earlier, kept elsewhere: it must still be part of it.
    """
    see_all(connection)
    number, last, seen = 0, "", known is None or known[0] == 0
    for row in _rows(connection):
        if row.number != number + 1:
            yield f"rows {number + 1} to {row.number - 1} are missing"
        elif row.previous != last:
            yield f"row {row.number} does not follow row {number}: one of them was replaced or moved"
        if _hash(dict(row._mapping)) != row.hash:
            yield f"row {row.number} was changed or moved"
        seen = seen or (row.number, row.hash) == known
        number, last = row.number, row.hash
    end = end_of(connection)
    if end != (number, last):
        yield f"the chain ends with row {number}, but row {end[0]} was its last: rows are missing at its end"
    if not seen and known is not None:
        yield f"row {known[0]} is not the one that was known"


def forget(connection: Connection, name: str) -> None:
    """Drop a name; its token stays, and nobody can tell any more whose it was."""
    see_all(connection)
    connection.execute(delete(actors).where(actors.c.name == pack_text(name)))


def _rows(connection: Connection) -> Iterator[Row[tuple[object, ...]]]:
    """All rows in their order, some at a time."""
    last: int | None = None
    while True:
        wanted = select(audit).order_by(audit.c.number).limit(_PAGE)
        page = connection.execute(wanted if last is None else wanted.where(audit.c.number > last)).all()
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1].number


def token_of(connection: Connection, name: str) -> str:
    """What stands for a name in the chain; the name itself can be dropped later."""
    kept = pack_text(name)
    found = connection.execute(select(actors.c.token).where(actors.c.name == kept)).scalar_one_or_none()
    if found is not None:
        return str(found)
    fresh = secrets.token_hex(8)
    adding = sqlite_insert(actors) if connection.dialect.name == "sqlite" else postgres_insert(actors)
    connection.execute(adding.values(token=fresh, name=kept).on_conflict_do_nothing())
    return str(connection.execute(select(actors.c.token).where(actors.c.name == kept)).scalar_one())


def _hash(row: dict[str, object]) -> str:
    detail = row["detail"]
    told = detail.decode("utf-8", "backslashreplace") if isinstance(detail, bytes) else str(detail)
    parts = [row[name] for name in ("number", "at", "actor", "action", "session")]
    return hashlib.sha256(json.dumps([*parts, told, row["previous"]]).encode()).hexdigest()
