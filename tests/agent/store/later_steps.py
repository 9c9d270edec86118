"""Steps that do not exist yet, so that a store of a later version can be made, well or badly."""

import shutil
from pathlib import Path

import pytest

from agent.store import schema_migration

ADDS = """
def upgrade():
    op.create_table("tw_later", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("tw_sessions", sa.Column("later", sa.String(20)))


def downgrade():
    op.drop_column("tw_sessions", "later")
    op.drop_table("tw_later")
"""
BREAKS = """
def upgrade():
    op.create_table("tw_later", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE tw_sessions SET name = 'half'")
    op.execute("INSERT INTO tw_later (nothing) VALUES (1)")
"""
TAKES_AWAY = """
def upgrade():
    op.drop_index("tw_turns_status", "tw_turns")
"""

_HEAD = '''"""{purpose}."""

import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = "{before:04}"
OLDEST_WRITER = {oldest}
'''


def learn(patch: pytest.MonkeyPatch, folder: Path, step: str, oldest: int | None = None) -> int:
    """Let the program know one more step than it does, as its next version will; gives the number of that step."""
    number = int(vars(schema_migration)["SCHEMA"]) + 1
    later = folder / f"steps-{number}-{abs(hash(step))}"
    shutil.copytree(schema_migration.FOLDER, later, ignore=shutil.ignore_patterns("__pycache__"))
    least = int(vars(schema_migration)["OLDEST_WRITER"]) if oldest is None else oldest
    head = _HEAD.format(purpose="A later step", number=number, before=number - 1, oldest=least)
    (later / "versions" / f"{number:04}_later.py").write_text(head + step, encoding="utf-8")
    patch.setattr(schema_migration, "FOLDER", later)
    patch.setattr(schema_migration, "SCHEMA", number)
    patch.setattr(schema_migration, "OLDEST_WRITER", least)
    return number
