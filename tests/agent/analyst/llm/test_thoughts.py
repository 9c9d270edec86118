"""Models that think aloud are understood: their thoughts are skipped, bounded, and never shown or sent back."""

import json
from typing import Any

import pytest

from agent.llm.answers.json_extraction import MOST_LETTERS, object_in
from agent.llm.answers.partial_json import Passages
from agent.llm.answers.schemas import ASK
from agent.llm.answers.strict_json import Unreadable
from agent.llm.answers.structured_output import Ladder
from agent.llm.cache import Memory
from agent.llm.calls import Patience
from agent.llm.costs.budget import OF_A_DRAFT, Limits
from agent.llm.costs.max_tokens import OF_TASK
from agent.llm.endpoint.chat_completion import opened
from agent.llm.endpoint.streaming import received
from agent.llm.errors import Kind, ModelError
from agent.prompts import Prompt
from tests.agent.analyst.llm.playing import Player
from tests.stub_endpoint.behaviours import completion

GOOD = {"text": "Is it so?"}
TOLD = json.dumps(GOOD)
ALOUD = 'The form is {"text": "..."}, so perhaps {"text": "Is it wrong?"} would do. '


@pytest.mark.parametrize(
    "text",
    [
        f"<think>{ALOUD * 50}</think>\n\n{TOLD}",
        f"{ALOUD}</think>{TOLD}",
        f"<think></think>{TOLD}",
        f"<Thinking>{ALOUD}</Thinking><reasoning>{ALOUD}</reasoning>```json\n{TOLD}\n```",
    ],
)
def test_thoughts_before_the_answer_are_skipped(text: str) -> None:
    assert object_in(text) == GOOD


def test_thoughts_without_end_are_refused() -> None:
    with pytest.raises(Unreadable, match="longer"):
        object_in(f"<think>{'so ' * (MOST_LETTERS // 3)}</think>{TOLD}")
    heard = list(Passages().feed(f"<think>{'so ' * (MOST_LETTERS // 3)}</think>{TOLD}"))
    assert heard == []


def test_what_is_mended_does_not_repeat_the_thoughts() -> None:
    answers = iter([f"<think>{ALOUD}</think>" + '{"text": 5}', GOOD])
    player = Player(lambda asked: next(answers))
    Ladder(player, Memory()).ask(Prompt("ask", "ask-1-abc", "Task: ask", "What?"), ASK, lambda: Patience(5))
    assert player.calls[1].messages[2].text == '{"text": 5}'


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_in_a_field_of_their_own_are_no_part_of_the_answer(name: str) -> None:
    body: Any = completion(GOOD)
    body["choices"][0]["message"][name] = ALOUD
    assert json.loads(opened(json.dumps(body).encode(), "host", "m").text) == GOOD
    deltas: list[Any] = [{name: ALOUD}, {name: "so", "content": None}, {"content": TOLD}, {}]
    chunks = [{"choices": [{"index": 0, "delta": one, "finish_reason": None}]} for one in deltas]
    chunks[-1]["choices"][0]["finish_reason"] = "stop"
    heard: list[str] = []
    stream = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks] + [b"data: [DONE]\n\n"]
    assert json.loads(received(stream, "host", "m", heard.append).text) == GOOD
    assert "".join(heard) == TOLD


def test_only_thoughts_are_no_answer() -> None:
    body: Any = completion(None, message={"reasoning_content": TOLD})
    with pytest.raises(ModelError) as caught:
        opened(json.dumps(body).encode(), "host", "m")
    assert caught.value.kind is Kind.THOUGHTS


@pytest.mark.parametrize(
    ("content", "kind"),
    [("", Kind.THOUGHTS), (None, Kind.THOUGHTS), ("<think>Let me see", Kind.THOUGHTS), ('{"text": "Is', Kind.TRUNCATED),
     ('<think>So.</think>{"text"', Kind.TRUNCATED)],
)  # fmt: skip
def test_room_used_up_by_thoughts_is_told_from_an_answer_that_is_too_long(content: str | None, kind: Kind) -> None:
    body: Any = completion(content, finish="length")
    body["usage"]["completion_tokens_details"] = {"reasoning_tokens": 100}
    with pytest.raises(ModelError) as caught:
        opened(json.dumps(body).encode(), "host", "m")
    assert (caught.value.kind, caught.value.usage.thoughts) == (kind, 100)
    deltas: list[Any] = [{"reasoning_content": ALOUD}, {"content": content}, {}]
    chunks = [{"choices": [{"index": 0, "delta": one, "finish_reason": None}]} for one in deltas]
    chunks[-1]["choices"][0]["finish_reason"] = "length"
    stream = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks] + [b"data: [DONE]\n\n"]
    with pytest.raises(ModelError) as streamed:
        received(stream, "host", "m", lambda piece: None)
    assert streamed.value.kind is kind


def test_every_task_leaves_room_to_think_and_a_turn_keeps_to_its_limit() -> None:
    assert min(OF_TASK.values()) >= 500
    assert OF_A_DRAFT + 2 * sum(OF_TASK.values()) < Limits().tokens_per_turn, "each task once, with twice its room"
