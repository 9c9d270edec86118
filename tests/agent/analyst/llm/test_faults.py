"""Every fault at every step that asks a model: what the owner said and what the rules drafted is never lost.

python -m pytest tests/agent/analyst/llm/test_faults.py
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain import ThreatModel
from agent.llm.costs.budget import Limits
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.prompts import tasks
from tests.agent.analyst.llm.desk import KEY, PUZZLE, Desk, floor_of, invariants, terms_for
from tests.stub_endpoint import Asked, Behaviour, Stub, good
from tests.stub_endpoint.faults import FAULTS, Fault
from tests.stub_endpoint.stream_faults import HALFWAY, STREAM_FAULTS


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> ThreatModel:
    return floor_of(tmp_path_factory.mktemp("floor"))


@pytest.fixture
def outside() -> Callable[[], set[Path]]:
    """The files that came about outside the data folder since the test began."""

    def here() -> set[Path]:
        home = {path for path in Path(os.environ["HOME"]).rglob("*") if path.is_file()}
        return home | {path for path in Path.cwd().iterdir() if path.is_file()}

    before = here()
    return lambda: here() - before


def failing_at(step: str, fault: Fault) -> Callable[[Asked], Behaviour]:
    """An endpoint that has a fault at one step and behaves well at all others."""
    return lambda asked: fault.play(asked) if asked.task == step else good(asked)


def sent(stub: Stub) -> list[str]:
    return [str(message["content"]) for asked in stub.requests for message in asked.body["messages"]]


@pytest.mark.parametrize("step", tasks())
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.number}-{fault.name}".replace(" ", "-"))
def test_a_fault_costs_nothing_but_the_models_part(
    step: str, fault: Fault, floor: ThreatModel, tmp_path: Path, outside: Callable[[], set[Path]]
) -> None:
    with Stub(failing_at(step, fault)) as stub:
        desk = Desk(tmp_path, OpenAIClient(stub.url, "stub", KEY), terms_for(fault))
        desk.talk()
        played = [asked for asked in stub.requests if asked.task == step]
        text = "\n".join(turn.reply.text for turn in desk.session.turns if turn.reply)
        invariants(desk, floor, sent(stub), outside)
        desk.close()
    assert played, f"no request of {step} was ever made"
    assert len(stub.requests) <= 2 * Limits().calls_per_turn
    if fault.aloud:
        assert "**Without the language model:**" in text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.number}-{fault.name}".replace(" ", "-"))
def test_an_endpoint_with_nothing_but_a_fault_leaves_the_rules_draft_letter_for_letter(
    fault: Fault, floor: ThreatModel, tmp_path: Path, outside: Callable[[], set[Path]]
) -> None:
    with Stub(fault.play) as stub:
        desk = Desk(tmp_path, OpenAIClient(stub.url, "stub", KEY), terms_for(fault))
        model = desk.talk().model
        assert stub.requests
        invariants(desk, floor, sent(stub), outside)
        desk.close()
    if fault.aloud:
        assert model == floor


def test_an_endpoint_that_is_not_there_leaves_the_rules_draft_letter_for_letter(
    floor: ThreatModel, tmp_path: Path, outside: Callable[[], set[Path]]
) -> None:
    with Stub(good) as stub:
        url = stub.url
    desk = Desk(tmp_path, OpenAIClient(url, "stub", KEY))
    assert desk.talk().model == floor
    assert "cannot be reached" in desk.text
    invariants(desk, floor, [], outside)
    desk.close()


@pytest.mark.parametrize("share", [0.5])
def test_a_flapping_endpoint_for_200_turns(
    share: float, floor: ThreatModel, tmp_path: Path, outside: Callable[[], set[Path]]
) -> None:
    """No turn is lost, no storm of repeated calls comes about, and what was answered once is not asked again."""
    chance, injected = random.Random(5), list[str]()
    instant = [fault for fault in FAULTS if fault.name not in ("silence", "dripping", "a huge body", "an endless body")]

    def script(asked: Asked) -> Behaviour:
        if chance.random() >= share:
            return good(asked)
        fault = chance.choice(instant)
        injected.append(fault.name)
        return fault.play(asked)

    with Stub(script) as stub:
        desk = Desk(tmp_path, OpenAIClient(stub.url, "stub", KEY))
        desk.talk()
        for number in range(198):
            desk.say(f"{PUZZLE[:-1]}, now for the time number {number}.")
        calls = len(stub.requests)
        invariants(desk, floor, sent(stub), outside)
        desk.close()
    assert calls <= 1.5 * 200
    assert len(set(injected)) > 5


def test_more_than_260_conversations_meet_a_fault() -> None:
    """Here and in test_stream_faults.py; each makes sure that its fault was met."""
    assert (len(FAULTS) + len(HALFWAY)) * len(tasks()) == 205
    assert len(FAULTS) + len(STREAM_FAULTS) == 60
