"""Only so many calls go out at once; whoever waits is not on the clock, and leaves where waiting has no point."""

import threading
from dataclasses import dataclass, field

import pytest

from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, Message, Patience
from agent.llm.costs.budget import Limits, TokenBudget
from agent.llm.endpoint.concurrency_limit import Seats
from agent.llm.errors import Kind, ModelError
from agent.llm.turn_log import TurnLog, writing_in

CALL = Call("read", (Message("user", "x"),))


@dataclass
class Slow:
    """Answers once it may, and notes how many calls it had at once and how long each might take."""

    host: str = "h"
    model: str = "m"
    told: ModelError | None = None
    here: int = 0
    most: int = 0
    seconds: list[float] = field(default_factory=list)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def complete(self, call: Call, patience: Patience) -> Answer:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
            self.seconds.append(patience.seconds)
        self.begun.release()
        assert self.go.wait(60)
        with self.lock:
            self.here -= 1
        if self.told is not None:
            raise self.told
        return Answer("fine")


def log() -> TurnLog:
    return TurnLog(budget=TokenBudget(Limits(), Memory()), until=1e12)


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_calls_go_out_at_once_than_there_are_places(places: int) -> None:
    slow = Slow()
    seats = Seats(slow, places)
    threads = [threading.Thread(target=seats.complete, args=(CALL, Patience(60))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(places):
        assert slow.begun.acquire(timeout=60)
    slow.go.set()
    for thread in threads:
        thread.join()
    assert (slow.most, len(slow.seconds)) == (places, 8)


def test_a_call_has_its_whole_time_when_it_is_sent_and_never_more_than_the_turn() -> None:
    now = [1000.0]
    slow = Slow()
    slow.go.set()
    seats = Seats(slow, 1, lambda: now[0])
    seats.complete(CALL, Patience(20, until=1048.0))
    now[0] = 1025.0  # it waited that long for its place
    seats.complete(CALL, Patience(20, until=1048.0))
    now[0] = 1038.0
    seats.complete(CALL, Patience(20, until=1048.0))
    assert slow.seconds == [20, 20, 10]
    now[0] = 1048.0
    with pytest.raises(ModelError) as caught:
        seats.complete(CALL, Patience(20, until=1048.0))
    assert caught.value.kind is Kind.TIMEOUT
    assert len(slow.seconds) == 3


def test_who_stands_in_line_leaves_when_the_owner_stops_the_model() -> None:
    slow, stop = Slow(), threading.Event()
    seats = Seats(slow, 1)
    first = threading.Thread(target=seats.complete, args=(CALL, Patience(60)))
    first.start()
    assert slow.begun.acquire(timeout=60)
    stop.set()
    with pytest.raises(ModelError) as caught:
        seats.complete(CALL, Patience(60, stop))
    assert caught.value.kind is Kind.STOPPED
    slow.go.set()
    first.join()


@pytest.mark.parametrize("kind", [Kind.UNREACHABLE, Kind.KEY, Kind.NOT_LOADED])
def test_who_stands_in_line_is_spared_an_endpoint_that_is_down(kind: Kind) -> None:
    slow, turn_log, met = Slow(told=ModelError(kind, "h", "m")), log(), list[Kind]()
    seats = Seats(slow, 1)

    def ask() -> None:
        with writing_in(turn_log):
            try:
                seats.complete(CALL, Patience(60))
            except ModelError as problem:
                met.append(problem.kind)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert slow.begun.acquire(timeout=60)
    slow.go.set()
    for thread in threads:
        thread.join()
    assert met == [kind] * 5
    assert len(slow.seconds) == 1
