"""Whole models are put away, deleted and counted, and their versions have names.

Stores of this version were made before there were numbered steps, and some of them while it was in work: what is
there already is left as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
RELEASE = "0.2.0"
OLDEST_WRITER = 2


def upgrade() -> None:
    """Add four columns of sessions, which may be empty, and the names of versions."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("tw_sessions")}
    for column in (
        sa.Column("high", sa.Integer),
        sa.Column("archived", sa.String(40)),
        sa.Column("deleted", sa.String(40)),
        sa.Column("template", sa.String(120)),
    ):
        if column.name not in there:
            op.add_column("tw_sessions", column)
    op.create_table(
        "tw_version_names",
        sa.Column("session", sa.String(64), sa.ForeignKey("tw_sessions.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(120), nullable=False),
        if_not_exists=True,
    )
