"""Turns that meet a full disk, a lock, a database that ends, or an endpoint that fails, at steps drawn by chance."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from agent import worker
from agent.domain.sessions.session import Said, TurnStatus
from agent.errors import StoreUnavailable
from agent.facilitator import Facilitator
from agent.graph.nodes import LABELS
from agent.graph.state import Progress
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.store import database
from tests.agent.analyst.llm.desk import KEY, PUZZLE, Desk, terms_for
from tests.agent.postgres import Cluster
from tests.agent.scripted import scripted
from tests.siege.toll import Toll, asked
from tests.stub_endpoint import Asked, Behaviour, Stub, good
from tests.stub_endpoint.faults import FAULTS

BOT = "name Helpdesk\ncomponent agent Bot\nfact reads_mail yes"
STEPS = [name for name in LABELS if name != "restore"]
ENDLESS = ("silence", "dripping", "a huge body", "an endless body")
"""Faults whose time is the whole of a call's, which would make a siege one long wait."""


def at(step: str, act: Callable[[], object]) -> Callable[[Progress], None]:
    """Do something once a turn comes to a step."""
    acted = list[str]()

    def look(progress: Progress) -> None:
        if progress.step == step and not acted:
            acted.append(step)
            act()

    return look


@contextmanager
def impatient() -> Iterator[None]:
    """Waits that make a siege of hours one of minutes."""
    with patch.object(database, "BUSY_SECONDS", 0.1), patch.object(worker, "_STORE_TRIES", (0.01, 0.01, 0.01)):
        yield


def fill_disks(folder: Path, number: int, seed: int = 0) -> Toll:
    """The file of the store cannot grow from a step on, or from before a turn is accepted."""
    chance, toll = random.Random(seed), Toll("disk of the store full, sqlite")
    facilitator = scripted(folder)
    engine = facilitator._store._database._engine
    with impatient():
        for _ in range(number):
            step, session = chance.choice(["accept", *STEPS]), facilitator.start().id
            text = f"{BOT}\n{os.urandom(10_000).hex(' ', 4)}"
            with full_from(step, engine) as begun:
                accepted = _tried(facilitator, session, text, step, begun)
            if not accepted:
                toll.refused += 1
                toll.lost += bool(facilitator.open(session).turns)
                continue
            with toll.recovering():
                asked(partial(facilitator.work, session, 1))
            toll.judge(facilitator, session, step, threats=1)
    facilitator.close()
    return toll


@contextmanager
def full_from(step: str, engine: Engine) -> Iterator[Callable[[], object]]:
    """A disk without room, from a step on that the caller tells of."""
    begun = [step] if step == "accept" else []

    def small(connection: Any) -> None:
        if begun:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "begin", small)
    try:
        yield lambda: begun.append(step)
    finally:
        event.remove(engine, "begin", small)
        engine.dispose()


def _tried(facilitator: Facilitator, session: str, text: str, step: str, begun: Callable[[], object]) -> bool:
    """Whether a turn was accepted, whatever became of it then."""
    try:
        number = facilitator.submit(session, Said(text=text, key="key-siege"))
    except StoreUnavailable:
        return False
    with suppress(StoreUnavailable):
        facilitator.work(session, number, at(step, begun))
    return True


def hold_locks(folder: Path, number: int, seed: int = 0) -> Toll:
    """Another program writes to the file of the store from a step on, and is in no hurry."""
    chance, toll = random.Random(seed), Toll("store locked by another program, sqlite")
    facilitator = scripted(folder)
    other = sqlite3.connect(folder / "threatparley.sqlite", isolation_level=None, check_same_thread=False)
    with impatient():
        for _ in range(number):
            step, session = chance.choice(STEPS), facilitator.start().id
            _tried(facilitator, session, BOT, step, lambda: other.execute("BEGIN IMMEDIATE"))
            if other.in_transaction:
                other.rollback()
            with toll.recovering():
                asked(partial(facilitator.work, session, 1))
            toll.judge(facilitator, session, step, threats=1)
    other.close()
    facilitator.close()
    return toll


def end_databases(folder: Path, cluster: Cluster, number: int, seed: int = 0) -> Toll:
    """The server ends as in a crash at a step of a turn, and is back at once or only when the turn gave up."""
    chance, toll = random.Random(seed), Toll("database ended as in a crash, postgresql")
    facilitator = scripted(folder, database_url=cluster.create("siege_ends"))
    with impatient():
        for _ in range(number):
            step, at_once, session = chance.choice(STEPS), chance.random() < 0.5, asked(facilitator.start).id

            def end(at_once: bool = at_once) -> None:
                cluster.stop("immediate")
                if at_once:
                    cluster.start()

            _tried(facilitator, session, BOT, step, end)
            if not at_once:
                cluster.start()
            with toll.recovering():
                asked(partial(facilitator.work, session, 1))
            toll.judge(facilitator, session, step, threats=1)
    facilitator.close()
    return toll


def fail_endpoints(folder: Path, number: int, seed: int = 0) -> Toll:
    """The endpoint of the language model has a fault for a whole turn, another one each time."""
    chance, toll = random.Random(seed), Toll("endpoint at fault for a turn")
    faults, now = [fault for fault in FAULTS if fault.name not in ENDLESS], list[Any]()

    def script(asked: Asked) -> Behaviour:
        return now[-1].play(asked) if now else good(asked)

    with Stub(script) as stub:
        desk = Desk(folder, OpenAIClient(stub.url, "stub", KEY), terms_for(faults[0]))
        desk.talk()
        for turn in range(number):
            now[:] = [chance.choice(faults)]
            toll.points[now[-1].name] += 1
            with toll.recovering():
                desk.say(f"{PUZZLE[:-1]}, now for the time number {turn}.")
        turns = desk.facilitator.open(desk.session.id).turns
        desk.close()
    keys = [turn.said.key for turn in turns]
    toll.kills = number
    toll.lost = len(set(desk.said) - set(keys)) + sum(turn.status is TurnStatus.ACCEPTED for turn in turns)
    toll.doubled = len(keys) - len(set(keys))
    toll.otherwise = [turn.problem for turn in turns if turn.status is TurnStatus.FAILED]
    return toll
