"""The graph of a turn: its steps wired, run and checkpointed by LangGraph; the only place that knows that library.

It takes a second to import, so it is imported when the first turn runs. Whoever runs a graph comes through here, so
here the environment is hardened, and every graph that leaves is one that nobody can watch.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, cast

from agent.settings import harden

harden()

from langgraph.checkpoint.base import BaseCheckpointSaver  # noqa: E402
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer  # noqa: E402
from langgraph.graph import END, START, StateGraph  # noqa: E402
from langgraph.graph.state import CompiledStateGraph  # noqa: E402
from langgraph.runtime import Runtime  # noqa: E402

from agent.analyst.base import Analyst  # noqa: E402
from agent.domain.changes.apply import Terms  # noqa: E402
from agent.graph.no_tracing import quiet, quiet_async, unwatched, unwatched_async  # noqa: E402
from agent.graph.nodes import bench_from  # noqa: E402
from agent.graph.served_state import ServedState, keeper, take  # noqa: E402
from agent.graph.state import Bench, TurnState  # noqa: E402
from agent.graph.wiring import FIRST, LAST, Choice, Step, wiring_of  # noqa: E402
from knowledge.address_masking import servers_left_open  # noqa: E402
from knowledge.catalog import Catalog  # noqa: E402

Graph: TypeAlias = StateGraph[TurnState, Bench, TurnState, TurnState]
Saver: TypeAlias = BaseCheckpointSaver[str]

RECURSION_LIMIT = 50
BUSY_SECONDS = 5
_SETUP_LOCK = 7_410_233_092
"""Number of the Postgres advisory lock under which the checkpoint tables are made."""


def build_graph(analyst: Analyst, catalog: Catalog, trouble: Callable[[], str] = lambda: "") -> Graph:
    """The steps of one turn with their routes, not yet compiled; ``trouble`` tells what is wrong with the search."""
    wiring = wiring_of(analyst, catalog, trouble)
    graph: Graph = StateGraph(TurnState, context_schema=Bench)
    for name, step in wiring.steps.items():
        graph.add_node(name, cast(Any, _node(step)))
    graph.add_edge(START, FIRST)
    for name, (choose, targets) in wiring.chosen.items():
        graph.add_conditional_edges(name, _route(choose), list(targets))
    for source, target in wiring.following.items():
        graph.add_edge(source, target)
    graph.add_edge(LAST, END)
    return graph


def served(turn: Graph, terms: Terms) -> object:
    """The turn's graph for a server that keeps threads itself: compiled, without checkpoints of our own."""
    graph = StateGraph(ServedState)
    graph.add_node("take", take)
    graph.add_node("hear", compiled(turn))
    graph.add_node("keep", cast(Any, keeper(terms)))
    graph.add_edge(START, "take")
    graph.add_edge("take", "hear")
    graph.add_edge("hear", "keep")
    graph.add_edge("keep", END)
    return compiled(graph)


def compiled(graph: StateGraph[Any, Any, Any, Any], saver: Saver | None = None) -> "UnwatchedGraph":
    """The graph ready to run; each run of it, by whichever call, is one that nobody watches."""
    made = cast(Any, graph.compile(checkpointer=saver))
    made.__class__ = UnwatchedGraph  # as compile() always makes its own
    return cast(UnwatchedGraph, made)


class UnwatchedGraph(CompiledStateGraph[Any, Any, Any, Any]):
    """A compiled graph whose runs are told to no tracer and no callback; its other ways to run end in these two."""

    def __init__(self, *, config: Any = None, **parts: Any) -> None:
        """A copy keeps what it is; callbacks that it was given for all its runs are left out."""
        super().__init__(config={name: value for name, value in (config or {}).items() if name != "callbacks"}, **parts)

    def stream(self, input: Any, config: Any = None, **options: Any) -> Iterator[Any]:
        """The run, step by step."""
        yield from unwatched(super().stream(input, quiet(config), **options))

    async def astream(self, input: Any, config: Any = None, **options: Any) -> AsyncIterator[Any]:
        """The run on an event loop, step by step."""
        async for step in unwatched_async(super().astream(input, quiet_async(config), **options)):
            yield step


