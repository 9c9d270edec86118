"""Turns run on workers; pages ask how far they have come."""

import threading
from collections.abc import Callable
from copy import copy

import pytest

from agent.domain.sessions.principal import Principal
from agent.domain.sessions.session import Said, Session
from agent.errors import AnalystError, SessionBusy, StoreUnavailable
from agent.graph.state import Progress
from tests.ui.fake import FakeFacilitator
from tests.waiting import until
from ui.turns import Steps, Turns


def said(text: str = "It reads mail.", key: str = "key-00001") -> Said:
    return Said(text=text, key=key)


@pytest.fixture
def at_work(facilitator: FakeFacilitator) -> tuple[Turns, Session]:
    return Turns(facilitator, workers=2), facilitator.start()


def test_a_submitted_turn_is_kept_at_once_and_done_soon(
    at_work: tuple[Turns, Session], facilitator: FakeFacilitator
) -> None:
    turns, session = at_work
    number = turns.submit(session.id, said())
    assert facilitator.open(session.id).turns[0].number == number == 1
    assert turns.wait(session.id, number, 60)
    assert facilitator.open(session.id).turns[0].reply is not None
    assert turns.steps(session.id, number) is None


def test_steps_are_named_while_a_turn_is_at_work(facilitator: FakeFacilitator) -> None:
    gate, arrived = threading.Event(), threading.Event()

    class Slow(FakeFacilitator):
        def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
            assert progress is not None
            progress(Progress(step="read", label="Read what you said", done=1, total=3))
            arrived.set()
            gate.wait(60)
            return super().work(session_id, number, progress)

    slow = Slow()
    turns, session = Turns(slow), slow.start()
    number = turns.submit(session.id, said())
    assert arrived.wait(60)
    steps = turns.steps(session.id, number)
    assert steps is not None
    assert steps.finished == ("Read what you said",)
    assert (steps.done, steps.total) == (1, 3)
    assert not turns.wait(session.id, number, 0.01)
    gate.set()
    assert turns.wait(session.id, number, 60)


def test_words_are_kept_beside_the_steps_and_count_as_none() -> None:
    talker = FakeFacilitator()
    talker.says, talker.asks_model = tuple(f"passage {number}" for number in range(40)), True
    turns, session = Turns(talker), talker.start()
    number = turns.submit(session.id, said())
    until(lambda: (turns.steps(session.id, number) or Steps()).words[-1:] == ("passage 39",))
    steps = turns.steps(session.id, number)
    assert steps is not None
    assert (len(steps.finished), steps.done, steps.hushed) == (1, 1, False)
    assert len(steps.words) == 24, "the latest are kept"
    assert turns.can_stop(session.id, number)
    assert turns.stop(session.id, number)
    assert not turns.can_stop(session.id, number)
    assert turns.wait(session.id, number, 60)


def test_what_has_no_language_model_cannot_be_stopped(at_work: tuple[Turns, Session]) -> None:
    turns, session = at_work
    assert not turns.stop(session.id, 1)


def test_an_error_stops_the_turn_keeps_it_and_can_be_tried_again(
    at_work: tuple[Turns, Session], facilitator: FakeFacilitator, caplog: pytest.LogCaptureFixture
) -> None:
    turns, session = at_work
    facilitator.fails = AnalystError("The analyst could not go on.")
    number = turns.submit(session.id, said())
    turns.wait(session.id, number, 60)
    stopped = until(lambda: turns.stopped(session.id, number))
    assert stopped is not None
    assert stopped.message == "The analyst could not go on."
    assert stopped.id in caplog.text
    turns.begin(session.id, number)
    assert turns.stopped(session.id, number) is not None, "it is not tried again by itself"
    facilitator.fails = None
    turns.again(session.id, number)
    assert turns.wait(session.id, number, 60)
    assert facilitator.open(session.id).turns[0].reply is not None


def test_a_session_that_another_worker_has_is_only_waited_for(
    at_work: tuple[Turns, Session], facilitator: FakeFacilitator
) -> None:
    turns, session = at_work
    facilitator.fails = SessionBusy("somebody else is at it")
    number = turns.submit(session.id, said())
    assert turns.wait(session.id, number, 60)
    turns.close()
    assert turns.stopped(session.id, number) is None


