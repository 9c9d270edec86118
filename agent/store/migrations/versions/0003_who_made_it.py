"""Each version says by the key of a principal who made it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
RELEASE = "0.2.0"
OLDEST_WRITER = 2


def upgrade() -> None:
    """Add a column that may be empty: versions made before have their author's name alone."""
    op.add_column("tw_versions", sa.Column("by", sa.String(40)))


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("tw_versions", "by")