class TurnGraph:
    """A compiled graph with its checkpoints: runs a turn, or goes on with one that was cut off."""

    def __init__(self, graph: Graph, saver: Saver | None) -> None:
        self._saver = saver
        self._compiled = compiled(graph, saver)

    def kept(self, thread: str) -> TurnState | None:
        """The state that a cut-off turn had reached; none where nothing is kept."""
        if self._saver is None:
            return None
        snapshot = self._compiled.get_state(_config(thread))
        return cast(TurnState, snapshot.values) if snapshot.created_at else None

    def run(self, thread: str, state: TurnState | None, bench: Bench) -> Iterator[tuple[str, TurnState]]:
        """Run from a state, or go on from the checkpoint (None); yields finished steps, then the whole state."""
        options: dict[str, Any] = {"durability": "sync"} if self._saver else {}
        reached: dict[str, Any] = {}
        stream = self._compiled.stream(
            state, _config(thread), context=bench, stream_mode=["updates", "values"], **options
        )
        for mode, event in cast(Iterator[tuple[str, dict[str, Any]]], stream):
            if mode == "values":
                reached = event
            else:
                yield from ((name, TurnState()) for name in event)
        yield "", cast(TurnState, reached)

    def keep_only(self, threads: frozenset[str]) -> None:
        """Drop the checkpoints of all other turns."""
        kept = self._saver.list(None) if self._saver else ()
        for thread in sorted({entry.config["configurable"]["thread_id"] for entry in kept} - threads):
            self.forget(thread)

    def forget(self, thread: str) -> None:
        """Drop the checkpoints of a turn."""
        if self._saver is not None:
            self._saver.delete_thread(thread)


@contextmanager
def sqlite_saver(path: Path) -> Iterator[Saver]:
    """Checkpoints in a file; they are a cache, so they need not outlive a power cut."""
    from langgraph.checkpoint.sqlite import SqliteSaver

    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # a damaged file is thrown away, and the turn done anew
        connection.execute("PRAGMA secure_delete = ON")
        saver = SqliteSaver(connection, serde=_serializer())
        saver.setup()
        yield saver
    finally:
        connection.close()


@contextmanager
def postgres_saver(url: str) -> Iterator[Saver]:
    """Checkpoints in the PostgreSQL database that holds the sessions; its tables are made by one process at a time."""
    from langgraph.checkpoint.postgres import PostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import ConnectionPool

    settings: dict[str, Any] = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    settings |= servers_left_open(url)
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    check = ConnectionPool.check_connection
    pool: ConnectionPool[Any] = ConnectionPool(
        address, kwargs=settings, min_size=1, max_size=8, timeout=10, check=check, open=False
    )
    with pool:
        with pool.connection() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (_SETUP_LOCK,))
            PostgresSaver(connection, serde=_serializer()).setup()
            connection.execute("SELECT pg_advisory_unlock(%s)", (_SETUP_LOCK,))
        yield PostgresSaver(pool, serde=_serializer())


def _serializer() -> Any:
    """Plain data only: no type named in a checkpoint is ever imported."""
    return JsonPlusSerializer(allowed_msgpack_modules=None)


def _node(step: Step) -> Callable[..., TurnState]:
    def run(state: TurnState, runtime: Runtime[Bench]) -> TurnState:
        return step(state, runtime.context or bench_from(state))

    return run


def _route(choose: Choice) -> Callable[..., str]:
    def route(state: TurnState, runtime: Runtime[Bench]) -> str:
        return choose(state, runtime.context or bench_from(state))

    return route


def _config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}, "recursion_limit": RECURSION_LIMIT}
