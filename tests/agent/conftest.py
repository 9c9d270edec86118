"""Stores to test on: SQLite in a folder of the test's own, and PostgreSQL in a cluster of the run's own."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.store import Database, SessionStore
from tests.agent.postgres import NOBODY, Cluster, binaries, free_port


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster; without PostgreSQL's programs the test is skipped."""
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL refuses to run as root, and setpriv is not installed")
    folder = Path(tempfile.mkdtemp(prefix="twpg-", dir="/tmp"))
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    made = Cluster(folder, found, free_port())
    made.initialise()
    made.start()
    yield made
    made.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


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
