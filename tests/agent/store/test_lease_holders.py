"""Only a holder that is known to be dead counts as gone."""

import os
import subprocess

from agent.store import new_holder
from agent.store.lease_holders import hold, is_gone, let_go


def test_a_living_holder_is_not_gone() -> None:
    holder = new_holder()
    hold(holder)
    assert not is_gone(holder)


def test_a_holder_of_this_process_that_let_go_is_gone() -> None:
    holder = new_holder()
    hold(holder)
    let_go(holder)
    assert is_gone(holder)


def test_two_holders_of_one_process_differ() -> None:
    assert new_holder() != new_holder()


def test_a_process_that_ended_is_gone() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait(timeout=30)
    place, _, _, token = new_holder().split("|")
    assert is_gone("|".join((place, str(ended.pid), "12345", token)))


def test_a_number_given_to_a_new_process_does_not_revive_the_old_one() -> None:
    place, _, started, token = new_holder().split("|")
    assert is_gone("|".join((place, str(os.getpid()), f"{started}0", token)))


def test_a_holder_elsewhere_cannot_be_judged() -> None:
    _, process, started, token = new_holder().split("|")
    assert not is_gone("|".join(("another-machine", process, f"{started}0", token)))
    assert not is_gone("something else")
