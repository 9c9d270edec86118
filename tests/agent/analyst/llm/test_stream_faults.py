"""Every fault of a stream: what the rules drafted is never lost, and nothing is shown that did not pass its check.

python -m pytest tests/agent/analyst/llm/test_stream_faults.py
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain import ThreatModel
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import Terms
from agent.prompts import tasks
from tests.agent.analyst.llm.desk import KEY, PATIENT, Desk, floor_of, invariants, terms_for
from tests.stub_endpoint import Asked, Behaviour, Stub
from tests.stub_endpoint.faults import Fault
from tests.stub_endpoint.models import answer_of
from tests.stub_endpoint.stream_faults import HALFWAY, STREAM_FAULTS
from tests.stub_endpoint.streams import streamed


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> ThreatModel:
    return floor_of(tmp_path_factory.mktemp("floor"))


def talked(
    script: Callable[[Asked], Behaviour], floor: ThreatModel, folder: Path, terms: Terms = PATIENT
) -> tuple[Desk, str]:
    """A conversation that somebody looks on, the invariants checked, and what its replies said."""
    with Stub(script) as stub:
        desk = Desk(folder, OpenAIClient(stub.url, "stub", KEY), terms, listens=True)
        desk.talk()
        text = "\n".join(turn.reply.text for turn in desk.session.turns if turn.reply)
        asked = list(stub.requests)
        invariants(desk, floor, [str(one["content"]) for a in asked for one in a.body["messages"]], set)
        desk.close()
    assert any(one.body.get("stream") for one in asked)
    return desk, text


def test_a_good_stream_shows_checked_words_while_the_turn_is_at_work(floor: ThreatModel, tmp_path: Path) -> None:
    desk, text = talked(lambda asked: streamed(asked, answer_of(asked)), floor, tmp_path)
    assert "Without the language model" not in text
    told = {f"{one.title}: {one.advice.scenario}" for one in desk.session.model.threats if one.advice}
    shown = [one for one in desk.shown if one.partition(". ")[2] in told]
    assert shown, "a threat is shown in the words in which it then stands"
    assert any(one.startswith("Next question: ") for one in desk.shown)
    assert len(desk.shown) == len(set(desk.shown))


def test_without_a_listener_nothing_is_streamed(tmp_path: Path) -> None:
    with Stub(lambda asked: streamed(asked, answer_of(asked))) as stub:
        desk = Desk(tmp_path, OpenAIClient(stub.url, "stub", KEY))
        desk.talk()
        desk.close()
    assert stub.requests
    assert not any("stream" in one.body for one in stub.requests)


@pytest.mark.parametrize("fault", STREAM_FAULTS, ids=lambda fault: f"{fault.number}-{fault.name}".replace(" ", "-"))
def test_an_endpoint_with_nothing_but_a_fault_leaves_the_rules_draft_letter_for_letter(
    fault: Fault, floor: ThreatModel, tmp_path: Path
) -> None:
    desk, text = talked(fault.play, floor, tmp_path, terms_for(fault))
    if fault.aloud:
        assert desk.session.model.threats == floor.threats or fault in HALFWAY
        assert "**Without the language model:**" in text


@pytest.mark.parametrize("step", tasks())
@pytest.mark.parametrize("fault", HALFWAY, ids=lambda fault: fault.name.replace(" ", "-"))
def test_an_answer_that_breaks_off_halfway_costs_nothing_but_its_step(
    step: str, fault: Fault, floor: ThreatModel, tmp_path: Path
) -> None:
    def script(asked: Asked) -> Behaviour:
        return fault.play(asked) if asked.task == step else streamed(asked, answer_of(asked))

    _, text = talked(script, floor, tmp_path)
    assert "**Without the language model:**" in text
