"""People, the members of models and invitations to them, comments, sign-offs, and who is here."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
RELEASE = "0.2.0"
OLDEST_WRITER = 3
TABLES = ("tw_presence", "tw_sign_offs", "tw_comments", "tw_invites", "tw_members", "tw_people")


def upgrade() -> None:
    """Make the tables; they stay empty as long as nobody signs in."""
    op.create_table(
        "tw_people",
        sa.Column("principal", sa.String(40), primary_key=True),
        sa.Column("issuer", sa.String(400), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("since", sa.String(40), nullable=False),
    )
    op.create_table(
        "tw_members",
        _session(primary_key=True),
        sa.Column("principal", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("since", sa.String(40), nullable=False),
    )
    op.create_index("tw_members_principal", "tw_members", ["principal"])
    op.create_table(
        "tw_invites",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        _session(),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("expires", sa.String(40), nullable=False),
        sa.Column("used_by", sa.String(40)),
        sa.Column("used_at", sa.String(40)),
        sa.Column("withdrawn", sa.String(40)),
    )
    op.create_index("tw_invites_session", "tw_invites", ["session"])
    _remarks()


def downgrade() -> None:
    """Take the tables away again, with the rules that name them; who was a member of what is lost."""
    if op.get_bind().dialect.name == "postgresql":
        _take_rules_down()
    for table in TABLES:
        op.drop_table(table)


def _take_rules_down() -> None:
    bind = op.get_bind()
    rules = bind.execute(sa.text("SELECT tablename, policyname FROM pg_policies WHERE policyname = 'tw_members_only'"))
    for table, rule in rules.all():
        op.execute(f"DROP POLICY {rule} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _remarks() -> None:
    op.create_table(
        "tw_comments",
        sa.Column("id", sa.String(32), primary_key=True),
        _session(),
        sa.Column("threat", sa.String(20), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("resolved_at", sa.String(40)),
        sa.Column("resolved_by", sa.String(120)),
    )
    op.create_index("tw_comments_session", "tw_comments", ["session"])
    op.create_table(
        "tw_sign_offs",
        _session(primary_key=True),
        sa.Column("threat", sa.String(20), primary_key=True),
        sa.Column("by", sa.String(40), primary_key=True),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "tw_presence",
        _session(primary_key=True),
        sa.Column("principal", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
    )


def _session(primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(
        "session", sa.String(64), sa.ForeignKey("tw_sessions.id"), primary_key=primary_key, nullable=nullable
    )
