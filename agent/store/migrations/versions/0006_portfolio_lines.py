"""Each model has a line for the look over all models."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
RELEASE = "0.2.0"
OLDEST_WRITER = 3


def upgrade() -> None:
    """Add an empty table; the lines of models that are there are made at the first look."""
    op.create_table(
        "tw_portfolio_lines",
        sa.Column("session", sa.String(64), sa.ForeignKey("tw_sessions.id"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("line", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE tw_portfolio_lines ALTER COLUMN line SET STATISTICS 0")


def downgrade() -> None:
    """Take the table away again; it can be made anew."""
    op.drop_table("tw_portfolio_lines")
