"""Work off accepted turns: one writer per session, in order, each within its deadline and ended exactly once."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from agent.cancellation import Run
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session, TurnStatus, Wish
from agent.domain.versions.conflicts import Step
from agent.errors import SessionBusy, StoreUnavailable, VersionConflict
from agent.graph.run import TurnRunner
from agent.graph.state import Bench, Finished, Progress
from agent.process_metrics import Outcome, Pulse
from agent.store import Lease, Pending, new_holder
from agent.turn_outcome import before, change_of, problem_of, stepped

if TYPE_CHECKING:
    from agent.store import SessionStore

log = logging.getLogger(__name__)

MOST_TRIES = 5
"""How often work on one turn may begin before it is given up; it ends the process each time."""

_STEP_ASIDE_SECONDS = 1.0
"""How long a run that was told to stop is waited for; what it does after that, the fence keeps out."""
_STORE_TRIES = (0.2, 0.5, 1.0)
CLOSING = "The program is closing. What you sent is kept and will be answered at the next start."

OnStep = Callable[[Progress], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds."""

    deadline: float = 60.0
    lease: float = 8.0


class TurnWorker:
    """Takes the session's lease, runs what waits, and stores what comes of it."""

    def __init__(
        self, store: "SessionStore", runner: TurnRunner, clock: Clock, limits: Limits, pulse: Pulse | None = None
    ) -> None:
        self._store, self._runner, self._clock, self._limits = store, runner, clock, limits
        self.pulse = pulse or Pulse()
        self._closing, self._busy = threading.Event(), _Busy()
        self._threads = futures.ThreadPoolExecutor(max_workers=64, thread_name_prefix="turn")
        self._benches: dict[tuple[str, int], Bench] = {}
        """Of the turns at work here."""
        self._beginning = threading.Lock()

    def work(self, session: str, number: int, on_step: OnStep | None, wait: float | None = None) -> None:
        """See to it that a turn has ended, with those that wait before it; without a listener nothing is streamed."""
        with self.writing(session, wait, done=lambda: self._has_ended(session, number)) as lease:
            while lease is not None and (pending := self._store.begin_turn(lease, number)):
                self._one(lease, pending, on_step)

    @contextmanager
    def writing(
        self, session: str, wait: float | None = None, done: Callable[[], bool] = lambda: False
    ) -> Iterator[Lease | None]:
        """Hold the lease of a session; None once ``done`` says that there is nothing left to write."""
        with self._busy:
            lease = self._acquire(session, self._limits.deadline if wait is None else wait, done)
            try:
                yield lease
            finally:
                if lease is not None:
                    self._store.release_lease(lease)

    def can_hush(self, session: str, number: int) -> bool:
        """Whether a language model has a part in a turn at work here that nobody has stopped yet."""
        bench = self._benches.get((session, number))
        return bench is not None and bench.asks and not bench.hush.is_set()

    def hush(self, session: str, number: int) -> bool:
        """Stop the language model's part of a turn at work here; false where there is none."""
        bench = self._benches.get((session, number))
        if bench is None or not bench.asks:
            return False
        bench.hush.set()
        return True

    def hush_all(self, session: str) -> None:
        """Stop the language model's part of every turn of a session at work here; one that begins now looks itself."""
        with self._beginning:
            for (owner, _), bench in tuple(self._benches.items()):
                if owner == session:
                    bench.hush.set()

    def forget(self, session: str) -> None:
        """Drop the checkpoints of all turns of a session, those too that a crash left of turns that have ended."""
        for turn in self._store.numbers(session):
            self._runner.forget(session, turn)

    def scrub(self) -> None:
        """Leave no bytes of dropped checkpoints behind."""
        self._runner.scrub()

    def warm_up(self) -> None:
        """Load what the first turn needs."""
        self._runner.warm_up()

    def close(self) -> None:
        """Stop between two steps; what is under way stays accepted and goes on at the next start."""
        self._closing.set()
        self._busy.wait_until_idle(2 * _STEP_ASIDE_SECONDS)
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._runner.close()

    def _acquire(self, session: str, wait: float, done: Callable[[], bool]) -> Lease | None:
        holder, until, pause = new_holder(), time.monotonic() + wait, 0.01
        while not done():
            if self._closing.is_set():
                raise SessionBusy(CLOSING)
            lease = self._store.acquire_lease(session, holder, self._limits.lease)
            if lease is not None:
                return lease
            if time.monotonic() >= until:
                raise SessionBusy(
                    "Another turn of this session is still at work. Nothing was lost: what you sent is kept and will "
                    "be answered after it. Try again shortly."
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        return None

    def _has_ended(self, session: str, number: int) -> bool:
        return self._store.turn_status(session, number) is not TurnStatus.ACCEPTED

    def _one(self, lease: Lease, pending: Pending, on_step: OnStep | None) -> None:
        """Run one turn and end it, with a reply or with a plain problem."""
        number, started = pending.turn.number, time.monotonic()
        if pending.tries >= MOST_TRIES:
            self._fail(lease, number, f"This could not be finished in {pending.tries} tries and was given up.")
            return
        session, bench = self._laid_out(lease.session, number, on_step is not None)
        steps: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
        running = Run()
        work = partial(self._runner.run, bench, pending.turn, pending.notes, steps.put)
        run: futures.Future[Finished] = self._threads.submit(running.of, work)
        run.add_done_callback(lambda _: steps.put(None))
        in_time: bool | None = None
        try:
            in_time = self._watch(lease, running.begun, steps, on_step)
        finally:
            self._benches.pop((lease.session, number), None)
            if not run.done():
                bench.stop.set()
                bench.hush.set()
                futures.wait([run], timeout=_STEP_ASIDE_SECONDS)
                if in_time is False and not run.done():
                    self._end_run(running)
            failed = in_time is False or (run.done() and run.exception() is not None)
            outcome: Outcome = "left" if in_time is None else "failed" if failed else "done"
            self.pulse.turn(time.monotonic() - started, outcome)
        if not in_time:
            self._fail_late(lease, number)
        else:
            self._end(lease, pending, session, run)

    def _laid_out(self, session_id: str, number: int, listened: bool) -> tuple[Session, Bench]:
        """The session and the bench of a turn that begins; hushed where a later turn asks to stay offline."""
        with self._beginning:
            session = self._store.open(session_id)
            bench = Bench(before(session, number), lambda wish: self._restored(session, wish), listened=listened)
            bench.past = lambda version: self._past(session, version)
            if any(turn.number > number and turn.said.stays_offline for turn in session.turns):
                bench.hush.set()
            self._benches[session_id, number] = bench
        return session, bench

    def _watch(
        self,
        lease: Lease,
        begun: threading.Event,
        steps: "queue.SimpleQueue[Progress | None]",
        on_step: OnStep | None,
    ) -> bool:
        """Hand on finished steps and keep the lease until the run ends; false when its time is over.

        Its time begins when a thread has begun it: no turn fails because it had to wait for one.
        """
        until = time.monotonic() + self._limits.deadline
        renew_at = time.monotonic() + lease.seconds / 3
        waited = not begun.is_set()
        while True:
            now = time.monotonic()
            if waited:
                until, waited = now + self._limits.deadline, not begun.is_set()
            if now >= until:
                return False
            if self._closing.is_set():
                raise SessionBusy(CLOSING)
            if now >= renew_at:
                self._keep(lease)
                renew_at = now + lease.seconds / 3
            try:
                step = steps.get(timeout=max(0.001, min(until - now, renew_at - now, 0.5)))
            except queue.Empty:
                continue
            if step is None:
                return True
            if on_step is not None:
                on_step(step)

    def _keep(self, lease: Lease) -> None:
        """Renew the lease; a store that is away for a moment decides nothing, the fence does."""
        try:
            if not self._store.renew_lease(lease):
                raise SessionBusy("This session was taken over by another worker; open it again to see its result.")
        except StoreUnavailable as problem:
            log.warning("a lease could not be renewed: %s", problem)

    def _end(self, lease: Lease, pending: Pending, session: Session, run: "futures.Future[Finished]") -> None:
        number, failure = pending.turn.number, run.exception()
        if failure is not None:
            self._fail(lease, number, problem_of(failure))
            return
        finished = run.result()
        change = change_of(session, pending.turn.said, number, finished)
        reply, base = finished.reply, session.version
        self._insist(lease, number, lambda: self._store.finish_turn(lease, number, base, change, reply, self._clock()))
        self._runner.forget(lease.session, number)

    def _fail(self, lease: Lease, number: int, problem: str) -> None:
        text = f"{problem} Your model is unchanged; say it again, or in other words."
        self._insist(lease, number, lambda: self._store.fail_turn(lease, number, text, self._clock()))
        self._runner.forget(lease.session, number)

    def _fail_late(self, lease: Lease, number: int) -> None:
        self._fail(lease, number, f"This took longer than {self._limits.deadline:g} s and was stopped.")

    def _end_run(self, running: Run) -> None:
        """Have a run end that goes on beyond its time."""
        threading.Thread(target=running.end, name="ending", daemon=True).start()

    def _insist(self, lease: Lease, number: int, write: Callable[[], object]) -> None:
        """Write, and try again while the store is away; an earlier try may have got through after all."""
        for place, pause in enumerate((*_STORE_TRIES, None)):
            try:
                write()
                return
            except StoreUnavailable as problem:
                if pause is None:
                    raise
                log.warning("a turn could not be stored yet: %s", problem)
                time.sleep(pause)
            except VersionConflict:
                if place and self._has_ended(lease.session, number):
                    return
                raise

    def _past(self, session: Session, version: int) -> tuple[Step, ...]:
        """The versions from one on that were made up to the present one."""
        lines = self._store.history(session.id)[version : session.version + 1]
        models = (self._store.model_at(session.id, line.version) for line in lines)
        return tuple(
            Step(author=line.author, by=line.by, at=line.at, model=model)
            for line, model in zip(lines, models, strict=True)
        )

    def _restored(self, session: Session, wish: Wish) -> tuple[int, ThreatModel] | None:
        place = self._store.place(session.id)
        target = place.earlier if wish is Wish.UNDO else place.later
        return None if target is None else (target, stepped(session.model, self._store.model_at(session.id, target)))


class _Busy:
    """Counts who is at work."""

    def __init__(self) -> None:
        self._count, self._changed = 0, threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait_until_idle(self, seconds: float) -> None:
        """Wait until nobody is at work, but not for ever."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, timeout=seconds)
