"""A clock that is wrong costs nothing: order comes from numbers, leases and the audit from the database's own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.domain.sessions.session import Said
from agent.facilitator import Facilitator
from agent.store.access.audit import problems, read
from tests.agent.scripted import scripted

NOON = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half an hour before clocks go back in much of Europe."""


class Clock:
    """A clock that a test sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clocks() -> tuple[Clock, Clock]:
    return Clock(), Clock()


@pytest.fixture
def replicas(tmp_path: Path, store_url: str, clocks: tuple[Clock, Clock]) -> Iterator[tuple[Facilitator, Facilitator]]:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    made = [scripted(folder, clock, database_url=store_url) for folder, clock in zip(folders, clocks, strict=True)]
    yield made[0], made[1]
    for one in made:
        one.close()


@pytest.mark.parametrize(
    "apart", [timedelta(minutes=5), timedelta(hours=-1), timedelta(days=365), timedelta(days=-365)], ids=str
)
def test_turns_and_versions_stay_in_order_whatever_the_clocks_say(
    replicas: tuple[Facilitator, Facilitator], clocks: tuple[Clock, Clock], apart: timedelta
) -> None:
    one, two = replicas
    clocks[1].now = NOON + apart
    session = one.start().id
    for number, replica in enumerate((one, two, one, two, one)):
        replica.hear(session, Said(text=f"name Desk{number}", key=f"clock-{number:04}"))
    kept = two.open(session)
    assert [turn.number for turn in kept.turns] == [1, 2, 3, 4, 5]
    assert kept.model.system.name == "Desk4"
    assert [line.version for line in one.history(session)] == [0, 1, 2, 3, 4, 5]
    assert two.undo(session).model.system.name == "Desk3"
    with one._store._database.read() as connection:
        assert list(problems(connection)) == []
        times = [row.at for row in read(connection)]
    assert times == sorted(times), "the audit has the time of the database, not of a replica"
    assert all(abs(datetime.fromisoformat(at) - NOON) > timedelta(days=1) for at in times)
