"""Stores to test on: SQLite in a folder of the test's own, and PostgreSQL in a cluster of the run's own."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.store import Database, SessionStore
from tests.agent.postgres import Cluster


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'threatparley.sqlite'}"
    running: Cluster = request.getfixturevalue("cluster")
    return running.create(f"tw_{secrets.token_hex(6)}")


@pytest.fixture
def store(store_url: str) -> Iterator[SessionStore]:
    """An empty store, of each kind in turn."""
    made = SessionStore(Database(store_url))
    yield made
    made.close()
