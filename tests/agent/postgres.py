"""A private PostgreSQL cluster on loopback, started as a user without rights, for tests that need one."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

NOBODY = 65534


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder, with its port."""

    folder: Path
    binaries: Path
    port: int

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: fast lets nobody finish, immediate is like a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def create(self, database: str) -> str:
        """A new database and its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tw", database)
        return f"postgresql+psycopg://tw@127.0.0.1:{self.port}/{database}"

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


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A running cluster of its own; without PostgreSQL's programs the test is skipped."""
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
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
