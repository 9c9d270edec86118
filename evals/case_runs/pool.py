"""Worker processes that each hold a facilitator of their own; one that hangs is ended and replaced."""

import multiprocessing
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case import Case
from evals.case_runs.transcript import Transcript
from knowledge.errors import ThreatparleyError
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from evals.case_runs.case_runner import Desk

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


class WorkFailed(ThreatparleyError):
    """A task came to no transcript; the message says why."""


class WorkHung(WorkFailed):
    """A task took longer than it may."""


@dataclass
class Pool:
    """As many workers as jobs are wanted; each is started with its first task."""

    size: int
    folder: Path
    analyst: str = "rules"
    timeout: float = 120.0
    _idle: "queue.SimpleQueue[_Worker]" = field(default_factory=queue.SimpleQueue)
    _all: "list[_Worker]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self._all = [_Worker(self.folder / f"worker-{number}", self.analyst) for number in range(self.size)]
        for worker in self._all:
            self._idle.put(worker)

    def start(self) -> None:
        """Start the processes, which load their libraries while there is nothing to do yet."""
        for worker in self._all:
            worker.start()

    def perform(self, task: Task) -> Transcript:
        """Have a task done by the next free worker."""
        worker = self._idle.get()
        try:
            return worker.perform(task, self.timeout)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all workers; they take their time to leave, so all are told before the first is waited for."""
        for worker in self._all:
            worker.dismiss()
        for worker in self._all:
            worker.end(patience=5.0)


class _Worker:
    """One process and the line to it."""

    def __init__(self, folder: Path, analyst: str) -> None:
        self._folder, self._analyst, self._starts, self._open = folder, analyst, 0, False
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def perform(self, task: Task, timeout: float) -> Transcript:
        line = self._ready(task)
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

    def dismiss(self) -> None:
        """Close the line, at which an idle worker ends by itself."""
        if self._line is not None:
            self._line.close()

    def end(self, patience: float = 0.0) -> None:
        """Dismiss the worker, and end it if it does not end by itself in time."""
        self.dismiss()
        if self._process is not None:
            self._process.join(patience)
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def _ready(self, task: Task) -> Connection:
        if self._open and self._process is not None and self._process.is_alive() and self._line is not None:
            return self._line
        self.start()
        assert self._line is not None
        try:
            self._line.send("open")
            hello = self._line.recv() if self._line.poll(START_SECONDS) else f"not ready within {START_SECONDS:.0f} s"
        except (EOFError, OSError):
            hello = "its process ended by itself"
        if hello != "ready":
            self.end()
            raise WorkFailed(f"{task.name}: a worker could not start: {hello}")
        self._open = True
        return self._line

    def start(self) -> None:
        """Start the process, if there is none."""
        if self._process is not None and self._process.is_alive():
            return
        self._starts += 1
        self._line, theirs = multiprocessing.Pipe()
        folder = self._folder.with_name(f"{self._folder.name}-{self._starts}")
        self._process = _process(theirs, folder, self._analyst)
        self._process.start()
        self._open = False
        theirs.close()


def _process(line: Connection, folder: Path, analyst: str) -> BaseProcess:
    """A process that serves a worker's line and inherits nothing else."""
    return multiprocessing.get_context("spawn").Process(target=_serve, args=(line, folder, analyst), daemon=True)


def _serve(line: Connection, folder: Path, analyst: str) -> None:
    """Answer tasks until the line closes; what goes wrong with one is told, and the next is taken."""
    desk: Desk | None = None
    try:
        make = _maker(analyst)
        while True:
            order: Task | str = line.recv()
            if isinstance(order, Task) and desk is not None:
                line.send(_outcome(desk, order))
                desk = desk if desk.lasting else _renewed(desk, make, folder)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                desk = make(folder)
                line.send("ready")
    except (EOFError, OSError, KeyboardInterrupt):
        return
    except (ImportError, AttributeError, ThreatparleyError) as problem:
        line.send(f"{type(problem).__name__}: {problem}")


def _maker(analyst: str) -> "Callable[[Path], Desk]":
    """Load the libraries, and give what opens a desk."""
    from evals.case_runs.analysts import desk_of

    return desk_of(analyst)


def _renewed(desk: "Desk", make: "Callable[[Path], Desk]", folder: Path) -> "Desk":
    """A desk that remembers nothing of the one before."""
    desk.facilitator.close()
    return make(folder)


def _outcome(desk: "Desk", task: Task) -> Transcript | str:
    try:
        return desk.perform(task.case, task.job)
    except KeyboardInterrupt:
        return "it was interrupted"
    except Exception as problem:  # an analyst under test may raise anything, and the other cases go on
        return f"{type(problem).__name__}: {problem}"


def tasks_of(cases: Sequence[Case], jobs: Sequence[str]) -> tuple[Task, ...]:
    """Every job of every case, the long ones first so that no worker is left alone at the end."""
    order = sorted(jobs, key=lambda job: job not in ("interview", "cut", "list"))
    return tuple(Task(case=case, job=job) for job in order for case in cases)
