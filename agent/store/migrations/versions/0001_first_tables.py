"""The first tables: sessions, the versions of their models, their turns, and who may write."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
RELEASE = "0.1.0"
OLDEST_WRITER = 1


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tw_schema",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "tw_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("changed", sa.String(40), nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("threats", sa.Integer, nullable=False),
        sa.Column("question", sa.LargeBinary),
    )
    op.create_index("tw_sessions_changed", "tw_sessions", ["changed"])
    op.create_table(
        "tw_versions",
        _session(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("parent", sa.Integer),
        sa.Column("restores", sa.Integer),
        sa.Column("tip", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.Column("model", sa.LargeBinary, nullable=False),
        sa.Column("edits", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tw_turns",
        _session(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.Column("notes", sa.LargeBinary, nullable=False),
        sa.Column("reply", sa.LargeBinary),
        sa.Column("problem", sa.LargeBinary),
        sa.UniqueConstraint("session", "key", name="tw_turns_key"),
    )
    op.create_index("tw_turns_status", "tw_turns", ["status"])
    op.create_table(
        "tw_leases",
        _session(),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
    )


def _session() -> sa.Column[str]:
    return sa.Column("session", sa.String(64), sa.ForeignKey("tw_sessions.id"), primary_key=True)
