"""The durable engine: the same outcomes as the pool, each item once, whatever is killed meanwhile."""

import os
import signal
import time
from pathlib import Path

import pytest

from agent.portfolio import Item, Outcome, Standing
from agent.portfolio.durable import DurableRunner, Terms
from agent.portfolio.items import MOST_TRIES
from agent.portfolio.local_pool import LocalRunner
from tests.agent.portfolio.made import Benches, item, items
from tests.agent.postgres import Cluster


@pytest.fixture
def benches(tmp_path: Path) -> Benches:
    (tmp_path / "begun").mkdir()
    return Benches(tmp_path / "begun")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def terms(request: pytest.FixtureRequest, tmp_path: Path) -> Terms:
    database = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("cluster")
        database = cluster.create(f"portfolio_{os.urandom(4).hex()}")
    return Terms(database=database, version="v1", places=tmp_path / "places")


def outcomes(runner: DurableRunner, given: list[Item]) -> dict[str, Outcome]:
    found = list(runner.run(given))
    names = [one.name for one in found]
    assert len(names) == len(set(names)), "an item came twice"
    return {one.name: one for one in found}


def test_both_runners_give_the_same_outcomes_and_a_second_run_drafts_nothing(benches: Benches, terms: Terms) -> None:
    given = [*items(12), item("poison", "fails"), item("empty", "unusable")]
    durable = outcomes(DurableRunner(benches, 2, terms), given)
    assert [benches.begun(one.name) for one in given] == [1] * 12 + [MOST_TRIES, 1]
    again = outcomes(DurableRunner(benches, 2, terms), given[:12])
    assert [benches.begun(one.name) for one in given[:12]] == [1] * 12
    local = {one.name: one for one in LocalRunner(benches, 2).run(given)}
    assert durable == local
    assert again == {name: local[name] for name in again}


def test_what_was_set_aside_is_tried_again_by_the_next_run(benches: Benches, terms: Terms) -> None:
    outcomes(DurableRunner(benches, 1, terms), [item("poison", "fails")])
    found = outcomes(DurableRunner(benches, 1, terms), [item("poison", "fails")])
    assert found["poison"].standing is Standing.ASIDE
    assert benches.begun("poison") == 2 * MOST_TRIES


@pytest.mark.postgres
def test_two_machines_share_the_items_and_both_get_every_outcome(
    benches: Benches, cluster: Cluster, tmp_path: Path
) -> None:
    database = cluster.create(f"portfolio_{os.urandom(4).hex()}")
    both = [
        DurableRunner(benches, 1, Terms(database=database, version="v1", places=tmp_path / name)).run(items(16))
        for name in ("here", "there")
    ]
    found: list[set[str]] = [set(), set()]
    for one in both[0]:
        found[0].add(one.name)
    for one in both[1]:
        found[1].add(one.name)
    assert found[0] == found[1] == {one.name for one in items(16)}
    assert all(benches.begun(one.name) == 1 for one in items(16))


@pytest.mark.postgres
def test_every_item_is_done_once_while_workers_are_killed_and_the_database_restarts(
    benches: Benches, cluster: Cluster, tmp_path: Path
) -> None:
    database = cluster.create(f"portfolio_{os.urandom(4).hex()}")
    terms = Terms(database=database, version="v1", places=tmp_path / "places")
    killed: list[int] = []

    def trouble(seconds: float) -> None:
        time.sleep(seconds)
        looks.append(seconds)
        if len(looks) % 8 == 0 and (alive := runner.nursery.executors):
            os.kill(alive[0], signal.SIGKILL)
            killed.append(alive[0])
        if len(looks) in (12, 30):
            cluster.stop("immediate")
            cluster.start()

    looks: list[float] = []
    runner = DurableRunner(benches, 2, terms, pause=trouble)
    found = outcomes(runner, items(60))
    assert len(found) == 60
    assert {one.standing for one in found.values()} == {Standing.DONE}
    assert killed
    assert all(one.native == f"words of {name}".encode() for name, one in found.items())


def test_items_of_another_version_are_left_to_it(benches: Benches, tmp_path: Path) -> None:
    database, places = f"sqlite:///{tmp_path / 'engine.sqlite'}", tmp_path / "places"
    older = DurableRunner(benches, 1, Terms(database=database, version="older", places=places))
    stopped = older.run([item(f"system-{place}", terms="older") for place in range(40)])
    next(stopped)
    older.close()
    begun = len(benches.order)
    newer = DurableRunner(benches, 1, Terms(database=database, version="newer", places=places))
    found = outcomes(newer, [item(f"system-{place}", terms="newer") for place in range(3)])
    assert {one.standing for one in found.values()} == {Standing.DONE}
    assert len(benches.order) == begun + 3


@pytest.mark.postgres
def test_a_large_tenant_does_not_keep_a_small_one_waiting(benches: Benches, cluster: Cluster, tmp_path: Path) -> None:
    database = cluster.create(f"portfolio_{os.urandom(4).hex()}")
    places = tmp_path / "places"

    def runner(tenant: str) -> DurableRunner:
        return DurableRunner(benches, 1, Terms(database=database, version="v1", places=places, tenant=tenant))

    large, small = runner("large"), runner("small")
    many = large.run([item(f"large-{place}", terms="large") for place in range(80)])
    next(many)
    few = [one.name for one in small.run([item(f"small-{place}", terms="small") for place in range(6)])]
    last = max(benches.order.index(name) for name in few)
    first = min(benches.order.index(name) for name in few)
    between = [name for name in benches.order[first:last] if name.startswith("large")]
    large.close()
    assert len(few) == 6
    assert len(between) <= 4 * len(few)


def test_a_tenant_begins_no_more_in_a_minute_than_the_rate_allows(benches: Benches, tmp_path: Path) -> None:
    terms = Terms(
        database=f"sqlite:///{tmp_path / 'engine.sqlite'}", version="v1", places=tmp_path / "places",
        asks_model=True, per_minute=3,
    )  # fmt: skip
    stop = _Looks()
    runner = DurableRunner(benches, 2, terms, pause=stop)
    found = []
    try:
        for one in runner.run(items(8)):
            found.append(one)
            stop.left = 12
    except _Enough:
        pass
    assert len(found) == len(benches.order) == 3


class _Enough(Exception):
    """As many looks were made as were wanted."""


class _Looks:
    """Pauses, and ends the run once nothing came for a number of looks after the first find."""

    def __init__(self) -> None:
        self.left = 400

    def __call__(self, seconds: float) -> None:
        time.sleep(seconds)
        self.left -= 1
        if self.left < 0:
            raise _Enough
