"""A sign-out counts in every process that shares the store, from the next action on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.domain import Said
from agent.domain.sessions.principal import ANONYMOUS, LONGEST_SIGN_IN_HOURS, Principal, Role
from agent.errors import SignInNeeded
from agent.facilitator import Facilitator
from agent.store.tables import ended_sign_ins
from tests.agent.scripted import scripted

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def ana(sign_in: str) -> Principal:
    return Principal.signed_in("https://accounts.example", "u-1", "Ana", sign_in=sign_in * 64)


@dataclass
class Replicas:
    """Two programs over one store, at a time that the test chooses."""

    first: Facilitator
    second: Facilitator
    now: datetime = NOW


@pytest.fixture
def replicas(tmp_path: Path, store_url: str) -> Iterator[Replicas]:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    doors = [scripted(tmp_path / name, membership=True, database_url=store_url) for name in ("first", "second")]
    pair = Replicas(doors[0], doors[1])
    for door in doors:
        door._clock = lambda: pair.now
    yield pair
    for door in doors:
        door.close()


def test_the_very_next_action_at_another_replica_is_denied(replicas: Replicas) -> None:
    there = replicas.second.as_(ana("a"))
    session = there.start().id
    replicas.first.as_(ana("a")).sharing.sign_out()
    for action in (
        lambda: there.open(session),
        lambda: there.submit(session, Said(text="name Harbour", key="said-00001")),
        lambda: there.sessions(),
        lambda: there.start(),
        lambda: there.sharing.invite(session, Role.VIEWER),
        lambda: there.sharing.meet(),
        lambda: there.sharing.check_signed_in(),
    ):
        with pytest.raises(SignInNeeded, match="signed out in another window"):
            action()
    assert replicas.first.as_(ana("b")).open(session).turns == (), "nothing was taken of what was denied"


def test_another_sign_in_of_the_same_person_goes_on(replicas: Replicas) -> None:
    session = replicas.second.as_(ana("b")).start().id
    replicas.first.as_(ana("a")).sharing.sign_out()
    replicas.second.as_(ana("b")).sharing.check_signed_in()
    assert replicas.second.as_(ana("b")).open(session).id == session


def test_a_turn_that_was_accepted_before_is_answered(replicas: Replicas) -> None:
    door = replicas.second.as_(ana("a"))
    session = door.start().id
    number = door.submit(session, Said(text="name Harbour", key="said-00001"))
    replicas.first.as_(ana("a")).sharing.sign_out()
    replicas.second._worker.work(session, number, None)
    assert replicas.first.as_(ana("b")).open(session).model.system.name == "Harbour"


def test_who_has_not_signed_in_is_told_so_and_ends_nothing(replicas: Replicas) -> None:
    nobody = replicas.first.as_(ANONYMOUS)
    with pytest.raises(SignInNeeded):
        nobody.sharing.check_signed_in()
    nobody.sharing.sign_out()
    assert kept(replicas.first) == 0


def test_signing_out_twice_is_once_and_what_is_too_old_to_count_is_let_go(replicas: Replicas) -> None:
    replicas.first.as_(ana("a")).sharing.sign_out()
    with pytest.raises(SignInNeeded):
        replicas.second.as_(ana("a")).sharing.sign_out()
    assert kept(replicas.first) == 1
    replicas.now += timedelta(hours=LONGEST_SIGN_IN_HOURS + 2)
    replicas.second.as_(ana("b")).sharing.sign_out()
    assert kept(replicas.first) == 1


def kept(door: Facilitator) -> int:
    """How many sign-outs the store remembers."""
    with door._system._database.read() as connection:
        return len(connection.execute(ended_sign_ins.select()).all())
