"""The pool of this machine: every item ends once, whatever becomes of the processes."""

import itertools
import os
import signal
from pathlib import Path

import pytest

from agent.portfolio import Outcome, Standing
from agent.portfolio.items import MOST_TRIES
from agent.portfolio.local_pool import LocalRunner
from tests.agent.portfolio.made import Benches, item, items


@pytest.fixture
def benches(tmp_path: Path) -> Benches:
    return Benches(tmp_path)


def by_name(outcomes: list[Outcome]) -> dict[str, Outcome]:
    names = [outcome.name for outcome in outcomes]
    assert len(names) == len(set(names)), "an item ended twice"
    return {outcome.name: outcome for outcome in outcomes}


def test_every_item_is_done_once(benches: Benches) -> None:
    done = by_name(list(LocalRunner(benches, 2).run(items(30))))
    assert len(done) == 30
    assert {one.standing for one in done.values()} == {Standing.DONE}
    assert all(benches.begun(name) == 1 for name in done)


@pytest.mark.parametrize("words", ["fails", "crashes"])
def test_a_poison_item_is_set_aside_after_three_tries_and_the_others_finish(benches: Benches, words: str) -> None:
    done = by_name(list(LocalRunner(benches, 2).run([item("poison", words), *items(8)])))
    assert done["poison"].standing is Standing.ASIDE
    assert benches.begun("poison") == MOST_TRIES
    assert done["poison"].reason
    assert sum(one.standing is Standing.DONE for one in done.values()) == 8


def test_what_cannot_be_read_is_set_aside_at_once_with_its_reason(benches: Benches) -> None:
    (only,) = LocalRunner(benches, 1).run([item("empty", "unusable")])
    assert (only.standing, only.reason) == (Standing.ASIDE, "it is empty")
    assert benches.begun("empty") == 1


def test_a_process_that_is_killed_from_outside_costs_its_item_nothing(benches: Benches) -> None:
    done = by_name(list(LocalRunner(benches, 1).run([item("victim", "killed once"), *items(3)])))
    assert {one.standing for one in done.values()} == {Standing.DONE}
    assert benches.begun("victim") == 2


def test_an_item_that_takes_too_long_is_ended_and_set_aside(benches: Benches) -> None:
    hours = itertools.count(0, 3600)
    runner = LocalRunner(benches, 1, seconds=60, clock=lambda: float(next(hours)))
    done = by_name(list(runner.run([item("slow", "hangs")])))
    assert done["slow"].reason == f"it failed {MOST_TRIES} times: it took longer than 60 s"


def test_any_worker_may_be_killed_at_any_time(benches: Benches) -> None:
    runner = LocalRunner(benches, 2)
    done = []
    for outcome in runner.run(items(60)):
        done.append(outcome)
        if len(done) % 4 == 0 and runner.workers:
            os.kill(runner.workers[0], signal.SIGKILL)
    assert len(by_name(done)) == 60
    assert {one.standing for one in done} == {Standing.DONE}


def test_no_process_is_left_when_a_run_is_broken_off(benches: Benches) -> None:
    runner = LocalRunner(benches, 2)
    outcomes = runner.run(items(20))
    next(outcomes)
    runner.close()
    assert runner.workers == ()
