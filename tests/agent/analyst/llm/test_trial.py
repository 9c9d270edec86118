"""The doctor tries a model with work of the real size, and its advice follows from what was measured."""

from dataclasses import replace
from typing import Any

import pytest

from agent.llm.endpoint.model_trial import ANSWER, LARGER, SIZE, TASKS, Pace, advice, tried
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import Terms
from tests.stub_endpoint import Asked, Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import error
from tests.stub_endpoint.envelopes import enveloped
from tests.stub_endpoint.models import answer_of
from tests.stub_endpoint.streams import streamed

PACE = Pace(sent=4_000, answered=300, thoughts=0, per_second_in=2_000, per_second_out=60, whole=True)


def told(stub: Stub, here: bool = True, terms: Terms | None = None, effort: str = "") -> dict[str, tuple[bool, str]]:
    findings = tried(OpenAIClient(stub.url, "m"), terms or Terms(calls_at_once=1), effort, here)
    return {what: (well, found) for what, well, found in findings}


def length(asked: Asked) -> int:
    return sum(len(str(message["content"])) for message in asked.body["messages"])


def test_a_good_model_does_every_task_and_is_measured_with_a_request_of_a_drafts_size() -> None:
    with Stub(lambda asked: streamed(asked, answer_of(asked))) as stub:
        found = told(stub)
        long = [one for one in stub.requests if length(one) > 10_000]
    assert [found[f"task {task}"] for task in TASKS] == [(True, "the model does it")] * 4
    assert found["speed"][1].startswith("900 tokens read at ")
    assert "for 10 parts" in found["a draft takes"][1]
    assert found["settings to use"][1].startswith("THREATPARLEY_TURN_DEADLINE_SECONDS=60 ")
    assert "TASKS_BY_RULES" not in found["settings to use"][1]
    assert [one.body["max_tokens"] for one in long] == [ANSWER, ANSWER]
    assert SIZE * 3 < length(long[0]) < SIZE * 4 < LARGER * 3 < length(long[1])


def test_an_endpoint_that_does_not_stream_is_measured_all_the_same() -> None:
    with Stub(lambda asked: respond(completion(**enveloped(asked, answer_of(asked))))) as stub:
        assert told(stub, here=False)["speed"][0]
        assert sum(length(one) > 10_000 for one in stub.requests) == 2


def test_a_task_that_a_model_cannot_do_is_left_to_the_rules() -> None:
    def script(asked: Asked) -> Behaviour:
        bad = "trial of the task reply" in asked.standing or "trial of the task draft" in asked.standing
        return respond(completion("Certainly!")) if bad else streamed(asked, answer_of(asked))

    with Stub(script) as stub:
        found = told(stub)
        chosen = told(stub, terms=Terms(calls_at_once=1, by_rules=frozenset({"draft", "reply"})))
    assert [found[f"task {task}"][0] for task in TASKS] == [True, False, True, False]
    assert found["settings to use"][1].endswith("THREATPARLEY_TASKS_BY_RULES=draft,reply")
    assert all(chosen[f"task {task}"][0] for task in TASKS), "what is set so already is well"


def test_a_server_that_cuts_requests_without_a_word_is_found_out() -> None:
    def script(asked: Asked) -> Behaviour:
        return streamed(asked, {"text": "no idea"} if length(asked) > 10_000 else answer_of(asked))

    with Stub(script) as stub:
        found = told(stub)
    assert not found["size of requests"][0]
    assert "num_ctx" in found["size of requests"][1]
    assert "THREATPARLEY_CONTEXT_TOKENS=8000" in found["settings to use"][1]


@pytest.mark.parametrize(("here", "context"), [(True, 8_000), (False, 32_000)])
def test_a_small_context_is_found_on_this_machine_where_it_costs_nothing(here: bool, context: int) -> None:
    def script(asked: Asked) -> Behaviour:
        if length(asked) > 20_000:
            return error(400, "This model's maximum context length is 8192 tokens")
        return streamed(asked, answer_of(asked))

    with Stub(script) as stub:
        assert f"THREATPARLEY_CONTEXT_TOKENS={context}" in told(stub, here)["settings to use"][1]


def test_a_model_that_thinks_its_answer_away_is_told_to_think_less() -> None:
    def script(asked: Asked) -> Behaviour:
        if length(asked) < 10_000:
            return streamed(asked, answer_of(asked))
        usage = {"prompt_tokens": 4_000, "completion_tokens": 1_200,
                 "completion_tokens_details": {"reasoning_tokens": 1_200}}  # fmt: skip
        return respond(completion("", finish="length", usage=usage))

    with Stub(script) as stub:
        found = told(stub, effort="medium")
    assert not found["speed"][0]
    assert "1,200 of them thoughts" in found["speed"][1]
    assert "THREATPARLEY_REASONING_EFFORT=low" in found["settings to use"][1]
    assert "THREATPARLEY_MOST_OUTPUT_TOKENS=16000" in found["settings to use"][1]


@pytest.mark.parametrize("what", [error(401, "no key"), error(402)])
def test_an_endpoint_that_fails_midway_says_why(what: Behaviour) -> None:
    with Stub(lambda asked: what if length(asked) > 10_000 else streamed(asked, answer_of(asked))) as stub:
        well, said = told(stub)["speed"]
    assert not well
    assert ";" in said


@pytest.mark.parametrize(
    ("change", "terms", "small", "uses"),
    [
        ({}, Terms(), False, ["TURN_DEADLINE_SECONDS=180", "CALLS_AT_ONCE=4", "CONTEXT_TOKENS=32000"]),
        ({"per_second_out": 10}, Terms(calls_at_once=1), False, ["TURN_DEADLINE_SECONDS=950", "CALLS_AT_ONCE=1"]),
        ({"per_second_in": 100}, Terms(), False, ["CONTEXT_TOKENS=8000"]),
        ({}, Terms(), True, ["CONTEXT_TOKENS=8000"]),
        ({"thoughts": 200}, Terms(), False, ["REASONING_EFFORT=low"]),
    ],
)
def test_advice_follows_from_what_was_measured(
    change: dict[str, Any], terms: Terms, small: bool, uses: list[str]
) -> None:
    findings = dict((what, found) for what, _, found in advice(replace(PACE, **change), terms, "", (), small))
    assert all(f"THREATPARLEY_{one}" in findings["settings to use"] for one in uses), findings
