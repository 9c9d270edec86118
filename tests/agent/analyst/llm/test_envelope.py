"""A completion is opened strictly; every strange envelope has its own kind of failure."""

import json
from typing import Any

import pytest

from agent.llm.calls import Usage
from agent.llm.costs.budget import Prices
from agent.llm.endpoint.chat_completion import opened
from agent.llm.endpoint.error_bodies import refused
from agent.llm.errors import Kind, ModelError
from tests.stub_endpoint.behaviours import completion


def body(told: Any) -> bytes:
    return told if isinstance(told, bytes) else json.dumps(told).encode()


def test_the_text_and_the_usage_are_taken_out() -> None:
    answer = opened(body(completion({"a": 1})), "host", "m")
    assert json.loads(answer.text) == {"a": 1}
    assert answer.usage == Usage(prompt=900, cached=512, output=120)


TOOL = {"id": "1", "type": "function", "function": {"name": "answer", "arguments": '{"a": 1}'}}


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (completion(None, message={"tool_calls": [TOOL]}, finish="tool_calls"), '{"a": 1}'),
        (completion(None, message={"tool_calls": [{**TOOL, "function": {"name": "answer", "arguments": {"a": 1}}}]}),
         '{"a": 1}'),
        (completion("real", message={"tool_calls": [{"function": {"name": "rm", "arguments": "x"}}]}), "real"),
        (completion(None, message={"content": [{"type": "text", "text": "in "}, {"type": "text", "text": "two"}]}),
         "in two"),
        ({"choices": [{"message": {"content": "bare"}}]}, "bare"),
    ],
)  # fmt: skip
def test_answers_come_in_several_forms(told: dict[str, Any], text: str) -> None:
    assert opened(body(told), "host", "m").text == text


@pytest.mark.parametrize("usage", [None, [], {}, {"prompt_tokens": True}, {"prompt_tokens": -5}, {"prompt_tokens": "9"},
                                   {"prompt_tokens": 10**9}, {"prompt_tokens_details": 3}])  # fmt: skip
def test_usage_that_makes_no_sense_counts_as_none(usage: Any) -> None:
    assert opened(body({**completion("x"), "usage": usage}), "host", "m").usage.total == 0


