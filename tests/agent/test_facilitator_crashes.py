"""A turn that was accepted survives a crash at any point, and ends exactly once."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import ormsgpack
import pytest

from agent.domain.sessions.session import Said, Session, TurnStatus
from agent.facilitator import Facilitator
from agent.graph.nodes import LABELS
from tests.agent.crashing import BUSY, forked, hear
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog

BOT = "name Helpdesk\ncomponent agent Bot\ncomponent agent Other\nfact reads_mail yes\nfact sends_money yes"
NODES = [name for name in LABELS if name != "restore"]
POINTS = [f"node:{name}:{when}" for name in NODES for when in ("before", "after")]
COMMITS = ["store:accept:after", "store:finish:before", "store:finish:after"]


def crashed(folder: Path, url: str, point: str) -> str:
    """A session whose only turn was cut off by a kill at a point."""
    facilitator = scripted(folder, database_url=url)
    session = facilitator.start().id
    facilitator.close()
    process = forked(hear, folder, url, session, Said(text=BOT, key="key-crash"), {}, point)
    process.join(timeout=60)
    assert process.exitcode == -signal.SIGKILL, f"{point} was not reached"
    return session


def resumed(folder: Path, url: str) -> tuple[Facilitator, ScriptedAnalyst, int]:
    """A new start on the same data; gives how many turns it finished."""
    analyst = ScriptedAnalyst(small_catalog())
    facilitator = scripted(folder, analyst=analyst, database_url=url)
    return facilitator, analyst, facilitator.resume()


def check_once(facilitator: Facilitator, session: Session) -> None:
    """The turn is there once, with its reply, its one version and the threats of an undisturbed run."""
    assert [(turn.said.text, turn.status) for turn in session.turns] == [(BOT, TurnStatus.DONE)]
    assert session.turns[0].reply is not None
    assert [line.version for line in facilitator.history(session.id)] == [0, 1]
    threats = [(threat.id, threat.title, threat.targets) for threat in session.model.threats]
    assert threats == [
        ("T-001", "What comes of reads_mail", ("C-1", "C-2")),
        ("T-002", "What comes of sends_money", ("C-1", "C-2")),
    ]
    assert facilitator.resume() == 0
    again = facilitator.hear(session.id, Said(text="fact keeps_logs yes", key="key-after"))
    assert (again.version, len(again.turns), len(again.model.threats)) == (2, 2, 3)


def left_behind(folder: Path) -> int:
    with sqlite3.connect(folder / "checkpoints.sqlite") as plain:
        count: int = plain.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
    plain.close()
    return count


@pytest.mark.parametrize("point", POINTS + COMMITS)
def test_a_turn_killed_anywhere_ends_exactly_once(tmp_path: Path, point: str) -> None:
    url = f"sqlite:///{tmp_path / 'tw.sqlite'}"
    session = crashed(tmp_path, url, point)
    facilitator, analyst, finished = resumed(tmp_path, url)
    assert finished == (0 if point == "store:finish:after" else 1)
    check_once(facilitator, facilitator.open(session))
    if point.startswith("node:") and not point.startswith("node:read"):
        assert analyst.read_turns == [2], "what was read before the kill was read again"
    facilitator.close()
    assert left_behind(tmp_path) == 0


@pytest.mark.postgres
@pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("point", ["node:suggest:before", "node:check:after", *COMMITS])
def test_a_turn_killed_on_postgres_ends_exactly_once(tmp_path: Path, store_url: str, point: str) -> None:
    session = crashed(tmp_path, store_url, point)
    facilitator, analyst, _ = resumed(tmp_path, store_url)
    check_once(facilitator, facilitator.open(session))
    if point.startswith("node:"):
        assert analyst.read_turns == [2]
    facilitator.close()


def test_a_turn_killed_before_it_was_accepted_was_never_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tw.sqlite'}"
    session = crashed(tmp_path, url, "store:accept:before")
    facilitator, _, finished = resumed(tmp_path, url)
    assert finished == 0
    assert facilitator.open(session).turns == ()
    check_once(facilitator, facilitator.hear(session, Said(text=BOT, key="key-crash")))
    facilitator.close()


def test_a_turn_that_kills_its_process_every_time_is_given_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tw.sqlite'}"
    session = crashed(tmp_path, url, "node:suggest:before")
    for _ in range(4):
        process = forked(hear, tmp_path, url, session, Said(text=BOT, key="key-crash"), {}, "node:suggest:before")
        process.join(timeout=60)
        assert process.exitcode == -signal.SIGKILL
    facilitator, _, _ = resumed(tmp_path, url)
    turn = facilitator.open(session).turns[0]
    assert turn.status is TurnStatus.FAILED
    assert "could not be finished in 5 tries" in turn.problem
    facilitator.close()


def _garbage(file: Path) -> None:
    file.write_bytes(b"no database at all, but long " * 500)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _random_pages(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100:] = bytes((7 * place) % 251 for place in range(len(content) - 100))
    file.write_bytes(content)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _deleted(file: Path) -> None:
    file.unlink()


def _foreign_tables(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as plain:
        plain.execute("CREATE TABLE checkpoints (something TEXT)")
        plain.execute("CREATE TABLE writes (something TEXT)")
    plain.close()


def _other_state(file: Path) -> None:
    """Checkpoints that read well and say nonsense."""
    with sqlite3.connect(file) as plain:
        plain.execute("UPDATE checkpoints SET checkpoint = ?", (ormsgpack.packb({"channel_values": {"turn": 7}}),))
    plain.close()


DAMAGES = (_garbage, _empty, _random_pages, _cut, _deleted, _foreign_tables, _other_state)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_checkpoints_cost_nothing_but_time(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    url = f"sqlite:///{tmp_path / 'tw.sqlite'}"
    session = crashed(tmp_path, url, "node:check:before")
    settle(tmp_path / "checkpoints.sqlite")
    damage(tmp_path / "checkpoints.sqlite")
    facilitator, analyst, finished = resumed(tmp_path, url)
    assert (finished, analyst.read_turns) == (1, [1])
    check_once(facilitator, facilitator.open(session))
    facilitator.close()
    assert left_behind(tmp_path) == 0


def settle(file: Path) -> None:
    """Fold the log of a killed process into the file, so that damage to the file is damage to all."""
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()


def test_a_forged_checkpoint_executes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tw.sqlite'}"
    session = crashed(tmp_path, url, "node:check:before")
    canary = tmp_path / "canary"
    call = ormsgpack.Ext(0, ormsgpack.packb(("os", "mkdir", str(canary))))
    with sqlite3.connect(tmp_path / "checkpoints.sqlite") as plain:
        plain.execute("UPDATE checkpoints SET type = 'msgpack', checkpoint = ?", (ormsgpack.packb(call),))
        plain.execute("UPDATE writes SET type = 'msgpack', value = ?", (ormsgpack.packb(call),))
    plain.close()
    facilitator, _, _ = resumed(tmp_path, url)
    assert not canary.exists()
    check_once(facilitator, facilitator.open(session))
    facilitator.close()


def test_checkpoints_that_cannot_be_written_do_not_stop_a_turn(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.sqlite").mkdir()
    facilitator = scripted(tmp_path)
    check_once(facilitator, facilitator.hear(facilitator.start().id, Said(text=BOT, key="key-1234")))
    facilitator.close()
    shutil.rmtree(tmp_path / "checkpoints.sqlite")


def begun(facilitator: Facilitator) -> bool:
    """Whether work on a turn has begun somewhere."""
    with facilitator._store._database.read() as connection:
        tries: int | None = connection.exec_driver_sql("SELECT max(tries) FROM tw_turns").scalar()
    return bool(tries)


@pytest.mark.parametrize("store_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_writer_that_was_asleep_is_stopped_by_the_fence(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url)
    session = facilitator.start().id
    said = Said(text=f"waits 0.7\n{BOT}", key="key-sleep")
    sleeper = forked(hear, tmp_path, store_url, session, said, {"lease_seconds": 1})
    until = time.monotonic() + 30
    while not begun(facilitator) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    assert sleeper.pid is not None
    os.kill(sleeper.pid, signal.SIGSTOP)
    after = facilitator.work(session, 1)
    os.kill(sleeper.pid, signal.SIGCONT)
    sleeper.join(timeout=60)
    assert sleeper.exitcode == BUSY
    assert after == facilitator.open(session)
    assert [line.version for line in facilitator.history(session)] == [0, 1]
    facilitator.close()
