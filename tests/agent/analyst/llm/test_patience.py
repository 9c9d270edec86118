"""Calls are repeated where that helps, within their time, and an endpoint that fails is left alone for a while."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from agent.llm.calls import Answer, Call, Message, Patience
from agent.llm.endpoint.retry import Circuit, PatientClient
from agent.llm.errors import Kind, ModelError

CALL = Call("read", (Message("user", "x"),))


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class Waiting(threading.Event):
    """A signal that never comes; waiting for it moves the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock, self.waits = clock, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        self._clock.now += timeout or 0
        return False


@dataclass
class Failing:
    """Fails as told, call by call, then answers."""

    told: list[ModelError | None]
    host: str = "h"
    model: str = "m"
    calls: int = 0
    seconds: list[float] = field(default_factory=list)

    def complete(self, call: Call, patience: Patience) -> Answer:
        self.calls += 1
        self.seconds.append(patience.seconds)
        problem = self.told[self.calls - 1] if self.calls <= len(self.told) else None
        if problem is not None:
            raise problem
        return Answer("fine")


def fault(kind: Kind, wait: float | None = None) -> ModelError:
    return ModelError(kind, "h", "m", wait=wait)


def patient(inner: Failing, clock: Clock, chance: Callable[[], float] = lambda: 0.0) -> PatientClient:
    return PatientClient(inner, Circuit(clock), chance, clock)


def ask(client: PatientClient, clock: Clock, seconds: float = 60) -> tuple[Answer | ModelError, list[float]]:
    signal = Waiting(clock)
    try:
        return client.complete(CALL, Patience(seconds, signal)), signal.waits
    except ModelError as problem:
        return problem, signal.waits


@pytest.mark.parametrize("kind", [Kind.BUSY, Kind.SERVER])
def test_what_passes_is_tried_three_times_at_most(kind: Kind) -> None:
    clock = Clock()
    inner = Failing([fault(kind)] * 9)
    found, waits = ask(patient(inner, clock), clock)
    assert isinstance(found, ModelError)
    assert (inner.calls, waits) == (3, [0.4, 0.8])


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.BUSY, Kind.SERVER}))
def test_everything_else_is_tried_once(kind: Kind) -> None:
    clock = Clock()
    inner = Failing([fault(kind)])
    ask(patient(inner, clock), clock)
    assert inner.calls == 1


@pytest.mark.parametrize(
    ("wait", "seconds", "waits", "calls"),
    [(1.0, 60, [1.0], 2), (3600.0, 60, [], 1), (None, 60, [0.4], 2), (15.0, 10, [], 1), (0.0, 60, [0.0], 2)],
)
def test_a_wish_for_a_pause_is_kept_while_it_fits(
    wait: float | None, seconds: float, waits: list[float], calls: int
) -> None:
    clock = Clock()
    inner = Failing([fault(Kind.BUSY, wait)])
    _, waited = ask(patient(inner, clock), clock, seconds)
    assert (waited, inner.calls) == (waits, calls)


def test_pauses_differ_so_that_many_callers_do_not_come_back_together() -> None:
    pauses = set()
    for seed in range(5):
        clock = Clock()
        _, waits = ask(patient(Failing([fault(Kind.SERVER)]), clock, random.Random(seed).random), clock)
        pauses.add(waits[0])
    assert len(pauses) == 5
    assert all(0.4 <= pause <= 0.6 for pause in pauses)


def test_every_try_gets_only_what_is_left_of_the_time() -> None:
    clock = Clock()
    inner = Failing([fault(Kind.SERVER), fault(Kind.SERVER)])
    ask(patient(inner, clock), clock, 10)
    assert inner.seconds == pytest.approx([10, 9.6, 8.8])


def test_a_stop_ends_the_waiting() -> None:
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(ModelError) as caught:
        PatientClient(Failing([fault(Kind.BUSY, 5)])).complete(CALL, Patience(60, stopped))
    assert caught.value.kind is Kind.STOPPED


def test_a_wrong_key_is_not_tried_again_until_a_minute_is_over() -> None:
    clock = Clock()
    inner = Failing([fault(Kind.KEY)])
    client = patient(inner, clock)
    for _ in range(5):
        found, _ = ask(client, clock)
        assert isinstance(found, ModelError)
        assert found.kind is Kind.KEY
    assert inner.calls == 1
    clock.now += 61
    assert isinstance(ask(client, clock)[0], Answer)


def test_an_endpoint_that_is_away_rests_for_some_seconds_and_then_recovers() -> None:
    clock = Clock()
    inner = Failing([fault(Kind.UNREACHABLE)] * 3)
    client = patient(inner, clock)
    for _ in range(10):
        ask(client, clock)
    assert inner.calls == 3
    clock.now += 9
    assert isinstance(ask(client, clock)[0], Answer)


def test_one_bad_answer_does_not_make_an_endpoint_rest() -> None:
    clock = Clock()
    inner = Failing([fault(Kind.REFUSAL), fault(Kind.MALFORMED), fault(Kind.TRUNCATED), fault(Kind.EMPTY)])
    client = patient(inner, clock)
    for _ in range(4):
        ask(client, clock)
    assert isinstance(ask(client, clock)[0], Answer)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_a_flapping_endpoint_gets_at_most_half_as_many_calls_again(share: float) -> None:
    chance, clock = random.Random(11), Clock()
    inner = Failing([fault(Kind.SERVER) if chance.random() < share else None for _ in range(2_000)])
    client = patient(inner, clock)
    for _ in range(200):
        ask(client, clock)
        clock.now += 5
    assert inner.calls <= 1.5 * 200
