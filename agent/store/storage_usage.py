"""How much is kept for one person: the models they began, with the room these take."""

from sqlalchemy import Connection, func, select

from agent.store.tables import sessions, turns, versions


def begun_by(connection: Connection, key: str) -> frozenset[str]:
    """Every session that a person began, those deleted or purged of their name included."""
    wanted = select(versions.c.session).where(versions.c.number == 0, versions.c.by == key)
    return frozenset(connection.execute(wanted).scalars())


def held_by(connection: Connection, key: str) -> tuple[int, int]:
    """How many models a person has that are not deleted, and the bytes of the versions and turns of all they have."""
    mine = select(versions.c.session).where(versions.c.number == 0, versions.c.by == key).scalar_subquery()
    listed = (sessions.c.id.in_(mine), sessions.c.deleted.is_(None), sessions.c.template.is_(None))
    count = connection.execute(select(func.count()).select_from(sessions).where(*listed)).scalar_one()
    of_versions = func.sum(func.length(versions.c.model) + func.length(versions.c.edits))
    of_turns = func.sum(func.length(turns.c.said) + func.coalesce(func.length(turns.c.reply), 0))
    size = 0
    for total, table in ((of_versions, versions), (of_turns, turns)):
        size += int(connection.execute(select(total).where(table.c.session.in_(mine))).scalar() or 0)
    return int(count), size
