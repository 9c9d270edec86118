"""What a look over many models needs of each, kept beside its newest version; it can be made anew from that."""

import zlib
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select

from agent.domain.model import ThreatModel
from agent.domain.portfolio import PortfolioLine, line_of
from agent.store.access.authorization import Access
from agent.store.tables import portfolio_lines, sessions

MOST_AT_ONCE = 200
"""As many models are read in one transaction, so that writers do not wait for a thousand."""


def packed(model: ThreatModel) -> bytes:
    """The line of a model, ready to be kept."""
    return zlib.compress(line_of(model).model_dump_json().encode("utf-8", "backslashreplace"), 6)


def keep(connection: Connection, session: str, version: int, line: bytes) -> None:
    """Keep the line of a session's newest version."""
    connection.execute(delete(portfolio_lines).where(portfolio_lines.c.session == session))
    connection.execute(insert(portfolio_lines).values(session=session, version=version, line=line))


def missing(connection: Connection, access: Access) -> list[tuple[str, int]]:
    """The sessions, each with its newest version, of which there is no line, as an older program leaves them."""
    joined = sessions.outerjoin(
        portfolio_lines,
        (portfolio_lines.c.session == sessions.c.id) & (portfolio_lines.c.version == sessions.c.head),
    )
    wanted = select(sessions.c.id, sessions.c.head).select_from(joined)
    wanted = wanted.where(
        portfolio_lines.c.session.is_(None), sessions.c.template.is_(None), access.sees(sessions.c.id)
    )
    return [(str(row.id), int(row.head)) for row in connection.execute(wanted)]


def stands(connection: Connection, access: Access) -> dict[str, int]:
    """The sessions that one may see and of which there is a line, each with the version that it is of."""
    joined = select(portfolio_lines.c.session, portfolio_lines.c.version).join(
        sessions, sessions.c.id == portfolio_lines.c.session
    )
    rows = connection.execute(joined.where(access.sees(sessions.c.id), sessions.c.template.is_(None)))
    return {str(row.session): int(row.version) for row in rows}


def read(connection: Connection, wanted: Sequence[str]) -> dict[str, PortfolioLine]:
    """The lines of some sessions, by their addresses."""
    found: dict[str, PortfolioLine] = {}
    for begin in range(0, len(wanted), MOST_AT_ONCE):
        some = portfolio_lines.c.session.in_(wanted[begin : begin + MOST_AT_ONCE])
        for row in connection.execute(select(portfolio_lines.c.session, portfolio_lines.c.line).where(some)):
            found[str(row.session)] = _read(row.line)
    return found


def _read(cell: bytes) -> PortfolioLine:
    """A line; one that a newer program wrote otherwise is empty here."""
    try:
        return PortfolioLine.model_validate_json(zlib.decompress(cell))
    except (zlib.error, ValidationError):
        return PortfolioLine()
