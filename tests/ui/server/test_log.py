"""The log of the server: nobody needs to read it, and nobody can write lines of their own into it."""

import fcntl
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain.sessions.session import TurnStatus
from agent.settings import Settings
from tests.ready import READY
from tests.siege.crowd.jar import Jar
from tests.siege.crowd.page import Page
from tests.ui.server.running import COMMAND, Running, running
from tests.waiting import until

LINES = 400
"""Malformed requests, each of which the server writes a line about: far more than the queue holds."""
TOKEN = "Zebra tool"


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[int]:
    """A queue in the file system that takes little and that nobody reads."""
    os.mkfifo(tmp_path / "log.fifo")
    end = os.open(tmp_path / "log.fifo", os.O_RDWR)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 4096)
    yield end
    os.close(end)


def send(server: Running, request: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as caller:
        caller.sendall(request)
        caller.recv(1000)


def test_a_turn_is_taken_and_answered_while_nobody_reads_the_log(tmp_path: Path, unread: int) -> None:
    settings = Settings(data_dir=READY.laid_into(tmp_path / "data"), offline=True)
    facilitator = assemble(settings)
    session = facilitator.start().id
    with running(COMMAND, tmp_path, output=unread) as server:
        for _ in range(LINES):
            send(server, b"no request at all\r\n\r\n")
        tab = Page(Jar(f"127.0.0.1:{server.port}"))
        tab.visit(f"s={session}")
        tab.say(f"The {TOKEN} reads the tickets of customers.")
        until(lambda: facilitator.open(session).turns[-1:] and not facilitator.left_behind())
        tab.close()
    (turn,) = facilitator.open(session).turns
    facilitator.close()
    assert (TOKEN in turn.said.text, turn.status) == (True, TurnStatus.DONE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(COMMAND, tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.mark.parametrize(
    "line", ["GET /%0d%0aFORGED HTTP/1.1", "GET /?s=%0aFORGED HTTP/1.1", "FORGED / HTTP/1.1", "GET /\rFORGED x"]
)
def test_no_request_writes_a_line_of_its_own(line: str, served: Running) -> None:
    before = len(served.log.read_bytes())
    send(
        served,
        f"{line}\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: x%0aFORGED\x85FORGED\x9b2J\r\n\r\n".encode("latin-1"),
    )
    send(served, f"{line}\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: x%0aFORGED\r\n\r\n".encode())
    send(served, b"no request at all\r\n\r\n")
    told = until(lambda: served.log.read_text()[before:].rpartition("Invalid HTTP request received.\n")[0])
    assert not [one for one in told.splitlines() if one.startswith("FORGED")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told), "nothing that steers a terminal"
