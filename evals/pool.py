"""Worker processes that each hold a facilitator of their own; one that hangs is ended and replaced."""

import multiprocessing
import queue
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case import Case
from evals.transcript import Transcript
from knowledge.errors import ThreatwrightError
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from agent.facilitator import Facilitator

STANDARD = "evals.pool:rules_facilitator"
"""The facilitator that is measured unless another is named: the product's own, offline."""
START_SECONDS = 120.0
"""How long a worker may take to be ready."""


class Task(Value):
    """One job on one case."""

    case: Case
    job: str

    @property
    def name(self) -> str:
        """What the task is called in messages."""
        return f"{self.case.id}/{self.job}"


class WorkFailed(ThreatwrightError):
    """A task came to no transcript; the message says why."""


class WorkHung(WorkFailed):
    """A task took longer than it may."""


@dataclass
class Pool:
    """As many workers as jobs are wanted; each is started with its first task."""

    size: int
    folder: Path
    factory: str = STANDARD
    timeout: float = 120.0
    _idle: "queue.SimpleQueue[_Worker]" = field(default_factory=queue.SimpleQueue)
    _all: "list[_Worker]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self._all = [_Worker(self.folder / f"worker-{number}", self.factory) for number in range(self.size)]
        for worker in self._all:
            self._idle.put(worker)

    def perform(self, task: Task) -> Transcript:
        """Have a task done by the next free worker."""
        worker = self._idle.get()
        try:
            return worker.perform(task, self.timeout)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.end(patience=5.0)


def rules_facilitator(folder: Path) -> "Facilitator":
    """The product's facilitator over a folder of its own, without a language model."""
    from agent.assembly import assemble
    from agent.settings import Settings, harden

    harden()
    return assemble(Settings(data_dir=folder, offline=True))


def configured_facilitator(folder: Path) -> "Facilitator":
    """The product's facilitator as this installation is set up, over a folder of its own."""
    from agent.assembly import assemble
    from agent.settings import harden, load_settings

    harden()
    return assemble(load_settings(flags={"data_dir": folder}))


class _Worker:
    """One process and the line to it."""

    def __init__(self, folder: Path, factory: str) -> None:
        self._folder, self._factory, self._starts = folder, factory, 0
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def perform(self, task: Task, timeout: float) -> Transcript:
        line = self._ready()
        try:
            line.send(task)
            if not line.poll(timeout):
                self.end()
                raise WorkHung(f"{task.name}: no draft within {timeout:.0f} s; its process was ended")
            answer = line.recv()
        except (EOFError, OSError):
            self.end()
            raise WorkFailed(f"{task.name}: its process ended by itself") from None
        if isinstance(answer, Transcript):
            return answer
        raise WorkFailed(f"{task.name}: {answer}")

    def end(self, patience: float = 0.0) -> None:
        """Close the line, at which an idle worker ends by itself; one that does not is ended."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.join(patience)
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def _ready(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._line is not None:
            return self._line
        self._starts += 1
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        folder = self._folder / str(self._starts)
        self._process = context.Process(target=_serve, args=(theirs, folder, self._factory), daemon=True)
        self._process.start()
        theirs.close()
        self._line = ours
        hello = ours.recv() if ours.poll(START_SECONDS) else f"it was not ready within {START_SECONDS:.0f} s"
        if hello != "ready":
            self.end()
            raise WorkFailed(f"a worker could not start: {hello}")
        return ours


def _serve(line: Connection, folder: Path, factory: str) -> None:
    """Answer tasks until the line closes; what goes wrong with one is told, and the next is taken."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from evals.desk import Desk

    threadpool_limits(1)  # one thread each: workers that compete for cores are slower than alone
    folder.mkdir(parents=True, exist_ok=True)
    module, _, name = factory.partition(":")
    try:
        desk = Desk(getattr(import_module(module), name)(folder), endpoint=factory != STANDARD)
    except (ImportError, AttributeError, ThreatwrightError) as problem:
        line.send(f"{type(problem).__name__}: {problem}")
        return
    line.send("ready")
    while True:
        try:
            task: Task = line.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        line.send(_outcome(desk, task))


def _outcome(desk: object, task: Task) -> Transcript | str:
    from evals.desk import Desk

    assert isinstance(desk, Desk)
    try:
        return desk.perform(task.case, task.job)
    except KeyboardInterrupt:
        return "it was interrupted"
    except Exception as problem:  # an analyst under test may raise anything, and the other cases go on
        return f"{type(problem).__name__}: {problem}"


def tasks_of(cases: Sequence[Case], jobs: Sequence[str]) -> tuple[Task, ...]:
    """Every job of every case, the long ones first so that no worker is left alone at the end."""
    order = sorted(jobs, key=lambda job: job not in ("interview", "cut"))
    return tuple(Task(case=case, job=job) for job in order for case in cases)
