"""One writer per session: leases that expire by the database's clock, with a fence against late writers."""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.sql import ColumnElement

from agent.errors import SessionBusy
from agent.store.lease_holders import is_gone
from agent.store.records import Lease
from agent.store.tables import leases

Clock = ColumnElement[float]


def take(connection: Connection, clock: Clock, session: str, holder: str, seconds: float) -> Lease | None:
    """The lease, unless a living holder has it; an expired one, or that of a dead process, is taken over."""
    row = connection.execute(
        select(leases.c.holder, leases.c.fence, leases.c.seconds, leases.c.expires, clock.label("now"))
        .where(leases.c.session == session)
        .with_for_update()
    ).one_or_none()
    if row is None:
        connection.execute(insert(leases).values(session=session, holder=holder, fence=0, seconds=seconds, expires=0))
        fence = 1
    else:
        # A clock that was set back must not keep a session shut for longer than a lease can last.
        if row.now < row.expires <= row.now + 2 * row.seconds and not is_gone(row.holder):
            return None
        fence = row.fence + 1
    _hold(connection, clock, session, holder, fence, seconds)
    return Lease(session=session, holder=holder, fence=fence, seconds=seconds)


def is_free(connection: Connection, clock: Clock, session: str) -> bool:
    """Whether it looks as if the lease could be taken; a cheap look before the attempt."""
    row = connection.execute(
        select(leases.c.holder, leases.c.expires, leases.c.seconds, clock.label("now")).where(
            leases.c.session == session
        )
    ).one_or_none()
    return row is None or not row.now < row.expires <= row.now + 2 * row.seconds or is_gone(row.holder)


def renew(connection: Connection, clock: Clock, lease: Lease) -> bool:
    """Keep a lease for longer; false when another holder has it by now."""
    done = connection.execute(
        update(leases)
        .where(leases.c.session == lease.session, leases.c.fence == lease.fence)
        .values(expires=clock + lease.seconds)
    )
    return done.rowcount == 1


def release(connection: Connection, lease: Lease) -> None:
    """Give a lease back; one that was taken over stays with its new holder."""
    connection.execute(
        update(leases).where(leases.c.session == lease.session, leases.c.fence == lease.fence).values(expires=0)
    )


def require(connection: Connection, lease: Lease) -> None:
    """Stop a writer whose lease has passed to another, for as long as this transaction lasts."""
    fence = connection.execute(
        select(leases.c.fence).where(leases.c.session == lease.session).with_for_update()
    ).scalar_one_or_none()
    if fence != lease.fence:
        raise SessionBusy(
            "This session was taken over by another worker while the turn was at work; its result stands. "
            "Nothing was written here; open the session again to see it."
        )


def _hold(connection: Connection, clock: Clock, session: str, holder: str, fence: int, seconds: float) -> None:
    connection.execute(
        update(leases)
        .where(leases.c.session == session)
        .values(holder=holder, fence=fence, seconds=seconds, expires=clock + seconds)
    )
