"""A named pipe that nobody reads takes the log: pages, probes and turns go on."""

import fcntl
import os
import socket
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain.session import TurnStatus
from agent.settings import Settings
from tests.replicas.browser import Tab
from tests.ui.server.running import COMMAND, running
from tests.waiting import until

LINES = 400


def answered(tab: Tab) -> bool:
    tab.look()
    return bool(tab.composer) and "Zebra" in tab.texts


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_turn_is_answered_while_nobody_reads_the_pipe_that_takes_the_log(tmp_path: Path) -> None:
    facilitator = assemble(Settings(data_dir=tmp_path / "data", offline=True))
    session = facilitator.start().id
    facilitator.close()
    os.mkfifo(tmp_path / "log")
    written = os.open(tmp_path / "log", os.O_RDWR)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(written, fcntl.F_SETPIPE_SZ, 4096)
    with running(COMMAND, tmp_path, output=written) as server:
        for _ in range(LINES):
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as caller:
                caller.sendall(b"no request at all\r\n\r\n")
                caller.recv(1000)
        tab = Tab(f"127.0.0.1:{server.port}", session)
        tab.look()
        tab.say("The tool Zebra reads tickets.")
        until(lambda: answered(tab), looks=300)
        assert server.ask("/readyz")[0] == 200
        tab.close()
    facilitator = assemble(Settings(data_dir=tmp_path / "data", offline=True))
    assert [turn.status for turn in facilitator.open(session).turns] == [TurnStatus.DONE]
    facilitator.close()
    os.close(written)
