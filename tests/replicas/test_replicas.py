"""Three replicas behind the proxy of docs/deploy: one is killed while people talk, and nothing they said is lost."""

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain.sessions.session import TurnStatus
from agent.facilitator import Facilitator
from agent.settings import Settings
from tests.agent.postgres import Cluster, binaries
from tests.replicas.browser import GONE, Tab
from tests.test_architecture import ROOT
from tests.ui.server.running import COMMAND, Running, free_port, running
from tests.waiting import pause, until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.replicas,
    pytest.mark.skipif(
        "THREATPARLEY_TEST_CROWD" not in os.environ, reason="a run by hand: THREATPARLEY_TEST_CROWD=20x4"
    ),
    pytest.mark.skipif(shutil.which("nginx") is None or binaries() is None, reason="needs nginx and PostgreSQL"),
]
PEOPLE, TURNS = (int(one) for one in os.environ.get("THREATPARLEY_TEST_CROWD", "6x2").split("x"))
"""How many talk and how often, such as 20x4."""


@contextmanager
def proxied(replicas: list[Running], folder: Path, port: int) -> Iterator[str]:
    """The proxy with the settings of docs/deploy, before replicas on this machine."""
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for place, one in enumerate(replicas, start=11):
        text = text.replace(f"172.30.1.{place}:8501", f"127.0.0.1:{one.port}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen(["nginx", "-e", "stderr", "-g", "daemon off;", "-c", str(folder / "nginx.conf")])
    try:
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(60)


def talk(tab: Tab, person: int) -> None:
    """Say some things, one after the other; what the page does not show afterwards was not taken, and is said again."""
    for number in range(TURNS):
        token = f"Zebra{person}x{number}"
        for _ in range(600):
            try:
                tab.look()
                if token in tab.texts and tab.composer:
                    break
                if token not in tab.texts and tab.composer:
                    tab.say(f"The tool {token} reads tickets.")
            except GONE:
                pass
            pause(1.5)
        else:
            raise AssertionError(f"{token} was never answered")
    tab.close()


def test_a_replica_that_is_killed_loses_no_turn_and_its_people_go_on(tmp_path: Path, cluster: Cluster) -> None:
    with ExitStack() as stack:
        database, port = cluster.create("replicas"), free_port()
        given = {
            "THREATPARLEY_DATABASE_URL": database,
            "THREATPARLEY_ALLOWED_HOSTS": f"http://127.0.0.1:{port}",
            "THREATPARLEY_TURN_DEADLINE_SECONDS": "3600",  # nothing here hangs on how busy the machine is
        }
        folders = [tmp_path / f"replica{number}" for number in range(3)]
        for folder in folders:
            folder.mkdir()
        replicas = [stack.enter_context(running(COMMAND, folder, environment=given)) for folder in folders]
        address = stack.enter_context(proxied(replicas, tmp_path, port))
        facilitator = assemble(Settings(data_dir=tmp_path / "own", database_url=database, offline=True))
        stack.callback(facilitator.close)
        sessions = [facilitator.start().id for _ in range(PEOPLE)]
        tabs = [Tab(address, session) for session in sessions]
        with ThreadPoolExecutor(PEOPLE) as pool:
            said = [pool.submit(talk, tab, person) for person, tab in enumerate(tabs)]
            until(lambda: answered(facilitator, sessions) >= PEOPLE // 2)
            replicas[0].process.kill()
            for one in said:
                one.result(3600)
        until(lambda: not facilitator.left_behind())
        for person, session in enumerate(sessions):
            turns = facilitator.open(session).turns
            tokens = Counter(re.findall(r"Zebra\d+x\d+", " ".join(turn.said.text for turn in turns)))
            assert tokens == {f"Zebra{person}x{number}": 1 for number in range(TURNS)}, "none lost, none doubled"
            assert {turn.status for turn in turns} == {TurnStatus.DONE}
        assert max(tab.connections for tab in tabs) > 1, "somebody's replica went, and another took over"


def answered(facilitator: Facilitator, sessions: list[str]) -> int:
    """How many turns have ended so far."""
    turns = (turn for session in sessions for turn in facilitator.open(session).turns)
    return sum(turn.status is not TurnStatus.ACCEPTED for turn in turns)
