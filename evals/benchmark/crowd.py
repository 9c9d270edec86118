"""A hundred sessions at once on one process: every turn is answered, once, and how long it takes."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

from agent.domain import Said, Session, TurnStatus
from agent.errors import SessionBusy, StoreUnavailable
from agent.facilitator import Facilitator
from evals.benchmark.figure import Figure
from evals.benchmark.machine import peak_megabytes
from evals.benchmark.turns import served
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED
from evals.case_runs.persona import Persona
from evals.search.ranking import percentile

SESSIONS, TURNS = 100, 10


def crowd() -> tuple[Figure, ...]:
    """All sessions begin together; each sends its next turn as soon as the last is answered."""
    cases, _ = load_cases(PACKAGED)
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
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
    patience = _Patience()
    session = patience.until_done(facilitator.start)
    took: list[float] = []
    for number in range(1, TURNS + 1):
        said = Said(text=description, key=f"turn-{number:04d}")
        if number > 1:
            words = persona.answer(session.question) if session.question else "It is used every day."
            name = session.question.id if session.question else None
            said = Said(text=words or "I do not know.", question=name, key=f"turn-{number:04d}")
        started = perf_counter()
        session = patience.until_done(partial(facilitator.hear, session.id, said))
        took.append(perf_counter() - started)
    turns = patience.until_done(partial(facilitator.open, session.id)).turns
    keys = [turn.said.key for turn in turns]
    lost = TURNS - len(set(keys)) + sum(turn.status is TurnStatus.ACCEPTED for turn in turns)
    failed = sum(turn.status is TurnStatus.FAILED for turn in turns)
    return Lot(tuple(took), lost, doubled=len(keys) - len(set(keys)), failed=failed, refused=patience.refused)


class _Patience:
    """Does again what the store says to try again shortly; a turn with the same key is heard once."""

    def __init__(self) -> None:
        self.refused = 0

    def until_done(self, act: Callable[[], Session]) -> Session:
        while True:
            try:
                return act()
            except (StoreUnavailable, SessionBusy):
                self.refused += 1
                sleep(0.5)
