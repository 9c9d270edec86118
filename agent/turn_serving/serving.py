"""Work on turns as one is told, and tell how far they are."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from agent.cancellation import Run
from agent.domain.sessions.session import Session
from agent.errors import trace_of
from agent.graph.state import Bench, Progress
from agent.portfolio.worker_process import end_with
from agent.store import Lease, Pending
from agent.turn_processes.messages import (
    Asks,
    Begun,
    Counted,
    Done,
    FromProcess,
    Hush,
    Leave,
    LetGo,
    Order,
    Over,
    Stepped,
    Stuck,
)
from agent.worker import OnStep, TurnWorker, log
from knowledge.errors import ThreatparleyError
from knowledge.owners_words import let_go_every, let_words_go

if TYPE_CHECKING:
    from agent.assembly import Loaded

_MOST_THREADS = 64
_KEEP_SECONDS = 600
"""For how long at most words are kept here that another program has removed."""


def serve(template: int, connection: Connection, loaded: "Loaded") -> None:
    """Work until told to leave, or until nobody is there any more."""
    end_with(template)
    telling = Telling(connection)
    let_go_every(_KEEP_SECONDS, threading.Event())
    worker = loaded.turn_worker(partial(TellingWorker, telling), lambda: telling.trouble)
    worker.pulse.heard = telling.counted
    threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="order")
    try:
        while not isinstance(wish := connection.recv(), Leave):
            if isinstance(wish, Order):
                telling.trouble = wish.trouble
                threads.submit(_carry_out, worker, telling, wish)
            elif isinstance(wish, Hush):
                _hush(worker, wish)
            elif isinstance(wish, LetGo):
                let_words_go()
    except (EOFError, OSError):
        return
    worker.close()
    threads.shutdown(wait=True)


class Telling:
    """What is told to whoever began this process; safe to use from every thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self.trouble = ""
        """What is wrong with the search, as was told with the last order."""
        self.order = threading.local()
        """Its ``task`` is the order that a thread carries out."""

    def tell(self, told: FromProcess) -> None:
        """Tell something; that nobody hears it is found out where orders are taken."""
        with self._lock:
            try:
                self._connection.send(told)
            except OSError:
                return

    def counted(self, name: str, amount: float, kind: str) -> None:
        """Tell what was counted."""
        self.tell(Counted(name, amount, kind))


class TellingWorker(TurnWorker):
    """A worker that tells which turn it is at; a run beyond its time ends with its process."""

    def __init__(self, telling: Telling, *parts: Any) -> None:
        super().__init__(*parts)
        self._telling = telling

    def _one(self, lease: Lease, pending: Pending, on_step: OnStep | None) -> None:
        here = (self._telling.order.task, lease.session, pending.turn.number)
        self._telling.tell(Begun(*here))
        try:
            super()._one(lease, pending, on_step)
        finally:
            self._telling.tell(Over(*here))

    def _laid_out(self, session_id: str, number: int, listened: bool) -> tuple[Session, Bench]:
        session, bench = super()._laid_out(session_id, number, listened)
        bench.on_asking = partial(self._telling.tell, Asks(session_id, number))
        return session, bench

    def _end_run(self, running: Run) -> None:
        self._telling.tell(Stuck())


def _carry_out(worker: TurnWorker, telling: Telling, order: Order) -> None:
    telling.order.task = order.task

    def on_step(progress: Progress) -> None:
        telling.tell(Stepped(order.task, progress))

    problem: Exception | None = None
    try:
        worker.work(order.session, order.number, on_step if order.listened else None, order.wait)
    except Exception as raised:  # whatever it is, whoever waits for it is told
        problem = _sendable(raised)
    telling.tell(Done(order.task, problem))


def _hush(worker: TurnWorker, wish: Hush) -> None:
    if wish.number is None:
        worker.hush_all(wish.session)
    else:
        worker.hush(wish.session, wish.number)


def _sendable(problem: Exception) -> Exception:
    """An error as it arrives elsewhere; where one came from that nobody foresaw goes to the log."""
    if not isinstance(problem, ThreatparleyError):
        log.error("an order for a turn failed with %s", trace_of(problem))
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:  # an error may be made of anything
        return RuntimeError(type(problem).__name__)
    return problem
