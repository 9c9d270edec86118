"""What one person may ask for is looked at before anything is accepted, and what is refused costs nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import Principal
from agent.domain.sessions.session import Said
from agent.errors import OverLimit
from agent.facilitator import Facilitator
from agent.fairness import Allowance, Allowances, Used
from tests.agent.scripted import scripted

ANNA, BEN = (Principal.signed_in("https://sign-in.example", name, name) for name in ("anna", "ben"))


class Clock:
    """Seconds that are set."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


def never() -> bool:
    return False


def test_a_bucket_is_emptied_turn_by_turn_and_fills_again_evenly() -> None:
    clock = Clock()
    allowances = Allowances(Allowance(turns_per_minute=3), now=clock)
    for _ in range(3):
        allowances.turn("anna", never)
    with pytest.raises(OverLimit, match=r"3 turns a minute .* Send it again in 20 s") as refusal:
        allowances.turn("anna", never)
    assert (refusal.value.limit, refusal.value.retry_seconds) == ("turns", 20)
    allowances.turn("ben", never)
    clock.seconds += 20
    allowances.turn("anna", never)
    with pytest.raises(OverLimit):
        allowances.turn("anna", never)


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    clock = Clock()
    allowances = Allowances(Allowance(turns_per_minute=1), now=clock)
    allowances.turn("anna", never)
    clock.seconds -= 3600
    with pytest.raises(OverLimit):
        allowances.turn("anna", never)


def test_tokens_of_a_day_are_free_again_at_midnight_and_never_asked_of_who_stays_offline() -> None:
    clock = Clock()
    clock.seconds = 86_400 * 20_000 + 86_000
    allowances = Allowances(Allowance(tokens_per_day=100), tokens_today=lambda _: 100, now=clock)
    with pytest.raises(OverLimit, match="stay offline") as refusal:
        allowances.turn("anna", lambda: True)
    assert refusal.value.retry_seconds == 400
    allowances.turn("anna", never)


def test_refusals_are_counted_by_the_limit_that_refuses() -> None:
    told: list[str] = []
    allowances = Allowances(Allowance(sessions=1, megabytes=1), lambda _: Used(1, 2_000_000), refused=told.append)
    with pytest.raises(OverLimit):
        allowances.session("anna")
    with pytest.raises(OverLimit):
        allowances.turn("anna", never)
    assert told == ["sessions", "bytes"]


@pytest.fixture
def limited(tmp_path: Path, store_url: str) -> Facilitator:
    return scripted(tmp_path, database_url=store_url, sessions_per_person=2, turns_per_minute=2)


def test_models_are_counted_for_whoever_began_them_and_a_deleted_one_makes_room(limited: Facilitator) -> None:
    anna, ben = limited.as_(ANNA), limited.as_(BEN)
    first = anna.start()
    anna.import_model(ThreatModel())
    acts: tuple[Callable[[], object], ...] = (
        anna.start,
        partial(anna.import_model, ThreatModel()),
        partial(anna.duplicate, first.id),
    )
    for act in acts:
        with pytest.raises(OverLimit, match="you have 2 and may have 2"):
            act()
    ben.start()
    anna.delete(first.id)
    anna.start()
    limited.close()


def test_a_turn_that_is_refused_was_not_accepted(limited: Facilitator) -> None:
    anna = limited.as_(ANNA)
    session = anna.start()
    for place in range(2):
        anna.hear(session.id, Said(text="name Helpdesk", key=f"key-{place:05d}"))
    with pytest.raises(OverLimit, match="What you sent was not taken"):
        anna.hear(session.id, Said(text="name Helpdesk", key="key-00002"))
    assert [turn.said.key for turn in limited.open(session.id).turns] == ["key-00000", "key-00001"]
    limited.close()


def test_room_is_counted_in_bytes_of_versions_and_turns(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url, megabytes_per_person=1)
    anna = facilitator.as_(ANNA)
    session = anna.start()
    before = facilitator._store.held_by(ANNA.key)
    anna.hear(session.id, Said(text="name Helpdesk", key="key-00000"))
    after = facilitator._store.held_by(ANNA.key)
    assert before[0] == after[0] == 1
    assert after[1] > before[1] > 0
    assert facilitator._store.held_by(BEN.key) == (0, 0)
    facilitator.close()


def test_without_settings_nobody_is_limited(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url)
    assert facilitator.allowances.most == Allowance()
    facilitator.close()
