"""The surest way to ask is found out once and remembered; an unusable answer is mended once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.llm.answers.schemas import ASK, DRAFT, Aside, Asked, Ranked, Shape
from agent.llm.answers.structured_output import REMEMBERED_SECONDS, Ladder, Taken
from agent.llm.cache import Memory
from agent.llm.calls import Call, OutputMode, Patience
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.errors import Kind, ModelError
from agent.prompts import Prompt
from tests.agent.analyst.llm.playing import Player
from tests.stub_endpoint import Asked as Request
from tests.stub_endpoint import Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import error
from tests.stub_endpoint.envelopes import enveloped

PROMPT = Prompt("ask", "ask-1-abc", "Task: ask", "What?")
GOOD = {"text": "Is it so?"}


def ask(ladder: Ladder, shape: Shape = ASK) -> Taken:
    return ladder.ask(PROMPT, shape, lambda: Patience(5))


def over(answers: list[Any], memory: Memory | None = None) -> tuple[Ladder, Player]:
    """A ladder over a model that gives these answers one after the other."""
    told = iter(answers)
    player = Player(lambda asked: next(told))
    return Ladder(player, memory or Memory()), player


def test_a_valid_answer_is_taken_on_the_highest_rung() -> None:
    ladder, player = over([GOOD])
    assert ask(ladder).reply.single == Asked(text="Is it so?")
    assert [call.mode for call in player.calls] == [OutputMode.STRICT]


@pytest.mark.parametrize("bad", ["Sure!", '{"text": 5}', '{"text": "x"', '{"other": "x"}', '{"text": null}', "[]"])
def test_an_unusable_answer_is_mended_once_with_the_reason(bad: str) -> None:
    ladder, player = over([bad, GOOD])
    assert ask(ladder).data == GOOD
    assert len(player.calls) == 2
    mended = player.calls[1].messages
    assert mended[:2] == player.calls[0].messages
    assert mended[2].text == bad
    assert mended[3].text.startswith("That cannot be used: ")


def test_after_one_mending_it_is_given_up() -> None:
    ladder, player = over(["no", "still no", GOOD])
    with pytest.raises(ModelError) as caught:
        ask(ladder)
    assert caught.value.kind is Kind.MALFORMED
    assert len(player.calls) == 2


def test_an_answer_that_broke_off_is_asked_for_once_more_with_twice_the_room() -> None:
    ladder, player = over([Kind.TRUNCATED, GOOD])
    assert ask(ladder).data == GOOD
    assert "as briefly as the form allows" in player.calls[1].messages[-1].text
    assert player.calls[1].most_output == 2 * player.calls[0].most_output


@pytest.mark.parametrize("kind", [Kind.REFUSAL, Kind.EMPTY, Kind.KEY, Kind.TIMEOUT, Kind.CONTEXT, Kind.TOO_LARGE])
def test_what_asking_again_cannot_mend_is_not_asked_again(kind: Kind) -> None:
    ladder, player = over([kind, GOOD])
    with pytest.raises(ModelError):
        ask(ladder)
    assert len(player.calls) == 1


def test_what_works_is_remembered_for_the_endpoint_and_model() -> None:
    memory = Memory()
    ladder, player = over([Kind.FORM, Kind.REQUEST, GOOD, GOOD], memory)
    ask(ladder)
    ask(ladder)
    assert [call.mode for call in player.calls] == [
        OutputMode.STRICT,
        OutputMode.SCHEMA,
        OutputMode.TOOL,
        OutputMode.TOOL,
    ]
    other, second = over([GOOD], memory)
    ask(other)
    assert second.calls[0].mode is OutputMode.TOOL


def test_after_a_day_the_highest_rung_is_tried_again() -> None:
    now = [1_000_000.0]
    player = Player(lambda asked: GOOD if len(player.calls) != 1 else Kind.FORM)
    ladder = Ladder(player, Memory(), lambda: now[0])
    ask(ladder)
    now[0] += REMEMBERED_SECONDS + 1
    ask(ladder)
    assert [call.mode for call in player.calls] == [OutputMode.STRICT, OutputMode.SCHEMA, OutputMode.STRICT]


def test_a_rung_whose_answers_are_unusable_twice_is_left() -> None:
    ladder, player = over(["a", "b", "c", "d", GOOD])
    for _ in range(2):
        with pytest.raises(ModelError):
            ask(ladder)
    ask(ladder)
    assert player.calls[-1].mode is OutputMode.SCHEMA


def test_a_server_that_breaks_over_the_form_is_asked_plainly() -> None:
    ladder, player = over([Kind.SERVER, GOOD])
    assert ask(ladder).data == GOOD
    assert player.calls[-1].mode is OutputMode.PROMPT


def test_valid_entries_are_kept_and_the_others_counted() -> None:
    place = {"n": 3, "scenario": "It happens.", "words": "", "why": "so"}
    aside = {"n": 4, "words": "", "why": "so"}
    told = {"order": [place, {**place, "n": "x"}, {**place, "more": 1}, 7], "aside": [aside, 3], "own": []}
    reply = ask(over([told])[0], DRAFT).reply
    assert [one.n for one in reply.entries("order", Ranked)] == [3]
    assert [one.n for one in reply.entries("aside", Aside)] == [4]
    assert reply.dropped == 4


QUIRKS: list[tuple[str, Callable[[Request], Behaviour], OutputMode]] = []


def quirk(name: str, mode: OutputMode) -> Callable[[Callable[[Request], Behaviour]], Callable[[Request], Behaviour]]:
    def keep(script: Callable[[Request], Behaviour]) -> Callable[[Request], Behaviour]:
        QUIRKS.append((name, script, mode))
        return script

    return keep


@quirk("takes everything", OutputMode.STRICT)
def _all(asked: Request) -> Behaviour:
    return respond(completion(**enveloped(asked, GOOD)))


@quirk("rejects strict", OutputMode.SCHEMA)
def _no_strict(asked: Request) -> Behaviour:
    return error(400, "strict is not supported") if asked.form == "strict" else _all(asked)


@quirk("knows tools only", OutputMode.TOOL)
def _tools(asked: Request) -> Behaviour:
    return _all(asked) if asked.form == "tool" else error(400, "response_format is not supported")


@quirk("knows json_object only", OutputMode.OBJECT)
def _object(asked: Request) -> Behaviour:
    return _all(asked) if asked.form == "object" else error(422, "Extra inputs are not permitted")


@quirk("knows no form", OutputMode.PROMPT)
def _plain(asked: Request) -> Behaviour:
    return _all(asked) if asked.form == "prompt" else error(400, "bad request")


@quirk("breaks over grammars", OutputMode.PROMPT)
def _grammar(asked: Request) -> Behaviour:
    return _all(asked) if asked.form == "prompt" else error(500, "failed to parse grammar")


@quirk("ignores the form and fences", OutputMode.STRICT)
def _fenced(asked: Request) -> Behaviour:
    return respond(completion(f"```json\n{json.dumps(GOOD)}\n```"))


@quirk("thinks aloud", OutputMode.STRICT)
def _aloud(asked: Request) -> Behaviour:
    return respond(completion(f'<think>{{"text": "no"}}</think>{json.dumps(GOOD)}'))


@quirk("gives tool arguments as data", OutputMode.TOOL)
def _arguments(asked: Request) -> Behaviour:
    call = {"function": {"name": "answer", "arguments": GOOD}}
    return respond(completion(None, message={"tool_calls": [call]})) if asked.form == "tool" else error(400, "no")


@quirk("tells no usage", OutputMode.STRICT)
def _no_usage(asked: Request) -> Behaviour:
    told = completion(GOOD)
    del told["usage"]
    return respond(told)


@pytest.mark.parametrize(("name", "script", "mode"), QUIRKS, ids=[name for name, _, _ in QUIRKS])
def test_servers_of_each_kind_are_understood(
    name: str, script: Callable[[Request], Behaviour], mode: OutputMode
) -> None:
    with Stub(script) as stub:
        ladder = Ladder(OpenAIClient(stub.url, "m"), Memory())
        assert ask(ladder).data == GOOD
        assert ladder.mode() == (mode, True)
        before = len(stub.requests)
        ask(ladder)
        assert len(stub.requests) == before + 1


def test_a_memory_that_holds_nonsense_does_no_harm() -> None:
    memory = Memory()
    for nonsense in ("", "[]", '{"mode": "none", "at": 9e99}', '{"at": "x"}', "{"):
        memory.put("mode model.test player", nonsense)
        ladder, player = over([GOOD], memory)
        ask(ladder)
        assert player.calls[0].mode is OutputMode.STRICT


def test_the_standing_text_comes_first_and_is_the_same_in_every_call() -> None:
    ladder, player = over([GOOD, GOOD])
    ask(ladder)
    ladder.ask(Prompt("ask", "ask-1-abc", "Task: ask", "Something else?"), ASK, lambda: Patience(5))
    first, second = player.calls
    assert first.messages[0] == second.messages[0]
    assert isinstance(first, Call)
