"""Turns as rows: accepted before any work, ended exactly once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from agent.domain.sessions.session import Reply, Said, Turn, TurnStatus
from agent.errors import SessionNotFound, VersionConflict
from agent.store.access.authorization import Access
from agent.store.records import Pending
from agent.store.tables import sessions, turns
from agent.store.value_codec import pack, pack_text, refuse_partial, unpack, unpack_text
from knowledge.vocabulary import Value


class _Notes(Value):
    notes: tuple[str, ...] = ()


def accept(connection: Connection, session: str, said: Said, notes: tuple[str, ...], at: datetime) -> int:
    """Put a turn down and give its number; the same key gets the number it got before."""
    known = connection.execute(
        select(turns.c.number).where(turns.c.session == session, turns.c.key == said.key)
    ).scalar_one_or_none()
    if known is not None:
        return int(known)
    last = connection.execute(select(func.max(turns.c.number)).where(turns.c.session == session)).scalar() or 0
    connection.execute(
        insert(turns).values(
            session=session,
            number=last + 1,
            key=said.key,
            status=TurnStatus.ACCEPTED.value,
            tries=0,
            at=at.isoformat(),
            said=pack(said),
            notes=pack(_Notes(notes=notes)),
        )
    )
    return last + 1


def add_ended(connection: Connection, session: str, said: Sequence[Said], reply: Reply, at: datetime) -> None:
    """Put turns down that were said and answered before this session, numbered from 1."""
    rows = [
        {
            "session": session,
            "number": number,
            "key": one.key,
            "status": TurnStatus.DONE.value,
            "tries": 0,
            "at": at.isoformat(),
            "said": pack(one),
            "notes": pack(_Notes()),
            "reply": pack(reply),
        }
        for number, one in enumerate(said, start=1)
    ]
    if rows:
        connection.execute(insert(turns), rows)


def status(connection: Connection, session: str, number: int) -> TurnStatus:
    """How far a turn has come."""
    wanted = select(turns.c.status).where(turns.c.session == session, turns.c.number == number)
    found = connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise SessionNotFound(f"This session has no turn {number}. Send the message again.")
    return TurnStatus(found)


def begin(connection: Connection, session: str, upto: int) -> Pending | None:
    """The first turn that waits, up to a number; counts that work on it begins."""
    row = connection.execute(
        select(turns)
        .where(turns.c.session == session, turns.c.number <= upto, turns.c.status == TurnStatus.ACCEPTED.value)
        .order_by(turns.c.number)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    refuse_partial(Said, row.said, f"Turn {row.number}")
    connection.execute(
        update(turns).where(turns.c.session == session, turns.c.number == row.number).values(tries=row.tries + 1)
    )
    notes = unpack(_Notes, row.notes, f"Turn {row.number}").notes
    return Pending(session=session, turn=read(row), notes=notes, tries=row.tries)


def finish(connection: Connection, session: str, number: int, reply: bytes) -> None:
    """End a turn with its packed reply."""
    _end(connection, session, number, {"status": TurnStatus.DONE.value, "reply": reply})


def fail(connection: Connection, session: str, number: int, problem: str) -> None:
    """End a turn with what went wrong."""
    _end(connection, session, number, {"status": TurnStatus.FAILED.value, "problem": pack_text(problem)})


def unfinished(connection: Connection, access: Access) -> tuple[tuple[str, int], ...]:
    """Every turn that waits in a session that was not deleted, by session and number."""
    rows = connection.execute(
        select(turns.c.session, turns.c.number)
        .join(sessions, sessions.c.id == turns.c.session)
        .where(turns.c.status == TurnStatus.ACCEPTED.value, sessions.c.deleted.is_(None))
        .where(access.sees(sessions.c.id))
        .order_by(turns.c.session, turns.c.number)
    )
    return tuple((session, int(number)) for session, number in rows)


def backlog(connection: Connection) -> tuple[int, str | None]:
    """How many turns wait in sessions that were not deleted, and when the oldest was accepted."""
    wanted = (
        select(func.count(), func.min(turns.c.at))
        .select_from(turns.join(sessions, sessions.c.id == turns.c.session))
        .where(turns.c.status == TurnStatus.ACCEPTED.value, sessions.c.deleted.is_(None))
    )
    count, oldest = connection.execute(wanted).one()
    return int(count), oldest


def stages(connection: Connection, session: str) -> tuple[tuple[int, str, str], ...]:
    """Number, status and time of every turn, in order."""
    columns = select(turns.c.number, turns.c.status, turns.c.at).where(turns.c.session == session)
    return tuple((int(n), str(s), str(at)) for n, s, at in connection.execute(columns.order_by(turns.c.number)))


def read_some(connection: Connection, session: str, numbers: Iterable[int]) -> dict[int, Turn]:
    """Some turns by their numbers."""
    wanted = select(turns).where(turns.c.session == session, turns.c.number.in_(tuple(numbers)))
    return {row.number: read(row) for row in connection.execute(wanted)}


def read(row: Row[tuple[object, ...]]) -> Turn:
    """A row as a turn."""
    where = f"Turn {row.number}"
    return Turn(
        number=row.number,
        said=unpack(Said, row.said, where),
        status=TurnStatus(row.status),
        reply=unpack(Reply, row.reply, where) if row.reply is not None else None,
        problem=unpack_text(row.problem) if row.problem is not None else "",
        at=datetime.fromisoformat(row.at),
    )


def _end(connection: Connection, session: str, number: int, values: dict[str, object]) -> None:
    done = connection.execute(
        update(turns)
        .where(turns.c.session == session, turns.c.number == number, turns.c.status == TurnStatus.ACCEPTED.value)
        .values(values)
    )
    if done.rowcount != 1:
        raise VersionConflict(f"Turn {number} has ended already; nothing was written. Open the session to see it.")
