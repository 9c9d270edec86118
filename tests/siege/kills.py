"""Turns whose process is killed at points drawn by chance, on one store that keeps growing."""

import random
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from agent.domain.sessions.session import Said
from agent.store import new_holder
from tests.agent.crashing import forked, hear
from tests.agent.scripted import scripted
from tests.agent.test_facilitator_crashes import BOT, COMMITS, POINTS, crashed
from tests.siege.toll import Toll, asked

CLOCKS = (timedelta(), timedelta(hours=-1), timedelta(days=365))
"""By how much the clock of whoever goes on with a turn is wrong."""


def kill_turns(folder: Path, url: str, number: int, seed: int = 0) -> Toll:
    """So many turns, each killed at a point and gone on with by a new start on the same store."""
    store = url.partition(":")[0].partition("+")[0]
    chance, toll = random.Random(seed), Toll(f"process killed in a turn, clock wrong at the new start, {store}")
    for _ in range(number):
        point, off = chance.choice([*POINTS, *COMMITS]), chance.choice(CLOCKS)
        session = crashed(folder, url, point)
        with toll.recovering():
            facilitator = scripted(folder, partial(_wrong, off), database_url=url)
            asked(facilitator.resume)
        toll.judge(facilitator, session, point, threats=2)
        facilitator.close()
    return toll


def _wrong(off: timedelta) -> datetime:
    return datetime.now(UTC) + off


def kill_replicas(folder: Path, url: str, number: int, seed: int = 0) -> Toll:
    """So many turns whose replica, on a machine of its own, is killed while another one is asked for the answer."""
    chance, toll = random.Random(seed), Toll("replica on another machine killed in a turn, another goes on, postgresql")
    own = folder / "replica"
    own.mkdir()
    other = scripted(own, database_url=url)
    for _ in range(number):
        point = chance.choice([*POINTS, *COMMITS[:2]])
        session = asked(other.start).id
        dying = forked(elsewhere, folder, url, session, point)
        dying.join(timeout=60)
        assert dying.exitcode == -signal.SIGKILL, f"{point} was not reached"
        with toll.recovering():
            asked(partial(other.work, session, 1))
        toll.judge(other, session, point, threats=2)
    other.close()
    return toll


def elsewhere(folder: Path, url: str, session: str, point: str) -> None:
    """Hear a turn as on a machine of which nobody here can say whether its processes live."""
    with patch("agent.worker.new_holder", lambda: "|".join(("another-machine", *new_holder().split("|")[1:]))):
        hear(folder, url, session, Said(text=BOT, key="key-elsewhere"), {}, point)
