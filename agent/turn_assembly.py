"""Put together what works on turns: in this process, or by others that are copied from a template."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.graph.accounting_run import Accounted, AccountingRunner, count_in
from agent.graph.checkpoints import Checkpoints
from agent.graph.run import TurnRunner
from agent.graph.unkept_run import Unkept
from agent.graph.wiring import Wiring, wiring_of
from agent.process_metrics import Pulse
from agent.settings import Settings
from agent.turn_processes import Crew, ProcessTurnWorker, Template
from agent.worker import Limits, TurnWorker

if TYPE_CHECKING:
    from agent.analyst.base import Analyst
    from agent.graph.build import Graph
    from agent.store import SessionStore
    from knowledge.catalog import Catalog

MadeOf = tuple["SessionStore", TurnRunner, Callable[[], datetime], Limits, Pulse]
"""What a worker is made of."""


@dataclass(frozen=True)
class Search:
    """The search as turns need it."""

    open: Callable[[], object]
    """Opens it, unless it is open."""
    trouble: Callable[[], str]
    """What is wrong with it, once it is open."""


def parts_of_worker(
    settings: Settings, catalog: "Catalog", analyst: "Analyst", search: Search, store: "SessionStore",
    clock: Callable[[], datetime], checkpointed: bool, membership: bool,
) -> MadeOf:  # fmt: skip
    """What a worker is made of, over given collaborators; its first turn opens the search."""
    postgres = settings.store_url if settings.store_url.startswith("postgresql") else ""
    file = settings.data_dir / "checkpoints.sqlite" if checkpointed and not postgres else None

    def graph() -> "Graph":
        from agent.graph.build import build_graph

        search.open()
        return build_graph(analyst, catalog, search.trouble)

    def wiring() -> Wiring:
        search.open()
        return wiring_of(analyst, catalog, search.trouble)

    checkpoints = Checkpoints(graph, file, postgres) if file or postgres else Unkept(wiring)
    limits = Limits(deadline=settings.turn_deadline_seconds, lease=settings.lease_seconds)
    parts, pulse = (checkpoints, catalog, store.unfinished_turns), Pulse()
    if isinstance(analyst, Accounted):
        count_in(pulse, analyst)
        return store, AccountingRunner(analyst, membership, *parts), clock, limits, pulse
    return store, TurnRunner(*parts), clock, limits, pulse


def worker_over(parts: MadeOf, settings: Settings, catalog: "Catalog", search: Search, processes: int) -> TurnWorker:
    """A worker of so many processes, or of this one."""
    if not processes or not can_copy():
        return TurnWorker(*parts)
    made = settings.model_copy(update={"calls_at_once": max(1, settings.places // processes)})
    crew = Crew(lambda: Template(made, catalog.fingerprint), processes, parts[-1])

    def trouble() -> str:
        search.open()
        return search.trouble()

    return ProcessTurnWorker(crew, trouble, *parts)


def can_copy() -> bool:
    """Whether a process can be copied here that has everything loaded; elsewhere each would load it for itself."""
    return sys.platform == "linux"


def cores() -> int:
    """How many processors this program may use, where processes can be copied; else one, as it then uses no other."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def processes_of(settings: Settings) -> int:
    """How many processes work on turns: as set, else one for each core where people sign in, and none for one person.

    One person's turns come one by one, and the copies would take more memory than that is worth. No more calls of a
    language model are made at once than the settings say, so there are no more processes than that.
    """
    at_once, _ = settings.workers(settings.asks_model)
    wanted = settings.turn_processes
    if wanted is None:
        here = cores()
        wanted = here if settings.knows_people and here > 1 else 0
    return min(wanted, at_once, settings.places) if settings.asks_model else min(wanted, at_once)
