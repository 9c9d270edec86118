"""A private PostgreSQL cluster on loopback, started as a user without rights, for tests that need one."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest

from agent.store import Database, SessionStore

NOBODY = 65534
MEMORY, ROOM = "/dev/shm", 2_000_000_000
"""A folder that is kept in memory, and the bytes that must be free there."""


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder, with its port."""

    folder: Path
    binaries: Path
    port: int
    connections: int = 60

    def start(self) -> None:
        """Start it and wait until it answers."""
        limits = f"-c fsync=off -c max_connections={self.connections}"
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {limits}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: fast lets nobody finish, immediate is like a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    empty: ClassVar[str] = "template1"

    @cached_property
    def with_tables(self) -> str:
        """A database with the store's tables and nothing in them, to make others like it."""
        store = SessionStore(Database(self.create("with_tables")))
        assert not store.unfinished_turns()
        store.close()
        return "with_tables"

    def create(self, database: str, like: str = empty) -> str:
        """A new database, empty or a copy of another, and its address."""
        self._say(f'create database "{database}" template "{like}" strategy file_copy')
        return f"postgresql+psycopg://tw@127.0.0.1:{self.port}/{database}"

    def create_for(self, role: str, database: str) -> str:
        """A new database of a role that is no superuser, so that rules on rows hold for it, and its address for it."""
        self._say(f'create role "{role}" login nosuperuser nocreatedb nocreaterole')
        self._say(f'create database "{database}" owner "{role}"')
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def drop(self, database: str) -> None:
        """Take a database away; thousands of files of many would keep the end of a run waiting for minutes."""
        self._say(f'drop database if exists "{database}" with (force)')

    def _say(self, order: str) -> None:
        with psycopg.connect(host="127.0.0.1", port=self.port, user="tw", dbname="postgres", autocommit=True) as base:
            base.execute(order.encode())

    def initialise(self) -> None:
        """Lay the cluster's files out."""
        self._run("initdb", "-D", self._data, "-U", "tw", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
        command = [*drop, str(self.binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"


def binaries() -> Path | None:
    """Where PostgreSQL's own programs lie, if they are installed."""
    config = shutil.which("pg_config")
    asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=30) if config else None
    places = [Path(asked.stdout.strip())] if asked else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _place() -> str:
    """Memory where there is room for what a run keeps at a time, else the disk."""
    room = shutil.disk_usage(MEMORY).free if os.access(MEMORY, os.W_OK) else 0
    return MEMORY if room > ROOM else "/tmp"


@contextmanager
def a_cluster(connections: int = 60) -> Iterator[Cluster]:
    """A running cluster of its own for so many connections; without PostgreSQL's programs the test is skipped."""
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL refuses to run as root, and setpriv is not installed")
    folder = Path(tempfile.mkdtemp(prefix="twpg-", dir=_place()))
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    made = Cluster(folder, found, free_port(), connections)
    made.initialise()
    made.start()
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
