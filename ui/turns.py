"""Run turns on worker threads; pages enqueue a turn, go on, and ask how far it has come."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from typing import TYPE_CHECKING, Protocol, Self

from pydantic import Field

from agent.domain.sessions.principal import Principal
from agent.domain.sessions.session import Said, Session
from agent.errors import SessionBusy, trace_of
from agent.fairness import FairPool
from knowledge.errors import ThreatparleyError
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from agent.graph.state import Progress

_LOG = logging.getLogger("threatparley.ui")
_MOST_WORDS = 24
"""How many passages are kept of a turn at work, enough for a whole draft with its first threat; the latest are read."""


class Hears(Protocol):
    """The part of the facilitator that turns need: the door of one person."""

    principal: Principal

    def submit(self, session_id: str, said: Said) -> int:
        """Keep a turn and give its number."""
        ...

    def work(self, session_id: str, number: int, progress: "Callable[[Progress], None] | None" = None) -> Session:
        """Run a kept turn."""
        ...

    def can_stop(self, session_id: str, number: int) -> bool:
        """Whether a language model has a part in a turn at work here."""
        ...

    def stop(self, session_id: str, number: int) -> bool:
        """Stop the language model's part of a turn."""
        ...


class Steps(Value):
    """How far a turn has come, in words."""

    finished: tuple[str, ...] = Field(default=(), description="Labels of the steps that are done.")
    done: int = Field(default=0, description="How many steps are done.")
    total: int = Field(default=0, description="How many there are, as far as is known; 0 before the first.")
    words: tuple[str, ...] = Field(default=(), description="Checked passages of the language model, newest last.")
    hushed: bool = Field(default=False, description="Whether the language model was stopped by a click.")
    ahead: int | None = Field(default=None, description="How many turns are begun before it; none once it is begun.")


class Stopped(Value):
    """A turn that could not be run to its end; it stays kept and can be tried again."""

    number: int = Field(description="Sequence number of the turn.")
    message: str = Field(description="What happened, for the person at the page.")
    detail: str = Field(description="The kind of error, for support.")
    id: str = Field(description="Id that is written to the log beside the error.")


