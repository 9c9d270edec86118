"""The graph has the steps and routes that its picture shows, and keeps nothing but plain data."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Said, Session, Turn
from agent.domain.system import Component
from agent.errors import InputError
from agent.graph.build import TurnGraph, build_graph, served, sqlite_saver
from agent.graph.nodes import LABELS
from agent.graph.replay import model_of
from agent.graph.state import Bench, TurnState
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import ScriptedAnalyst, small_catalog
from tests.agent.test_facilitator import BOT, NOON

CATALOG = small_catalog()


def graph() -> Any:
    return build_graph(ScriptedAnalyst(CATALOG), CATALOG)


def session(model: ThreatModel | None = None) -> Session:
    return Session(id="a-session-for-tests", version=0, model=model or ThreatModel(), created=NOON)


def first(text: str) -> TurnState:
    turn = Turn(number=1, said=Said(text=text, key="key-12345"), at=NOON)
    return {"base": 0, "turn": turn.model_dump(mode="json"), "notes": []}


def bench(model: ThreatModel | None = None) -> Bench:
    return Bench(session=session(model), restorer=lambda _: None)


def test_the_picture_shows_the_steps_and_routes() -> None:
    drawn = graph().compile().get_graph()
    edges = {(edge.source, edge.target) for edge in drawn.edges}
    assert edges == {
        ("__start__", "read"), ("read", "apply"), ("read", "restore"), ("restore", "ask"), ("apply", "assess"),
        ("apply", "ask"), ("assess", "suggest"), ("suggest", "compose"), ("compose", "check"), ("check", "apply"),
        ("ask", "reply"), ("reply", "__end__"),
    }  # fmt: skip
    assert set(drawn.nodes) == {"__start__", "__end__", *LABELS}


def test_a_checkpoint_is_plain_json(tmp_path: Path) -> None:
    with sqlite_saver(tmp_path / "checkpoints.sqlite") as saver:
        turns = TurnGraph(graph(), saver)
        list(turns.run("one", first(f"{BOT}\ncomponent agent canary-part"), bench()))
        states = list(saver.list(cast(Any, {"configurable": {"thread_id": "one"}})))
        assert len(states) > 5
        for entry in states:
            channels = entry.checkpoint["channel_values"]
            plain = {name: value for name, value in channels.items() if not name.startswith("__")}
            assert json.loads(json.dumps(plain)) == plain
        turns.forget("one")
        assert list(saver.list(None)) == []


def test_suggesting_is_one_step_however_many_parts_there_are() -> None:
    names = range(1, 1001)
    parts = tuple(Component(id=f"C-{n}", name=str(n), kind=ComponentKind.AGENT) for n in names)
    model = ThreatModel(components=parts, issued={"C": 1000})
    shared = bench(model)
    steps = list(TurnGraph(graph(), None).run("one", first("fact reads_mail yes"), shared))
    assert [name for name, _ in steps].count("suggest") == 1
    state = steps[-1][1]
    assert len(model_of(state, shared, CATALOG).threats[0].targets) == 1000


def test_a_fault_of_a_step_is_not_retried_in_silence() -> None:
    analyst = ScriptedAnalyst(CATALOG)
    turns = TurnGraph(build_graph(analyst, CATALOG), None)
    with pytest.raises(KeyError):
        list(turns.run("one", first("crashes"), bench()))
    assert analyst.read_turns == [1]


def test_a_served_thread_keeps_its_session_in_its_own_state() -> None:
    serving = cast(Any, served(graph(), CATALOG))
    one = serving.invoke({"said": {"text": BOT}})
    assert one["answer"].startswith("Heard: ")
    assert one["question"]["id"] == "sends_money"
    two = serving.invoke({"session": one["session"], "said": {"question": "sends_money", "chosen": ["yes"]}})
    kept = Session.model_validate(two["session"])
    assert [threat.pattern for threat in kept.model.threats] == ["threat-reads-mail", "threat-sends-money"]
    assert ([turn.number for turn in kept.turns], kept.version) == ([1, 2], 2)
    assert json.loads(json.dumps(two)) == two


def test_a_served_thread_without_what_is_said_tells_what_it_expects() -> None:
    with pytest.raises(InputError, match='"said"'):
        cast(Any, served(graph(), CATALOG)).invoke({"messages": []})
