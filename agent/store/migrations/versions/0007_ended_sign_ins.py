"""A sign-out is known to every process that shares the store."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
RELEASE = "0.2.0"
OLDEST_WRITER = 3


def upgrade() -> None:
    """Add an empty table."""
    op.create_table(
        "tw_ended_sign_ins",
        sa.Column("sign_in", sa.String(64), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Take the table away again; the program of before remembers by itself who signed out."""
    op.drop_table("tw_ended_sign_ins")
