"""The threads over the queue: results and errors reach whoever waits, and closing ends it."""

import threading
from concurrent.futures import CancelledError

import pytest

from agent.fairness import FairPool
from tests.waiting import until


def test_results_and_errors_reach_whoever_asked() -> None:
    pool = FairPool(workers=2, each=1, name="test")

    def fail() -> None:
        raise LookupError("not there")

    assert pool.submit("a", "1", lambda: 42).result(60) == 42
    with pytest.raises(LookupError, match="not there"):
        pool.submit("a", "1", fail).result(60)
    pool.close()


def test_a_flood_of_one_owner_does_not_hold_up_the_next() -> None:
    pool, gate = FairPool(workers=3, each=1, name="test"), threading.Event()
    flood = [pool.submit("flooder", str(number), lambda: gate.wait(60)) for number in range(50)]
    assert pool.submit("other", "1", lambda: "served").result(60) == "served"
    assert pool.load()[:2] == (2, 48)
    gate.set()
    assert all(one.result(60) for one in flood)
    pool.close()


def test_closing_finishes_what_is_at_work_and_cancels_what_waits() -> None:
    pool, gate, begun = FairPool(workers=1, each=1, name="test"), threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        gate.wait(60)
        return "done"

    first, second = pool.submit("a", "1", work), pool.submit("a", "1", work)
    assert begun.wait(60)
    assert pool.ahead("a", "1", second) == 0
    closing = threading.Thread(target=pool.close)
    closing.start()
    until(second.cancelled)
    gate.set()
    closing.join(60)
    assert first.result(0) == "done"
    with pytest.raises(CancelledError):
        second.result(0)
    with pytest.raises(RuntimeError, match="closing"):
        pool.submit("a", "1", work)
