"""What every test runs under: a home of its own, and no connection beyond this machine."""

import gc
import ipaddress
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from knowledge.loading import kept_json, parsing, prepared
from tests.agent.postgres import Cluster, a_cluster
from tests.fork_server import ForkServer
from tests.ready import READY, remembered
from tests.ready_tables import TABLES
from tests.weighing import function_of, slow_functions

# properties are judged by their examples, not by how busy the machine is or which examples chance brings up
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

_HOME = tempfile.mkdtemp(prefix="threatparley-tests-")
for _name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
    os.environ[_name] = _HOME
for _name in [name for name in os.environ if name.startswith(("THREATPARLEY_", "OPENAI_"))]:
    del os.environ[_name]

# what a process of a test has compiled is there for the next one
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# what is parsed here is there for the next run, and is laid beside the index for processes that tests start
_PARSED = Path(__file__).resolve().parents[1] / ".pytest_cache" / "parsed.json"
_PARSED.parent.mkdir(exist_ok=True)
parsing.keep_parsed_in(_PARSED)
# hundreds of tests open an analyst, each of which would read the same files; set by name, as types forbid to replace it
setattr(prepared, "read_kept", remembered(kept_json.read_kept))  # noqa: B010
# thousands of tests leave little that only a search for circles finds, and each search takes longer than the last
gc.set_threshold(100_000, 20, 100)

SHARED = Path(__file__).resolve().parents[2] / "shared"


class OffMachine(AssertionError):
    """A test tried to reach another machine."""


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster; without PostgreSQL's programs the test is skipped."""
    with a_cluster() as made:
        yield made


@pytest.fixture(autouse=True)
def _main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that ran in a test's process stays its main module, which each process spawned later runs: put it back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def _no_records_of_incidents(monkeypatch: pytest.MonkeyPatch) -> None:
    """As without the optional package, whether or not it is installed here; a test that wants records puts its own."""
    monkeypatch.setattr("knowledge.publications.incidents.records", lambda: None)


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail any test that connects beyond loopback, whatever the code under test makes of the error."""
    attempts: list[str] = []
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            attempts.append(str(address))
            raise OffMachine(f"a test tried to connect to {address}; tests stay on this machine")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        checked(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        checked(self, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if not _is_local(host):
            attempts.append(str(host))
            raise OffMachine(f"a test tried to look up {host}; tests stay on this machine")
        return look_up(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert not attempts, f"the test tried to reach {attempts}"


LONG = (
    "tests/browser/",
    "tests/cage/",
    "tests/deploy/",
    "tests/siege/",
    "tests/field/",
    "tests/gate/test_templates.py",
    "tests/knowledge/test_checks.py",
    "tests/evals/test_firing.py",
    "tests/test_patterns.py",
    "tests/test_readme.py",
)
"""Where single tests take half a minute and more."""


SERVED = ("postgres", "browser", "replicas")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, so that ``-m "not slow"`` is a check of a minute; begin with what is long.

    Slow is what ``tests/slow.txt`` lists, and what needs a server or a browser. A worker that has nothing left takes
    over the last tests of another, so short ones fill the end of a run evenly.
    """
    slow = slow_functions()
    for item in items:
        served = any(item.get_closest_marker(one) for one in SERVED) or "forks" in getattr(item, "fixturenames", ())
        if served or function_of(item.nodeid) in slow:
            item.add_marker("slow")
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so no search for garbage has to look through it; the catalog is kept."""
    parsing._kept.save()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _each_index_is_built_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Building an index takes seconds; only the modules that are about building it do so in every test."""
    if not getattr(request.module, "BUILDS_INDEXES", False):
        monkeypatch.setattr("knowledge.search.index._build_in_child", READY.build)


@pytest.fixture(autouse=True)
def _tables_are_made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in a file is copied; only the modules that are about making tables do so in every test."""
    if not getattr(request.module, "MAKES_TABLES", False):
        monkeypatch.setattr("agent.store.database._make_private", TABLES.lay)
        monkeypatch.setattr("agent.store.database._sqlite", TABLES.engine)


@pytest.fixture(scope="session")
def indexed() -> Callable[[Path], Path]:
    """Lays what a first start works out, the index and the parsed catalog, into a data folder."""
    return READY.laid_into


@pytest.fixture(scope="session")
def forks() -> Iterator[ForkServer]:
    """Does commands as processes of their own, which begin with the program loaded."""
    with tempfile.TemporaryDirectory(prefix="tp-") as folder:  # short, as the address of a socket must be
        server = ForkServer(Path(folder))
        yield server
        server.close()


@pytest.fixture
def shared() -> Path:
    """The folder of shared facts, cases and upstream data; tests that use it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder of facts, cases and upstream data is not here")
    return SHARED
