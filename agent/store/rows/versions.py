"""Versions as rows: every accepted change of a model, never overwritten.

An undo is a new version that restores an older one. Each version knows the version whose content it changed
(``parent``), the version whose content it repeats (``restores``) and the newest version redo can reach (``tip``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select

from agent.domain.changes.edits import Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import VersionLine
from agent.errors import VersionConflict
from agent.store.access.audit import note_change
from agent.store.records import MOST_AUTHOR, Change, Link, Place, link_of, place_among
from agent.store.rows import portfolio_lines
from agent.store.tables import versions
from agent.store.value_codec import (
    PLAIN,
    pack,
    pack_edits,
    pack_text,
    refuse_partial,
    unpack,
    unpack_edits,
    unpack_text,
)


@dataclass(frozen=True)
class Packed:
    """A change as bytes, which take as long to make as all else: made before a transaction keeps others waiting."""

    change: Change
    reason: bytes
    model: bytes
    edits: bytes
    line: bytes


def packed(change: Change) -> Packed:
    """A change, ready to be put down."""
    return Packed(
        change=change,
        reason=pack_text(change.reason),
        model=pack(change.model),
        edits=pack_edits(change.edits),
        line=portfolio_lines.packed(change.model),
    )


def add(connection: Connection, session: str, base: int | None, made: Packed, turn: int | None, at: datetime) -> int:
    """Put a version down on top of another; the very first has no base."""
    change = made.change
    number = 0 if base is None else base + 1
    below = place_of(connection, session, base) if base is not None else None
    link = link_of(number, below, change.restores)
    connection.execute(
        insert(versions).values(
            session=session,
            number=number,
            parent=link.parent,
            restores=link.restores,
            tip=link.tip,
            turn=turn,
            author=change.author[:MOST_AUTHOR],
            by=change.by or None,
            at=at.isoformat(),
            reason=made.reason,
            model=made.model,
            edits=made.edits,
        )
    )
    portfolio_lines.keep(connection, session, number, made.line)
    note_change(connection, change.by or change.author[:120], session, number, change.edits)
    return number


def place_of(connection: Connection, session: str, number: int) -> Place:
    """Where a version stands, and what undo and redo would restore from there."""
    columns = (versions.c.number, versions.c.parent, versions.c.restores, versions.c.tip)
    rows = connection.execute(select(*columns).where(versions.c.session == session))
    return place_among({row.number: Link(row.parent, row.restores, row.tip) for row in rows}, number)


def stamp_of(connection: Connection, session: str, number: int) -> str:
    """When a version was made; with its number it names content that never changes."""
    wanted = select(versions.c.at).where(versions.c.session == session, versions.c.number == number)
    found = connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise VersionConflict(f"This session has no version {number}. Its history lists those it has.")
    return str(found)


def model_of(connection: Connection, session: str, number: int) -> ThreatModel:
    """The model at a version."""
    wanted = select(versions.c.model).where(versions.c.session == session, versions.c.number == number)
    return unpack(ThreatModel, connection.execute(wanted).scalar_one(), f"Version {number}")


def refuse_partial_model(connection: Connection, session: str, number: int) -> None:
    """Raise StoreUnavailable where the model at a version says more than this program can keep."""
    here = (versions.c.session == session, versions.c.number == number)
    begins = connection.execute(select(func.substr(versions.c.model, 1, 1)).where(*here)).scalar_one_or_none()
    if begins is not None and bytes(begins) != PLAIN:
        cell = connection.execute(select(versions.c.model).where(*here)).scalar_one()
        refuse_partial(ThreatModel, cell, f"Version {number}")


def edits_of(connection: Connection, session: str, number: int) -> tuple[Edit, ...]:
    """The edits that led to a version."""
    wanted = select(versions.c.edits).where(versions.c.session == session, versions.c.number == number)
    return unpack_edits(connection.execute(wanted).scalar_one(), f"Version {number}")


def lines(connection: Connection, session: str) -> tuple[VersionLine, ...]:
    """The history, oldest first."""
    columns = (versions.c[name] for name in ("number", "author", "by", "reason", "at", "turn", "restores"))
    wanted = select(*columns).where(versions.c.session == session).order_by(versions.c.number)
    return tuple(_line(row) for row in connection.execute(wanted))


def _line(row: Row[tuple[object, ...]]) -> VersionLine:
    return VersionLine(
        version=row.number,
        author=row.author,
        by=row.by or "",
        reason=unpack_text(row.reason),
        at=datetime.fromisoformat(row.at),
        turn=row.turn,
        restores=row.restores,
    )
