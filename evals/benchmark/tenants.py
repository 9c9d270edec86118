"""One server and many people: how long turns take when all talk, and what one who floods costs the others."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter

from agent.domain import Said, TurnStatus
from agent.domain.sessions.principal import Principal
from agent.facilitator import Facilitator
from agent.fairness import FairPool
from evals.benchmark.figure import Figure
from evals.benchmark.machine import processor_seconds
from evals.benchmark.turns import served_to_a_team
from evals.case import Case, load_cases
from evals.case_runs.case_selection import PACKAGED
from evals.case_runs.persona import Persona
from evals.search.ranking import percentile

PEOPLE, TURNS = 25, 4
OTHERS, FLOOD = 3, 20
"""People who talk while one of them floods, and that one's conversations at the same time."""
WORKERS, EACH = 4, 1


@dataclass
class Lot:
    """What became of some people's turns."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0


def tenants() -> tuple[Figure, ...]:
    """The line and the processes as the app has them: a session has one worker, people are served round about."""
    cases, _ = load_cases(PACKAGED)
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
        crowd = _Crowd(served_to_a_team(Path(folder)), cases)
        crowd.together(1, 2)
        used, began = processor_seconds(), perf_counter()
        everybody = crowd.together(PEOPLE, TURNS)
        used, took = processor_seconds() - used, perf_counter() - began
        alone = crowd.together(OTHERS, TURNS)
        beside = crowd.flooded()
        crowd.close()
    p95, quiet, loud = (percentile(one.seconds, 0.95) for one in (everybody, alone, beside))
    failed = everybody.failed + alone.failed + beside.failed
    note = f"{used:.0f} s of processor in {took:.0f} s: {used / (PEOPLE * TURNS):.2f} s each, {PEOPLE} at once"
    return (
        Figure(name=f"turn, p95, {PEOPLE} people at once", value=round(p95, 2), unit="s", most=3, note=note),
        Figure(name="turns failed", value=failed, most=0),
        Figure(name=f"turn, p95, {OTHERS} people", value=round(quiet, 2), unit="s"),
        Figure(name="the same while one more floods", value=round(loud, 2), unit="s", note=f"{FLOOD} conversations"),
        Figure(name="how many times as long", value=round(loud / quiet, 1), unit="x", most=2),
    )


class _Crowd:
    """People who talk to one process through its line."""

    def __init__(self, facilitator: Facilitator, cases: Sequence[Case]) -> None:
        self._facilitator, self._cases = facilitator, cases
        self._pool = FairPool(WORKERS, EACH, "turn")

    def together(self, people: int, turns: int) -> Lot:
        """All begin at once, and each says the next thing as soon as the last is answered."""
        lot = Lot()
        _at_once([partial(self._talk, f"person {number}", number, turns, lot) for number in range(people)])
        return lot

    def flooded(self) -> Lot:
        """The same for a few while one person holds many conversations."""
        over, lot = threading.Event(), Lot()

        def flood(number: int) -> None:
            while not over.is_set():
                self._talk("flooder", number, 2, Lot())

        floods = [threading.Thread(target=flood, args=(number,)) for number in range(FLOOD)]
        for one in floods:
            one.start()
        lot = self.together(OTHERS, TURNS)
        over.set()
        for one in floods:
            one.join()
        return lot

    def close(self) -> None:
        self._pool.close()
        self._facilitator.close()

    def _talk(self, name: str, number: int, turns: int, lot: Lot) -> None:
        case = self._cases[number % len(self._cases)]
        door = self._facilitator.as_(Principal.signed_in("https://sign-in.example", name, name))
        persona, session = Persona(case.facts), door.start()
        for place in range(1, turns + 1):
            said = Said(text=case.description, key=f"turn-{place:04d}")
            if place > 1 and (question := session.question):
                words = persona.answer(question) or "I do not know."
                said = Said(text=words, question=question.id, key=f"turn-{place:04d}")
            began = perf_counter()
            turn = door.submit(session.id, said)
            work = self._pool.submit(door.principal.key, session.id, partial(door.work, session.id, turn))
            session = work.result()
            lot.seconds.append(perf_counter() - began)
            lot.failed += session.turns[-1].status is not TurnStatus.DONE


def _at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
