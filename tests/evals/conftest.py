"""Runs over the packaged cases find the index of the packaged catalog, and what a worker loads, there already."""

import os
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from evals.case_runs import judging_resources, pool

LOADED = [
    "agent.assembly",
    "agent.graph.build",
    "agent.store.database",
    "evals.case_runs.analysts",
    "evals.case_runs.case_runner",
    __name__,
]
"""What every worker loads, two seconds long where it is started from nothing."""

_STARTED = pool._process


def _serve_as_here(environ: Mapping[str, str], line: Connection, folder: Path, analyst: str) -> None:
    """Serve with the surroundings of the test; the process that this one is forked from has those of the first."""
    os.environ.clear()
    os.environ.update(environ)
    pool._serve(line, folder, analyst)


def _forked(line: Connection, folder: Path, analyst: str) -> BaseProcess:
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    given = (dict(os.environ), line, folder, analyst)
    return context.Process(target=_serve_as_here, args=given, daemon=True)


@pytest.fixture(autouse=True)
def _workers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_process", _forked)


@pytest.fixture
def started_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are started from nothing, as the program starts them."""
    monkeypatch.setattr(pool, "_process", _STARTED)


@pytest.fixture(autouse=True)
def _index_is_there(monkeypatch: pytest.MonkeyPatch, indexed: Callable[[Path], Path]) -> None:
    opened = judging_resources.open_shelf

    def open_shelf(folder: Path | None = None) -> judging_resources.Shelf:
        return opened(indexed(folder.parent) / folder.name if folder is not None else None)

    monkeypatch.setattr(judging_resources, "open_shelf", open_shelf)
