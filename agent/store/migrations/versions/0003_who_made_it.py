"""Versions know the key of who made them.

Programs of before read every stored document strictly, so they cannot read what is written from here on; from here on
a program reads what the one after it writes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
RELEASE = "0.2.0"
OLDEST_WRITER = 3


def upgrade() -> None:
    """Add a column that may be empty."""
    op.add_column("tw_versions", sa.Column("by", sa.String(40)))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("tw_versions", "by")
