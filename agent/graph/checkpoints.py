"""The checkpoints of turns under way: a cache that is opened when needed, and rebuilt when it is damaged."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.graph.build import Graph, Saver, TurnGraph

log = logging.getLogger(__name__)


class Checkpoints:
    """Hands out the compiled graph with its checkpoints; without them where they cannot be kept."""

    def __init__(self, graph: Callable[[], "Graph"], file: Path | None = None, postgres: str = "") -> None:
        self._make, self._file, self._postgres = graph, file, postgres
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._graph: Graph | None = None
        self._turns: TurnGraph | None = None

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the place of the checkpoints raises when it fails."""
        if not self._postgres:
            return (sqlite3.Error,)
        from psycopg import Error
        from psycopg_pool import PoolTimeout

        return (Error, PoolTimeout)

    def graph(self) -> "TurnGraph":
        """The graph, compiled once, with checkpoints where they can be kept."""
        from agent.graph.build import TurnGraph

        with self._lock:
            if self._turns is None:
                try:
                    self._turns = TurnGraph(self._uncompiled(), self._saver())
                except self.errors as problem:
                    log.warning("checkpoints cannot be kept (%s); turns run without them", type(problem).__name__)
                    return TurnGraph(self._uncompiled(), None)
            return self._turns

    def without(self, problem: Exception) -> "TurnGraph":
        """The graph without checkpoints, after they failed; a damaged file is set aside for a new one."""
        from agent.graph.build import TurnGraph

        log.warning("checkpoints failed (%s); this turn runs without them", type(problem).__name__)
        with self._lock:
            if self._file is not None and _is_damage(problem):
                self._shut()
                _set_aside(self._file)
            return TurnGraph(self._uncompiled(), None)

    def scrub(self) -> None:
        """Write the file anew without the room of what was dropped, and let a damaged one go; a server has its own."""
        if self._file is None or not self._file.exists():
            return
        _aside(self._file).unlink(missing_ok=True)
        try:
            base = sqlite3.connect(self._file, timeout=1, isolation_level=None)
            try:
                base.execute("VACUUM")
                base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                base.close()
        except sqlite3.Error as problem:
            log.warning("the room of dropped checkpoints is overwritten later (%s)", type(problem).__name__)

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            self._shut()

    def _saver(self) -> "Saver | None":
        from agent.graph.build import postgres_saver, sqlite_saver

        if self._postgres:
            return self._enter(lambda: postgres_saver(self._postgres))
        if self._file is None:
            return None
        file = self._file
        try:
            return self._enter(lambda: sqlite_saver(file))
        except sqlite3.Error as problem:
            if not _is_damage(problem):
                raise
            log.warning("the checkpoints in %s are damaged; they are set aside and begun anew", file.name)
            _set_aside(file)
            return self._enter(lambda: sqlite_saver(file))

    def _enter(self, opening: Callable[[], AbstractContextManager["Saver"]]) -> "Saver":
        return self._open.enter_context(opening())

    def _uncompiled(self) -> "Graph":
        if self._graph is None:
            self._graph = self._make()
        return self._graph

    def _shut(self) -> None:
        self._turns = None
        self._open.close()


def _is_damage(problem: Exception) -> bool:
    """Whether a file is broken or holds other tables, rather than busy, full or out of reach."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    return (
        name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA", "SQLITE_FORMAT")) or name == "SQLITE_ERROR"
    )


def _set_aside(file: Path) -> None:
    """Keep the broken file beside the new one, for whoever wants to look; an older one makes room."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    if file.exists():
        file.replace(_aside(file))


def _aside(file: Path) -> Path:
    return file.with_name(file.name + ".damaged")
