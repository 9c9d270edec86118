"""Servers differ in what they take and how they refuse: both are understood, however deep the words lie."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.llm.answers.schemas import ASK
from agent.llm.answers.structured_output import Ladder
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, Message, OutputMode, Patience
from agent.llm.endpoint.chat_completion import TOOL
from agent.llm.endpoint.dialect import REMEMBERED_SECONDS, Dialect
from agent.llm.endpoint.error_bodies import refused
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.errors import Kind, ModelError
from agent.prompts import Prompt
from tests.stub_endpoint import Stub, completion, respond
from tests.stub_endpoint.dialects import REFUSALS, SHAPES, WRAPPABLE, Refusal, inside_a_string, refusing, wrapped

SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}}
CALL = Call("trial", (Message("system", "Answer."), Message("user", "Hello")), SCHEMA, OutputMode.TOOL)
FIELDS = ("stream_options", "temperature", "reasoning_effort", "max_tokens", "tool_choice", "stream")
NAMES = [one.name.replace(" ", "-") for one in REFUSALS]


def listened(client: OpenAIClient) -> Answer:
    return client.complete(CALL, Patience(60, ear=lambda: lambda piece: None))


@pytest.mark.parametrize("refusal", REFUSALS, ids=NAMES)
def test_each_provider_is_understood_and_asked_once(refusal: Refusal) -> None:
    with Stub(lambda asked: refusal.behaviour) as stub, pytest.raises(ModelError) as caught:
        OpenAIClient(stub.url, "m").complete(CALL, Patience(60))
    assert caught.value.kind is refusal.kind
    assert refusal.says in str(caught.value)
    assert len(stub.requests) == 1


@pytest.mark.parametrize("levels", range(9))
@pytest.mark.parametrize("refusal", WRAPPABLE, ids=[one.name.replace(" ", "-") for one in WRAPPABLE])
def test_an_error_is_found_inside_eight_levels_of_others(refusal: Refusal, levels: int) -> None:
    body = json.dumps(wrapped(refusal.body, levels)).encode()
    assert refused(refusal.status, body, "h", "m", None).kind is refusal.kind


@pytest.mark.parametrize("levels", range(9))
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("field", [*FIELDS, "response_format"])
def test_a_rejected_parameter_is_found_inside_eight_levels(
    field: str, shape: Callable[[str], Any], levels: int
) -> None:
    problem = refused(422, json.dumps(wrapped(shape(field), levels)).encode(), "h", "m", None)
    assert (problem.kind, problem.detail) == (Kind.FORM, field)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("field", FIELDS)
def test_a_rejected_parameter_is_left_out_from_then_on(field: str, shape: Callable[[str], Any]) -> None:
    with Stub(refusing(field, shape(field))) as stub:
        client = OpenAIClient(stub.url, "m", effort="low")
        listened(client)
        listened(client)
        sent = [set(one.body) for one in stub.requests]
    assert [field in one for one in sent] == [True, False, False]
    assert all({"model", "messages"} <= one for one in sent)
    assert sent[0] - sent[1] == {field} | ({"stream_options"} if field == "stream" else set())
    assert all(one & {"max_tokens", "max_completion_tokens"} for one in sent)


def test_what_many_calls_at_once_learn_is_put_together() -> None:
    one = Dialect("h m")
    before = one.refused
    for name in ("temperature", "max_tokens", "stream_options"):
        one.learn(ModelError(Kind.FORM, "h", "m", name), before)
    one.learn(ModelError(Kind.FORM, "h", "m", "max_completion_tokens"), before)
    assert one.refused == {"temperature", "max_tokens", "stream_options"}


def test_a_server_that_takes_neither_name_of_the_length_is_not_asked_without_end() -> None:
    with Stub(lambda asked: respond(inside_a_string("max_tokens"), 422)) as stub, pytest.raises(ModelError) as caught:
        OpenAIClient(stub.url, "m").complete(CALL, Patience(60))
    assert caught.value.kind is Kind.FORM
    assert len(stub.requests) == 2


def test_what_an_endpoint_refuses_outlives_the_program_for_a_day() -> None:
    memory, now = Memory(), [1_000_000.0]
    first = Dialect("h m", lambda: now[0])
    first.keep_in(memory)
    first.learn(ModelError(Kind.FORM, "h", "m", "stream_options"), first.refused)
    for key, later, kept in (("h m", 60, True), ("h other", 60, False), ("h m", REMEMBERED_SECONDS + 61, False)):
        now[0] = 1_000_000.0 + later
        fresh = Dialect(key, lambda: now[0])
        fresh.keep_in(memory)
        assert fresh.refused == ({"stream_options"} if kept else set())


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"at": "x"}', '{"at": 9e99, "refused": 5}', '{"at": 9e99}',
                                  '{"at": 9e99, "refused": ["messages"]}'])  # fmt: skip
def test_nonsense_that_is_kept_does_no_harm(kept: str) -> None:
    memory = Memory()
    memory.put("dialect h m", kept)
    one = Dialect("h m")
    one.keep_in(memory)
    assert one.refused == set()


def test_a_server_without_response_format_is_asked_by_a_tool_and_one_without_tools_in_words() -> None:
    def script(asked: Any) -> Any:
        if "response_format" in asked.body:
            return respond(inside_a_string("response_format"), 422)
        return respond(inside_a_string("tools"), 422) if "tools" in asked.body else respond(completion({"text": "Q?"}))

    with Stub(script) as stub:
        ladder = Ladder(OpenAIClient(stub.url, "m"), Memory())
        for _ in range(2):
            ladder.ask(Prompt("ask", "ask-1-abc", "Ask.", "What?"), ASK, lambda: Patience(60))
        forms = [one.form for one in stub.requests]
    assert forms == ["strict", "schema", "tool", "object", "prompt", "prompt"]


def test_effort_is_only_sent_where_it_is_set() -> None:
    with Stub(lambda asked: respond(completion("fine"))) as stub:
        for effort in (None, "none", "low"):
            OpenAIClient(stub.url, "m", effort=effort).complete(CALL, Patience(60))
    assert [one.body.get("reasoning_effort") for one in stub.requests] == [None, "none", "low"]
    assert stub.requests[0].body["tool_choice"]["function"]["name"] == TOOL
