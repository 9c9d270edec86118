"""Stores to test on: SQLite in a folder of the test's own, and PostgreSQL in a cluster of the run's own."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.store import Database, SessionStore
from tests.agent.postgres import Cluster


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without sessions, of each kind in turn.

    Its tables are there already, save in modules that are about making them and say ``MAKES_TABLES``.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'threatparley.sqlite'}"
        return
    running: Cluster = request.getfixturevalue("cluster")
    name, bare = f"tw_{secrets.token_hex(6)}", getattr(request.module, "MAKES_TABLES", False)
    yield running.create(name, running.empty if bare else running.with_tables)
    running.drop(name)


@pytest.fixture
def store(store_url: str) -> Iterator[SessionStore]:
    """An empty store, of each kind in turn."""
    made = SessionStore(Database(store_url))
    yield made
    made.close()
