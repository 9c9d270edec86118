"""A hundred sessions at once on one process: every turn is answered, once, and how long it takes."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from agent.domain import Said, TurnStatus
from agent.errors import SessionBusy, StoreUnavailable
from agent.facilitator import Facilitator
from evals.benchmark.figure import Figure
from evals.benchmark.machine import peak_megabytes
from evals.benchmark.turns import served
from evals.case import load_cases
from evals.choosing import PACKAGED
from evals.persona import Persona
from evals.ranking import percentile

SESSIONS, TURNS = 100, 10


def crowd() -> tuple[Figure, ...]:
    """All sessions begin together; each sends its next turn as soon as the last is answered."""
    cases, _ = load_cases(PACKAGED)
    with tempfile.TemporaryDirectory(prefix="threatwright-bench-") as folder:
        facilitator = served(Path(folder))
        started = perf_counter()
        with ThreadPoolExecutor(SESSIONS) as pool:
            chosen = [cases[number % len(cases)] for number in range(SESSIONS)]
            results = list(
                pool.map(lambda case: one_session(facilitator, case.description, Persona(case.facts)), chosen)
            )
        whole = perf_counter() - started
        facilitator.close()
    took = [seconds for one in results for seconds in one.seconds]
    lost, doubled = sum(one.lost for one in results), sum(one.doubled for one in results)
    failed = sum(one.failed for one in results)
    note = f"{SESSIONS} sessions with {TURNS} turns each, in {whole:.0f} s"
    return (
        Figure(name="turns lost, 100 sessions at once", value=lost, most=0, note=note),
        Figure(name="turns doubled, 100 sessions at once", value=doubled, most=0),
        Figure(name="turns failed, 100 sessions at once", value=failed, most=0),
        Figure(
            name="asked to try again, 100 sessions at once",
            value=sum(one.refused for one in results),
            note="the store was busy for too long; the same turn was sent again",
        ),
        Figure(name="turn, p50, 100 sessions at once", value=round(percentile(took, 0.5), 2), unit="s"),
        Figure(name="turn, p95, 100 sessions at once", value=round(percentile(took, 0.95), 2), unit="s"),
        Figure(name="peak of the process", value=round(peak_megabytes()), unit="MB"),
    )


@dataclass(frozen=True)
class Lot:
    """What became of one session's turns."""

    seconds: tuple[float, ...]
    lost: int
    doubled: int
    failed: int
    refused: int


def one_session(facilitator: Facilitator, description: str, persona: Persona) -> Lot:
    """Talk for some turns, then read back what was kept."""
    session = facilitator.start()
    took: list[float] = []
    refused = 0
    for number in range(1, TURNS + 1):
        said = Said(text=description, key=f"turn-{number:04d}")
        if number > 1:
            words = persona.answer(session.question) if session.question else "It is used every day."
            name = session.question.id if session.question else None
            said = Said(text=words or "I do not know.", question=name, key=f"turn-{number:04d}")
        started = perf_counter()
        while True:
            try:
                session = facilitator.hear(session.id, said)
                break
            except (StoreUnavailable, SessionBusy):  # says to try again shortly, and the same key is heard once
                refused += 1
                sleep(0.5)
        took.append(perf_counter() - started)
    turns = facilitator.open(session.id).turns
    keys = [turn.said.key for turn in turns]
    lost = TURNS - len(set(keys)) + sum(turn.status is TurnStatus.ACCEPTED for turn in turns)
    failed = sum(turn.status is TurnStatus.FAILED for turn in turns)
    return Lot(seconds=tuple(took), lost=lost, doubled=len(keys) - len(set(keys)), failed=failed, refused=refused)
