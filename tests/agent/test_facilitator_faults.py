"""When the store is full, locked or away, nothing accepted is lost and the next try goes through."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from agent import worker
from agent.domain.sessions.session import Said, TurnStatus
from agent.errors import StoreUnavailable
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from agent.store import database
from tests.agent.postgres import Cluster
from tests.agent.scripted import scripted

BOT = "name Helpdesk\ncomponent agent Bot\nfact reads_mail yes"

TERMINATED = """
import signal, sys, threading
from pathlib import Path
from agent.domain.sessions.session import Said
from agent.errors import SessionBusy
from tests.agent.scripted import scripted
from tests.agent.scripted import ScriptedAnalyst, small_catalog
from tests.waiting import until
analyst = ScriptedAnalyst(small_catalog())
facilitator = scripted(Path(sys.argv[1]), analyst=analyst, database_url=sys.argv[2])
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=facilitator.close).start())
session = facilitator.start()
number = facilitator.submit(session.id, Said(text="waits 5\\ncomponent agent Bot", key="key-term"))
threading.Thread(target=lambda: until(lambda: analyst.read_turns) and print(session.id, flush=True)).start()
try:
    facilitator.work(session.id, number)
except SessionBusy as problem:
    sys.exit(str(problem))
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are short enough for a test."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(worker, "_STORE_TRIES", (0.01, 0.01, 0.01))


def check_goes_on(facilitator: Facilitator, session: str) -> None:
    """The turn that was accepted ends once, at the next try."""
    after = facilitator.work(session, 1)
    assert [(turn.status, turn.number) for turn in after.turns] == [(TurnStatus.DONE, 1)]
    assert (after.version, len(after.model.threats)) == (1, 1)


@pytest.mark.usefixtures("impatient")
def test_a_disk_that_fills_up_during_a_turn_loses_nothing(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start().id
    number = facilitator.submit(session, Said(text=f"{BOT}\nname {os.urandom(4000).hex()[:100]}", key="key-full"))
    engine = facilitator._store._database._engine

    @event.listens_for(engine, "begin")
    def _small(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill(number: int) -> None:
        while True:  # the first turns may still fit into pages that are there already
            facilitator.work(session, number)
            number = facilitator.submit(session, Said(text=f"name {'x' * 100}{number}", key=f"key-full-{number}"))

    with pytest.raises(StoreUnavailable, match=r"the disk is full\. What was saved before is safe"):
        fill(number)
    event.remove(engine, "begin", _small)
    engine.dispose()
    assert facilitator.resume() in (0, 1)
    after = facilitator.open(session)
    assert {turn.status for turn in after.turns} == {TurnStatus.DONE}
    facilitator.close()


@pytest.mark.usefixtures("impatient")
def test_a_lock_held_by_another_program_loses_nothing(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start().id
    number = facilitator.submit(session, Said(text=BOT, key="key-lock"))
    other = sqlite3.connect(tmp_path / "threatparley.sqlite")

    def lock(step: Progress) -> None:
        if step.step == "ask":
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="another program is using it"):
        facilitator.work(session, number, lock)
    other.rollback()
    other.close()
    check_goes_on(facilitator, session)
    facilitator.close()


@pytest.mark.usefixtures("impatient")
def test_an_end_that_was_stored_although_the_answer_got_lost_is_not_stored_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start().id
    store, calls = facilitator._worker._store, []
    finish = store.finish_turn

    def lost(*arguments: Any) -> int:
        calls.append(arguments)
        finish(*arguments)
        raise StoreUnavailable("The connection was lost while the answer was on its way.")

    monkeypatch.setattr(store, "finish_turn", lost)
    facilitator.submit(session, Said(text=BOT, key="key-lost"))
    check_goes_on(facilitator, session)
    assert len(calls) == 2
    facilitator.close()


def test_one_session_that_cannot_be_read_does_not_keep_the_others_from_going_on(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    broken, whole = facilitator.start().id, facilitator.start().id
    for session in (broken, whole):
        facilitator.submit(session, Said(text=BOT, key="key-both"))
    with facilitator._store._database.write() as connection:
        connection.exec_driver_sql("UPDATE tw_turns SET said = notes WHERE session = ?", (broken,))
    assert facilitator.resume() == 1
    check_goes_on(facilitator, whole)
    facilitator.close()


@pytest.mark.postgres
def test_a_server_that_restarts_during_a_turn_loses_nothing(tmp_path: Path, cluster: Cluster) -> None:
    facilitator = scripted(tmp_path, database_url=cluster.create("restarting"))
    session = facilitator.start().id

    def restart(step: Progress) -> None:
        if step.step == "apply":
            cluster.stop("immediate")
            cluster.start()

    number = facilitator.submit(session, Said(text=BOT, key="key-restart"))
    facilitator.work(session, number, restart)
    check_goes_on(facilitator, session)
    facilitator.close()


@pytest.mark.postgres
@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_away_is_a_plain_error_and_recovers_without_a_restart(
    tmp_path: Path, cluster: Cluster
) -> None:
    facilitator = scripted(tmp_path, database_url=cluster.create("away"))
    session = facilitator.start().id
    number = facilitator.submit(session, Said(text=BOT, key="key-away"))

    def stop(step: Progress) -> None:
        if step.step == "reply":
            cluster.stop("immediate")

    try:
        with pytest.raises(StoreUnavailable, match="cannot be used"):
            facilitator.work(session, number, stop)
    finally:
        cluster.start()
    check_goes_on(facilitator, session)
    facilitator.close()


def test_an_order_to_end_stops_between_two_steps_and_gives_the_session_back(tmp_path: Path, store_url: str) -> None:
    command = [sys.executable, "-c", TERMINATED, str(tmp_path), store_url]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout is not None
    session = run.stdout.readline().strip()
    run.send_signal(signal.SIGTERM)
    _, problem = run.communicate(timeout=120)
    assert "answered at the next start" in problem
    facilitator = scripted(tmp_path, database_url=store_url)
    assert facilitator._store.acquire_lease(session, "probe", 1) is not None
    facilitator.close()