class Turns:
    """The workers of this process and what they are at."""

    def __init__(
        self, facilitator: Hears, workers: int = 4, each: int = 1, ready: Callable[[], object] = lambda: None
    ) -> None:
        """Over the facilitator; ``each`` is how many of the workers one person has while others are around."""
        self._facilitator, self._program, self._ready = facilitator, facilitator, ready
        self._pool = FairPool(workers, each, "turn")
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._settled: dict[tuple[str, int], threading.Event] = {}
        """Of the turns that wait or are at work: set once nothing more will be written about them."""
        self._jobs: dict[tuple[str, int], tuple[str, Future[Session]]] = {}
        """Of the same: for whom, and what is done."""
        self._steps: dict[tuple[str, int], Steps] = {}
        self._stopped: dict[tuple[str, int], Stopped] = {}

    def told_by(self, door: Hears) -> Self:
        """The same workers, told what to do through somebody's own door; what they work on is ended by the program."""
        told = copy(self)
        told._facilitator = door
        return told

    def submit(self, session_id: str, said: Said) -> int:
        """Keep the turn, let a worker begin, and give the turn's number at once.

        The turns of a session wait in line, and so do those of a person: whose door this is.
        """
        number = self._facilitator.submit(session_id, said)
        self.begin(session_id, number)
        return number

    def begin(self, session_id: str, number: int) -> None:
        """Let a worker run a kept turn, unless one is at it or it was stopped by an error."""
        key = (session_id, number)
        with self._lock:
            if key in self._settled or key in self._stopped or self.closing:
                return
            self._steps[key] = Steps()
            self._settled[key] = threading.Event()
        owner = self._facilitator.principal.key
        try:
            job = self._pool.submit(owner, session_id, lambda: self._run(key))
        except RuntimeError:  # these are closed by now; the turn is kept and goes on at the next start
            self._let_go(key, None)
            return
        with self._lock:
            if key in self._settled:
                self._jobs[key] = (owner, job)
        job.add_done_callback(lambda job: self._settle(key, job))

    def again(self, session_id: str, number: int) -> None:
        """Try a stopped turn once more."""
        with self._lock:
            self._stopped.pop((session_id, number), None)
        self.begin(session_id, number)

    def wait(self, session_id: str, number: int, seconds: float) -> bool:
        """Whether the turn is no longer at work here, after waiting at most this long."""
        with self._lock:
            settled = self._settled.get((session_id, number))
        return settled is None or settled.wait(timeout=seconds)

    def steps(self, session_id: str, number: int) -> Steps | None:
        """How far a turn has come, or its place in the line; none when it is not here."""
        with self._lock:
            steps, (owner, job) = (
                self._steps.get((session_id, number)),
                self._jobs.get((session_id, number), ("", None)),
            )
        if steps is None or job is None:
            return steps
        return steps.model_copy(update={"ahead": self._pool.ahead(owner, session_id, job)})

    def load(self) -> tuple[int, int, float]:
        """How many turns are at work, how many wait, and for how many seconds the oldest of them has waited."""
        return self._pool.load()

    def can_stop(self, session_id: str, number: int) -> bool:
        """Whether a worker here is at a turn in which a language model has a part that can be stopped."""
        return self._facilitator.can_stop(session_id, number)

    def stop(self, session_id: str, number: int) -> bool:
        """Stop the language model's part of a turn; the rules finish it."""
        stopped, key = self._facilitator.stop(session_id, number), (session_id, number)
        with self._lock:
            if stopped and key in self._steps:
                self._steps[key] = self._steps[key].model_copy(update={"hushed": True})
        return stopped

    def stopped(self, session_id: str, number: int) -> Stopped | None:
        """What stopped a turn, if something did."""
        with self._lock:
            return self._stopped.get((session_id, number))

    def aside(self, *works: Callable[[], object]) -> None:
        """Do something else on a thread of its own, one after the other, such as turns that a crash left behind.

        What people wait for goes first: each further piece begins once no turn is at work, and none once these are
        closed.
        """
        self._aside.submit(self._one_by_one, works).add_done_callback(_log_failure)

    def close(self) -> None:
        """Let go of the workers; turns at work are finished first, and those that wait stay kept."""
        self._closing.set()
        self._pool.close()
        self._aside.shutdown(wait=True)

    @property
    def closing(self) -> bool:
        """Whether nothing more is begun."""
        return self._closing.is_set()

    def _one_by_one(self, works: Iterable[Callable[[], object]]) -> None:
        for place, work in enumerate(works):
            while place and (at_work := self._at_work()) is not None:
                at_work.wait()
            if place and self.closing:
                return
            try:
                work()
            except SessionBusy:  # what is begun as these close is told so, and goes on at the next start
                if not self.closing:
                    raise

    def _at_work(self) -> threading.Event | None:
        """What is set at the end of a turn that is at work now."""
        with self._lock:
            return next(iter(self._settled.values()), None)

    def _run(self, key: tuple[str, int]) -> Session:
        self._ready()
        return self._program.work(*key, progress=lambda progress: self._note(key, progress))

    def _note(self, key: tuple[str, int], progress: "Progress") -> None:
        with self._lock:
            self._steps[key] = _after(self._steps.get(key, Steps()), progress)

    def _settle(self, key: tuple[str, int], job: "Future[Session]") -> None:
        error = None if job.cancelled() else job.exception()
        stopped = None
        if error is not None and not isinstance(error, SessionBusy):
            message = (
                str(error) if isinstance(error, ThreatparleyError) else "Something went wrong that was not foreseen."
            )
            stopped = Stopped(number=key[1], message=message, detail=type(error).__name__, id=secrets.token_hex(4))
            _LOG.error("turn %s of a session stopped, error %s: %s", key[1], stopped.id, trace_of(error))
        self._let_go(key, stopped)

    def _let_go(self, key: tuple[str, int], stopped: Stopped | None) -> None:
        with self._lock:
            self._steps.pop(key, None)
            self._jobs.pop(key, None)
            if stopped is not None:
                self._stopped[key] = stopped
            self._settled.pop(key).set()


def _after(steps: Steps, progress: "Progress") -> Steps:
    """The steps with one more of them, or with further words."""
    if progress.words:
        return steps.model_copy(update={"words": (*steps.words, progress.words)[-_MOST_WORDS:]})
    before = steps.finished
    finished = before if before[-1:] == (progress.label,) else (*before, progress.label)
    return steps.model_copy(update={"finished": finished, "done": progress.done, "total": progress.total})


def _log_failure(job: "Future[None]") -> None:
    if error := job.exception():
        _LOG.error("work beside the pages failed: %s", trace_of(error))
