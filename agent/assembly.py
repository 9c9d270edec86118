"""Put the parts together as the settings say; the only place that knows concrete classes."""

import atexit
import gc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from agent.facilitator import Facilitator
from agent.graph.checkpoints import Checkpoints
from agent.graph.faults import FaultPoint
from agent.graph.run import TurnRunner
from agent.settings import Settings
from agent.store import Database, SessionStore
from agent.worker import Limits, TurnWorker

if TYPE_CHECKING:
    from agent.analyst.base import Analyst, Assessor
    from agent.graph.build import Graph
    from agent.graph.nodes import Search
    from knowledge.catalog import Catalog


def assemble(settings: Settings) -> Facilitator:
    """A facilitator over the catalog, with what the user has taken into it, ready to hear."""
    from agent.analyst.rules.analyst import RulesAnalyst
    from knowledge.catalog import load_catalog
    from knowledge.retriever import open_retriever

    catalog = load_catalog(overlay=settings.own_catalog)
    analyst = RulesAnalyst(catalog)

    def retriever() -> "Search":
        opened = open_retriever(catalog, settings.data_dir / "index", settings.chroma_url)
        _settle_memory()
        return opened

    return compose(settings, catalog, analyst, analyst, retriever)


def assemble_once(settings: Settings) -> Facilitator:
    """A facilitator for one short task: nothing is kept after this process, and the search stays in memory."""
    from agent.analyst.rules.analyst import RulesAnalyst
    from knowledge.catalog import load_catalog
    from knowledge.retriever import open_retriever

    folder = TemporaryDirectory(prefix="threatwright-")
    atexit.register(folder.cleanup)
    passing = settings.model_copy(update={"data_dir": Path(folder.name), "database_url": ""})
    catalog = load_catalog(overlay=settings.own_catalog)
    analyst = RulesAnalyst(catalog)
    index = settings.data_dir / "index"
    return compose(
        passing, catalog, analyst, analyst, lambda: open_retriever(catalog, index, store="memory"), checkpointed=False
    )


def compose(
    settings: Settings,
    catalog: "Catalog",
    analyst: "Analyst",
    assessor: "Assessor",
    retriever: "Callable[[], Search]",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    checkpointed: bool = True,
) -> Facilitator:
    """A facilitator over given collaborators; the retriever is opened with the first turn."""
    store, fault = SessionStore(Database(settings.store_url)), FaultPoint(settings.fault)
    postgres = settings.store_url if settings.store_url.startswith("postgresql") else ""
    file = settings.data_dir / "checkpoints.sqlite" if checkpointed and not postgres else None

    def graph() -> "Graph":
        from agent.graph.build import build_graph

        return build_graph(analyst, retriever(), catalog, fault)

    checkpoints = Checkpoints(graph, file, postgres)
    limits = Limits(deadline=settings.turn_deadline_seconds, lease=settings.lease_seconds)
    worker = TurnWorker(store, TurnRunner(checkpoints, catalog, store.unfinished_turns), clock, limits, fault)
    return Facilitator(catalog, analyst, assessor, store, worker, clock, fault)


def _settle_memory() -> None:
    """Take what stays loaded out of later garbage collections, which would stop a turn for a third of a second."""
    gc.collect()
    gc.freeze()
