"""A turn of which nothing is kept goes the same way as the graph, without LangGraph."""

import subprocess
import sys
from typing import Any

import pytest

from agent.domain.model import ThreatModel
from agent.graph.build import TurnGraph, build_graph
from agent.graph.state import TurnState
from agent.graph.unkept_run import Unkept, UnkeptRun
from agent.graph.wiring import wiring_of
from tests.agent.graph.test_build import CATALOG, bench, first
from tests.agent.scripted import ScriptedAnalyst
from tests.agent.test_facilitator import BOT

DRAFTED = ["read", "apply", "assess", "suggest", "compose", "check", "apply", "ask", "reply"]


def steps_of(turns: Any, text: str) -> tuple[list[str], TurnState]:
    names, states = zip(*turns.run("one", first(text), bench(ThreatModel())), strict=True)
    return list(names), states[-1]


def unkept() -> UnkeptRun:
    return UnkeptRun(wiring_of(ScriptedAnalyst(CATALOG), CATALOG))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (BOT, DRAFTED),
        (f"{BOT}\nfact sends_money yes", DRAFTED),
        ("fact no_such_fact yes", ["read", "apply", "ask", "reply"]),
        ("help", ["read", "apply", "ask", "reply"]),
        ("undo", ["read", "restore", "ask", "reply"]),
        (f"{BOT}\nundo", ["read", "restore", "ask", "reply"]),
    ],
)
def test_steps_and_state_are_those_of_the_graph(text: str, steps: list[str]) -> None:
    names, state = steps_of(unkept(), text)
    assert names == [*steps, ""]
    assert (names, state) == steps_of(TurnGraph(build_graph(ScriptedAnalyst(CATALOG), CATALOG), None), text)


def test_a_fault_of_a_step_comes_out() -> None:
    with pytest.raises(KeyError):
        steps_of(unkept(), "crashes")


def test_it_is_wired_when_the_first_turn_runs_and_once() -> None:
    wired: list[int] = []
    runs = Unkept(lambda: wired.append(1) or wiring_of(ScriptedAnalyst(CATALOG), CATALOG))  # type: ignore[func-returns-value]  # counts
    assert wired == []
    assert runs.graph() is runs.graph()
    assert wired == [1]


def test_it_needs_no_langgraph() -> None:
    asked = "import agent.graph.unkept_run, agent.graph.run, agent.assembly, sys; print('langgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "False"
