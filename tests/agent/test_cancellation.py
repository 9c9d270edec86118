"""A run is ended from outside, also while it only computes, and leaves nothing behind that reaches other work."""

import subprocess
import sys
import threading

import pytest

from agent.cancellation import Run
from agent.graph.run import TurnStopped

AFTER_A_RUN = """
import sys, threading
from agent.cancellation import Run
Run().of(lambda: None)
run = Run()
begun = threading.Event()
def compute():
    begun.set()
    while True:
        pass
ender = threading.Thread(target=lambda: (begun.wait(), run.end()))
ender.start()
try:
    run.of(compute)
except BaseException as stopped:
    print(type(stopped).__name__)
ender.join()
seen = []
sys.setprofile(lambda frame, event, told: seen.append(event))
(lambda: None)()
sys.setprofile(None)
print("call" in seen)
"""


def test_a_run_that_only_computes_is_ended() -> None:
    run, outcome = Run(), list[str]()

    def compute() -> None:
        while True:
            pass

    def work() -> None:
        try:
            run.of(compute)
        except TurnStopped:
            outcome.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    assert run.begun.wait(60)
    assert run.end()
    thread.join(60)
    assert outcome == ["stopped"]


def test_a_run_that_has_ended_is_not_ended_again() -> None:
    run = Run()
    assert run.of(lambda: 7) == 7
    assert run.end()


def test_an_error_of_the_work_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        Run().of(lambda: 1 // 0)


def test_nothing_is_left_behind_in_the_interpreter() -> None:
    # an error taken back the wrong way makes Python look for it for ever, and stand still as soon as it is watched
    done = subprocess.run([sys.executable, "-c", AFTER_A_RUN], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["TurnStopped", "True"], done.stderr
