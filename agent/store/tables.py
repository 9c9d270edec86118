"""The tables that sessions are kept in."""

from sqlalchemy import (
    DDL,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
)

SCHEMA = 7
"""Version of these tables: the number of the newest step in ``migrations``."""
OLDEST_WRITER = 3
"""The lowest version whose program may write to these tables; see ``agent.store.schema_migration``."""

metadata = MetaData()

revision = Table(
    "tw_revision",
    metadata,
    Column("version_num", String(32), primary_key=True),
    Column("oldest_writer", Integer, nullable=False, server_default="1"),
)
"""One row: which step was made last, and who may write; Alembic reads and writes the first column."""

schema = Table(
    "tw_schema",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
)
"""What programs of before the numbered steps look at: they leave a store alone whose newest row they do not know."""

sessions = Table(
    "tw_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created", String(40), nullable=False),
    Column("changed", String(40), nullable=False),
    Column("head", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("threats", Integer, nullable=False),
    Column("question", LargeBinary),
    Column("high", Integer),
    Column("archived", String(40)),
    Column("deleted", String(40)),
    Column("template", String(120)),
    Index("tw_sessions_changed", "changed"),
)

"""``high`` counts open threats of high risk, empty where nobody has counted yet; ``archived`` and ``deleted`` say when,
``template`` names the worked example that a session is kept for, and which no list shows."""

versions = Table(
    "tw_versions",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer),
    Column("restores", Integer),
    Column("tip", Integer, nullable=False),
    Column("turn", Integer),
    Column("author", String(120), nullable=False),
    Column("by", String(40)),
    Column("at", String(40), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("model", LargeBinary, nullable=False),
    Column("edits", LargeBinary, nullable=False),
)
"""``parent`` is the version whose content was changed, ``tip`` the newest version that redo can reach, ``by`` is the
key of who made it."""

portfolio_lines = Table(
    "tw_portfolio_lines",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
)
"""What the look over all models needs of the newest version; another number than the session's head: make it anew."""

version_names = Table(
    "tw_version_names",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(120), nullable=False),
)

turns = Table(
    "tw_turns",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("said", LargeBinary, nullable=False),
    Column("notes", LargeBinary, nullable=False),
    Column("reply", LargeBinary),
    Column("problem", LargeBinary),
    UniqueConstraint("session", "key", name="tw_turns_key"),
    Index("tw_turns_status", "status"),
)

people = Table(
    "tw_people",
    metadata,
    Column("principal", String(40), primary_key=True),
    Column("issuer", String(400), nullable=False),
    Column("subject", String(400), nullable=False),
    Column("name", String(120), nullable=False),
    Column("since", String(40), nullable=False),
)
"""Everybody who ever signed in."""

ended_sign_ins = Table(
    "tw_ended_sign_ins",
    metadata,
    Column("sign_in", String(64), primary_key=True),
    Column("at", String(40), nullable=False),
)
"""The sign-ins that people ended before their time, by a hash that tells one from another and names nobody."""

members = Table(
    "tw_members",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("principal", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("since", String(40), nullable=False),
    Index("tw_members_principal", "principal"),
)

invites = Table(
    "tw_invites",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False),
    Column("session", String(64), ForeignKey("tw_sessions.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("expires", String(40), nullable=False),
    Column("used_by", String(40)),
    Column("used_at", String(40)),
    Column("withdrawn", String(40)),
    Index("tw_invites_session", "session"),
)
"""Only the SHA-256 of an invitation's token is kept; ``id`` names it where it is listed and withdrawn."""

comments = Table(
    "tw_comments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session", String(64), ForeignKey("tw_sessions.id"), nullable=False),
    Column("threat", String(20), nullable=False),
    Column("by", String(40), nullable=False),
    Column("author", String(120), nullable=False),
    Column("at", String(40), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("resolved_at", String(40)),
    Column("resolved_by", String(120)),
    Index("tw_comments_session", "session"),
)

sign_offs = Table(
    "tw_sign_offs",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("threat", String(20), primary_key=True),
    Column("by", String(40), primary_key=True),
    Column("author", String(120), nullable=False),
    Column("at", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""``digest`` is that of the threat as it was signed off; where it is another by now, the sign-off is stale."""

presence = Table(
    "tw_presence",
    metadata,
    Column("session", String(64), ForeignKey("tw_sessions.id"), primary_key=True),
    Column("principal", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("seen", Float, nullable=False),
)
"""``seen`` is by the database's own clock, in seconds."""

leases = Table(
    "tw_leases",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("expires", Float, nullable=False),
    ForeignKeyConstraint(["session"], ["tw_sessions.id"]),
)

audit = Table(
    "tw_audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("session", String(64)),
    Column("detail", LargeBinary, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""What was done, in order; rows are added and never changed. ``actor`` is a token, ``detail`` JSON of ids and kinds."""

audit_end = Table(
    "tw_audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""One row, the newest of the chain; whoever adds a row holds it until their transaction ends."""

actors = Table(
    "tw_actors",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    UniqueConstraint("name", name="tw_actors_name"),
)
"""The names behind the tokens; a person who is deleted leaves a token without a name, and the chain stays whole."""

OF_PEOPLE = (
    (sessions, ("name", "question")),
    (versions, ("author", "by", "reason", "model", "edits")),
    (version_names, ("name",)),
    (turns, ("said", "notes", "reply", "problem")),
    (actors, ("name",)),
    (portfolio_lines, ("line",)),
    (people, ("principal", "issuer", "subject", "name")),
    (members, ("principal", "name")),
    (invites, ("made_by", "used_by")),
    (comments, ("by", "author", "text", "resolved_by")),
    (sign_offs, ("by", "author")),
    (presence, ("principal", "name")),
)
"""The columns that hold what people wrote, of which PostgreSQL shall keep no samples beside the tables."""

for _table, _columns in OF_PEOPLE:
    for _column in _columns:
        _words = f'ALTER TABLE {_table.name} ALTER COLUMN "{_column}" SET STATISTICS 0'
        _no_samples = DDL(_words)  # type: ignore[no-untyped-call]  # SQLAlchemy has no types for it
        event.listen(_table, "after_create", _no_samples.execute_if(dialect="postgresql"))