def test_more_cached_tokens_than_were_sent_do_not_make_a_price_negative() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 9_000_000}}
    told = opened(body({**completion("x"), "usage": usage}), "host", "m").usage
    assert told.cached == 10
    assert Prices(prompt=2, cached=1).of(told) > 0


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (b"", Kind.EMPTY),
        (b"null", Kind.EMPTY),
        (b"<!DOCTYPE html><title>Log in</title>", Kind.HTML),
        (b"  \n<html>", Kind.HTML),
        (b"\xff\xfe{", Kind.MALFORMED),
        (b'{"choices": [', Kind.MALFORMED),
        (b'"text"', Kind.MALFORMED),
        (b"[]", Kind.MALFORMED),
        ({"error": {"message": "boom"}}, Kind.SERVER),
        ({}, Kind.EMPTY),
        ({"choices": []}, Kind.EMPTY),
        ({"choices": {}}, Kind.EMPTY),
        ({"choices": [None]}, Kind.EMPTY),
        ({"choices": [{"message": None}]}, Kind.EMPTY),
        (completion(None), Kind.EMPTY),
        (completion("  "), Kind.EMPTY),
        (completion("x", finish="length"), Kind.TRUNCATED),
        (completion("x", finish="content_filter"), Kind.FILTERED),
        (completion(None, message={"refusal": "I will not."}), Kind.REFUSAL),
        (
            completion(None, message={"tool_calls": [{"function": {"name": "delete_all", "arguments": "{}"}}]}),
            Kind.EMPTY,
        ),
        (completion(None, message={"tool_calls": [TOOL, TOOL]}), Kind.EMPTY),
    ],
)
def test_strange_envelopes_fail_each_in_its_own_way(told: Any, kind: Kind) -> None:
    with pytest.raises(ModelError) as caught:
        opened(body(told), "host", "m")
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (401, "Incorrect API key provided", Kind.KEY),
        (403, "", Kind.KEY),
        (404, "The model `x` does not exist", Kind.MODEL),
        (404, "Not Found", Kind.URL),
        (400, "unknown model x", Kind.MODEL),
        (405, "Method Not Allowed", Kind.URL),
        (407, "Proxy Authentication Required", Kind.PROXY),
        (302, "", Kind.REDIRECT),
        (307, "", Kind.REDIRECT),
        (413, "", Kind.CONTEXT),
        (400, "This model's maximum context length is 8192 tokens", Kind.CONTEXT),
        (400, "the request exceeds the available context size", Kind.CONTEXT),
        (400, "Unsupported parameter: 'max_tokens' is not supported with this model", Kind.FORM),
        (400, "response_format json_schema is not supported", Kind.FORM),
        (422, "Extra inputs are not permitted: tool_choice", Kind.FORM),
        (400, "The response was filtered: content_filter", Kind.FILTERED),
        (400, "bad", Kind.REQUEST),
        (429, "Rate limit", Kind.BUSY),
        (429, "You exceeded your current quota, look at your billing", Kind.QUOTA),
        (403, "Insufficient balance", Kind.PAYMENT),
        (402, "", Kind.PAYMENT),
        (400, "Your credit balance is too low to access the API", Kind.PAYMENT),
        (429, "Billing hard limit has been reached", Kind.QUOTA),
        (404, "DeploymentNotFound", Kind.DEPLOYMENT),
        (404, "The deployment gpt-4o-east does not exist", Kind.DEPLOYMENT),
        (403, "Public access is disabled by the virtual network", Kind.BARRED),
        (403, "Your IP address 203.0.113.9 is not allowed", Kind.BARRED),
        (403, "Denied by the firewall", Kind.BARRED),
        (401, "Access denied by network policy", Kind.BARRED),
        (403, "unsupported_country_region_territory", Kind.REGION),
        (400, "User location is not supported for the API use", Kind.REGION),
        (403, "This model is not available in your country", Kind.REGION),
        (400, "Budget has been exceeded! Current cost: 2.0, Max budget: 2.0", Kind.SPENT),
        (429, "ExceededBudget: Team is over its budget", Kind.SPENT),
        (400, "ResponsibleAIPolicyViolation", Kind.FILTERED),
        (400, "triggered the content management policy", Kind.FILTERED),
        (500, "response_format", Kind.SERVER),
        (503, "", Kind.SERVER),
    ],
)
def test_each_refusal_of_a_server_is_told_apart(status: int, said: str, kind: Kind) -> None:
    assert refused(status, body({"error": {"message": said}}), "host", "m", None).kind is kind


def test_a_page_that_forbids_is_a_firewalls_and_no_fault_of_the_key() -> None:
    assert refused(403, b"<html><h1>Access denied by the administrator</h1></html>", "h", "m", None).kind is Kind.BARRED


def test_a_quota_that_renews_in_a_moment_is_waited_for() -> None:
    said = body({"error": {"message": "You exceeded your current quota for requests per minute"}})
    assert refused(429, said, "h", "m", 20.0).kind is Kind.BUSY


@pytest.mark.parametrize("kind", Kind)
def test_each_failure_says_plainly_what_happened_and_what_to_do(kind: Kind) -> None:
    problem = ModelError(kind, "llm.example:8000", "small-model", "10 calls")
    said = str(problem)
    assert ";" in said
    assert said.endswith(".")
    assert "{" not in said
    assert "llm.example:8000" in said or "small-model" in said or kind is Kind.FILTERED
    assert problem.cure


def test_a_servers_own_words_are_never_repeated() -> None:
    problem = refused(
        401, body({"error": {"message": "key sk-secret-canary ![x](http://evil.example)"}}), "h", "m", None
    )
    assert "canary" not in str(problem)
    assert "evil" not in str(problem)
