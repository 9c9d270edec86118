"""How long one turn takes through the Facilitator, with SQLite on disk."""

import tempfile
from pathlib import Path
from secrets import token_hex
from time import perf_counter

from pydantic import SecretStr

from agent.domain import Said, Session
from agent.facilitator import Facilitator
from agent.settings import Settings
from evals.benchmark.figure import Figure
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED, chosen
from evals.case_runs.modes import closed
from evals.case_runs.persona import Persona
from evals.search.ranking import percentile

QUESTIONS = 8
"""How many questions of each conversation are answered."""


def turns() -> tuple[Figure, ...]:
    """The middle and the slow end of conversations about eight systems of different kinds."""
    cases, _ = load_cases(PACKAGED)
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
        facilitator = served(Path(folder))
        for case in chosen(cases, quick=True):
            took += conversation(facilitator, case.description, Persona(case.facts))
        facilitator.close()
    note = f"{len(took)} turns of 8 conversations: description, {QUESTIONS} answers, draft; after warming up"
    return (
        Figure(name="turn, p50", value=round(percentile(took, 0.5) * 1000), unit="ms", most=150, note=note),
        Figure(name="turn, p95", value=round(percentile(took, 0.95) * 1000), unit="ms", most=500),
    )


def served(folder: Path) -> Facilitator:
    """The facilitator as the app has it: SQLite and checkpoints on disk, vectors in Chroma, no language model."""
    return _opened(Settings(data_dir=folder, offline=True))


def served_to_a_team(folder: Path) -> Facilitator:
    """The same where people sign in, by a proxy: models have members, and processes work on turns."""
    key = SecretStr(token_hex(32))
    return _opened(Settings(data_dir=folder, offline=True, trusted_proxies="127.0.0.1", trusted_proxy_secret=key))


def _opened(settings: Settings) -> Facilitator:
    from agent.assembly import assemble
    from agent.turn_assembly import processes_of

    facilitator = assemble(settings, processes_of(settings))
    facilitator.warm_up()
    return facilitator


def conversation(facilitator: Facilitator, description: str, persona: Persona, most: int = QUESTIONS) -> list[float]:
    """The seconds of each turn of a conversation that ends in a draft."""
    took: list[float] = []
    session = _timed(facilitator, facilitator.start(), Said(text=description, key="turn-0001"), took)
    for number in range(2, most + 2):
        if session.question is None:
            break
        words, key = persona.answer(session.question), f"turn-{number:04d}"
        said = Said(question=session.question.id, chosen=("not_sure",), key=key)
        if words is not None:
            said = Said(question=session.question.id, text=words, key=key)
        session = _timed(facilitator, session, said, took)
    started = perf_counter()
    closed(facilitator, session)
    return [*took, perf_counter() - started]


def _timed(facilitator: Facilitator, session: Session, said: Said, took: list[float]) -> Session:
    started = perf_counter()
    after = facilitator.hear(session.id, said)
    took.append(perf_counter() - started)
    return after
