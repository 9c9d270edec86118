"""A call that takes too long is left behind, and does not pile up."""

from threading import Event

import pytest

from knowledge.deadline import Deadline


def test_an_answer_in_time_is_handed_on() -> None:
    assert Deadline[int](1).run(lambda: 7) == 7
    assert Deadline[int](None).run(lambda: 7) == 7


def test_an_error_is_handed_on() -> None:
    def fail() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError, match="x"):
        Deadline[int](1).run(fail)


def test_no_further_call_is_made_while_one_is_stuck() -> None:
    released, called = Event(), Event()
    deadline = Deadline[bool](0.05)

    def call() -> bool:
        called.set()
        return True

    with pytest.raises(TimeoutError, match="no answer within"):
        deadline.run(lambda: released.wait(5))
    with pytest.raises(TimeoutError, match="earlier call"):
        deadline.run(call)
    assert not called.is_set()
    released.set()
    assert deadline._stuck is not None
    deadline._stuck.join(2)
    assert deadline.run(lambda: True)
