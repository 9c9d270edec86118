"""One process that works on turns, as it is seen from here."""

import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue

from agent.turn_processes.messages import Asks, Counted, Done, FromProcess, OfTask, Order, Over, Stuck, ToProcess
from agent.turn_processes.template import LOST

Heard = SimpleQueue[OfTask | None]
"""What is told of one order; none at the end, where the process ended before it was carried out."""


class TurnProcess:
    """Hands out orders and takes in what is told; safe to use from every thread."""

    def __init__(
        self, connection: Connection, process: int, counted: Callable[[Counted], None],
        lost: "Callable[[TurnProcess], None]",
    ) -> None:  # fmt: skip
        """``lost`` is called at its end, before anybody who waits is told."""
        self.process, self._connection, self._counted, self._lost = process, connection, counted, lost
        self.retired = False
        """Whether nothing more is to be begun here."""
        self._lock, self._gone = threading.Lock(), False
        self._waiting: dict[int, Heard] = {}
        self._asking: set[tuple[str, int]] = set()
        self._reading = threading.Thread(target=self._read, name=f"turns-of-{process}", daemon=True)
        self._reading.start()

    def __len__(self) -> int:
        return len(self._waiting)

    def begin(self, order: Order) -> Heard:
        """Hand out an order."""
        heard: Heard = SimpleQueue()
        with self._lock:
            if self._gone:
                heard.put(None)
                return heard
            self._waiting[order.task] = heard
        self.tell(order)
        return heard

    def tell(self, wish: ToProcess) -> None:
        """Say something; where it is gone, whoever waits finds that out by itself."""
        with self._lock:
            try:
                self._connection.send(wish)
            except OSError:
                return

    def asks(self, session: str, number: int) -> bool:
        """Whether a language model has a part in a turn at work here, and nobody has stopped it."""
        return (session, number) in self._asking

    def hushed(self, session: str, number: int) -> bool:
        """Note that a language model's part was stopped; false where it has none."""
        there = self.asks(session, number)
        self._asking.discard((session, number))
        return there

    def wait_for_end(self, seconds: float) -> bool:
        """Whether it has ended, after waiting at most this long."""
        self._reading.join(seconds)
        return not self._reading.is_alive()

    def _read(self) -> None:
        try:
            while True:
                self._hear(self._connection.recv())
        except LOST:
            self.retired = True
        self._lost(self)
        with self._lock:
            self._gone = True
            left = tuple(self._waiting.values())
            self._waiting.clear()
            self._asking.clear()
            self._connection.close()
        for heard in left:
            heard.put(None)

    def _hear(self, told: FromProcess) -> None:
        if isinstance(told, Counted):
            self._counted(told)
        elif isinstance(told, Stuck):
            self.retired = True
        elif isinstance(told, Asks):
            self._asking.add((told.session, told.number))
        else:
            if isinstance(told, Over):
                self._asking.discard((told.session, told.number))
            heard = self._waiting.pop(told.task, None) if isinstance(told, Done) else self._waiting.get(told.task)
            if heard is not None:
                heard.put(told)
