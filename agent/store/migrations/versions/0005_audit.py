"""Who did what is kept as a chain of rows, each with the hash of the one before."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
RELEASE = "0.2.0"
OLDEST_WRITER = 3


def upgrade() -> None:
    """Make the chain, its end, and the names of those who act in it."""
    op.create_table(
        "tw_audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("session", sa.String(64)),
        sa.Column("detail", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "tw_audit_end",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "tw_actors",
        sa.Column("token", sa.String(40), primary_key=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("name", name="tw_actors_name"),
    )
    op.execute("INSERT INTO tw_audit_end (id, number, hash) VALUES (1, 0, '')")


def downgrade() -> None:
    """Take the chain away, with all that it tells."""
    for table in ("tw_audit", "tw_audit_end", "tw_actors"):
        op.drop_table(table)