def test_many_tabs_on_one_session_lose_nothing(facilitator: FakeFacilitator) -> None:
    turns, session = Turns(facilitator, workers=4), facilitator.start()

    def tab(name: int) -> None:
        for index in range(10):
            number = turns.submit(session.id, said(f"message {index}", key=f"tab-{name}-{index:05d}"))
            turns.wait(session.id, number, 60)

    threads = [threading.Thread(target=tab, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    kept = facilitator.open(session.id).turns
    assert len(kept) == 40
    assert all(turn.reply is not None for turn in kept)


def test_the_log_tells_where_a_turn_stopped_but_none_of_the_words_in_the_error(
    facilitator: FakeFacilitator, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "what the owner wrote".upper()

    class Broken(FakeFacilitator):
        def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
            try:
                raise KeyError(canary)
            except KeyError as problem:
                raise StoreUnavailable(canary) from problem

    broken = Broken()
    turns, session = Turns(broken), broken.start()
    assert turns.wait(session.id, turns.submit(session.id, said()), 60)
    assert "KeyError" in caplog.text
    assert "in work" in caplog.text
    assert canary not in caplog.text


class Gated(FakeFacilitator):
    """Turns stand still until a gate opens; the order in which they are begun is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.begun = threading.Event(), list[str]()

    def as_(self, principal: Principal) -> "Gated":
        door = copy(self)
        door.principal = principal
        return door

    def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
        self.begun.append(session_id)
        self.gate.wait(60)
        return super().work(session_id, number, progress)


def test_one_session_takes_one_worker_however_many_turns_it_has() -> None:
    gated = Gated()
    turns, slow, other = Turns(gated, workers=2), gated.start(), gated.start()
    for place in range(4):
        turns.submit(slow.id, said(key=f"slow-{place:05d}"))
    turns.submit(other.id, said())
    until(lambda: len(gated.begun) == 1)
    assert (turns.steps(slow.id, 1) or Steps(ahead=9)).ahead is None
    assert (turns.steps(slow.id, 3) or Steps()).ahead == 2, "the other session has its turn in between"
    gated.gate.set()
    assert all(turns.wait(slow.id, number, 60) for number in range(1, 5))
    assert gated.begun[1] == other.id
    assert turns.load()[1] == 0


def test_people_take_turns_whoever_sends_most() -> None:
    gated = Gated()
    flooder, other = (
        gated.as_(Principal.signed_in("https://sign-in.example", name, name)) for name in ("flooder", "other")
    )
    turns = Turns(gated, workers=3, each=1)
    many = [gated.start().id for _ in range(6)]
    for name in many:
        turns.told_by(flooder).submit(name, said())
    mine = gated.start().id
    turns.told_by(other).submit(mine, said())
    until(lambda: mine in gated.begun)
    assert len(gated.begun) == 3, "two of the flooder, who was alone, and the other's at once"
    gated.gate.set()
    assert all(turns.wait(name, 1, 60) for name in (*many, mine))


def test_turns_that_wait_stay_kept_when_these_are_closed() -> None:
    gated = Gated()
    turns, session = Turns(gated, workers=1), gated.start()
    turns.submit(session.id, said(key="key-00001"))
    until(lambda: gated.begun)
    turns.submit(session.id, said(key="key-00002"))
    closing = threading.Thread(target=turns.close)
    closing.start()
    assert turns.wait(session.id, 2, 60)
    gated.gate.set()
    closing.join(60)
    assert [turn.reply is not None for turn in gated.open(session.id).turns] == [True, False]
    assert turns.stopped(session.id, 2) is None


def test_work_beside_the_pages_waits_for_turns_and_ends_when_they_are_closed() -> None:
    gate, begun, first = threading.Event(), threading.Event(), threading.Event()
    done: list[str] = []

    class Slow(FakeFacilitator):
        def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
            begun.set()
            gate.wait(60)
            done.append("turn")
            return super().work(session_id, number, progress)

    slow = Slow()
    turns, session = Turns(slow), slow.start()

    def resume() -> None:
        first.wait(60)
        done.append("resumed")

    turns.aside(resume, lambda: done.append("tidied"))
    turns.submit(session.id, said())
    assert begun.wait(60)
    first.set()
    until(lambda: done == ["resumed"])
    gate.set()
    until(lambda: done == ["resumed", "turn", "tidied"])
    closed = threading.Event()
    turns.aside(lambda: closed.wait(60), lambda: done.append("too late"))
    closing = threading.Thread(target=turns.close)
    closing.start()
    until(lambda: turns.closing)
    closed.set()
    closing.join(60)
    assert "too late" not in done
