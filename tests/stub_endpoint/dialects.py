"""How providers and servers refuse: the shapes of their errors, in our own words, and wrapped in each other's."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.llm.errors import Kind
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.behaviours import Behaviour, completion, respond
from tests.stub_endpoint.envelopes import enveloped
from tests.stub_endpoint.models import answer_of


@dataclass(frozen=True)
class Refusal:
    """One way in which one provider refuses everything."""

    name: str
    status: int
    body: Any
    kind: Kind
    says: str
    """Words of ours that tell the owner what to do."""

    @property
    def behaviour(self) -> Behaviour:
        """Send it."""
        return respond(self.body, self.status)


def openai(message: str, code: str, kind: str = "invalid_request_error", param: str | None = None) -> dict[str, Any]:
    """An error as OpenAI sends it."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


_FILTER = {
    "hate": {"filtered": False, "severity": "safe"},
    "violence": {"filtered": True, "severity": "medium"},
}
_FIREWALL = "<html><head><title>Web page blocked</title></head><body>Your request was blocked. ID 4711</body></html>"
_NOT_FOUND = "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"

REFUSALS: tuple[Refusal, ...] = (
    Refusal("OpenAI, quota", 429, openai("You exceeded your current quota.", "insufficient_quota",
            "insufficient_quota"), Kind.QUOTA, "plan and billing"),
    Refusal("OpenRouter, payment", 402, {"error": {"code": 402, "message": "This request requires more credits."}},
            Kind.PAYMENT, "add credit"),
    Refusal("DeepSeek, balance", 402, openai("Insufficient Balance", "invalid_request_error"), Kind.PAYMENT,
            "add credit"),
    Refusal("Azure, deployment", 404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this "
            "resource does not exist."}}, Kind.DEPLOYMENT, "name of your deployment"),
    Refusal("a firewall", 403, _FIREWALL, Kind.BARRED, "have this machine's address or network allowed"),
    Refusal("LiteLLM, budget, 400", 400, {"error": {"message": "Budget has been exceeded! Current cost: 3.1, Max "
            "budget: 3.0", "type": "budget_exceeded", "param": None, "code": "400"}}, Kind.SPENT, "have it raised"),
    Refusal("LiteLLM, budget, 429", 429, {"error": {"message": "ExceededBudget: User over budget. Spend=9, Budget=8",
            "type": "budget_exceeded", "code": "429"}}, Kind.SPENT, "have it raised"),
    Refusal("OpenAI, region", 403, openai("Country, region, or territory not supported",
            "unsupported_country_region_territory", "request_forbidden"), Kind.REGION, "serves it"),
    Refusal("Gemini, region", 400, [{"error": {"code": 400, "status": "FAILED_PRECONDITION", "message":
            "User location is not supported for the API use."}}], Kind.REGION, "serves it"),
    Refusal("Azure, filter", 400, {"error": {"message": "The prompt was stopped.", "type": None, "param": "prompt",
            "code": "content_filter", "status": 400, "innererror": {"code": "ResponsibleAIPolicyViolation",
            "content_filter_result": _FILTER}}}, Kind.FILTERED, "content filter"),
    Refusal("a filtered answer", 200, completion("", finish="content_filter"), Kind.FILTERED, "content filter"),
    Refusal("LM Studio, nothing loaded", 404, {"error": {"message": "No models loaded. Please load a model.", "type":
            "invalid_request_error", "param": "model", "code": "model_not_found"}}, Kind.NOT_LOADED, "load the model"),
    Refusal("llama.cpp, loading", 503, {"error": {"code": 503, "message": "Loading model", "type":
            "unavailable_error"}}, Kind.NOT_LOADED, "load the model"),
    Refusal("Ollama, no such model", 404, {"error": {"message": "model 'm' not found, try pulling it first", "type":
            "api_error", "param": None, "code": None}}, Kind.MODEL, "THREATPARLEY_MODEL"),
    Refusal("vLLM, no such model", 404, {"object": "error", "message": "The model `m` does not exist.", "type":
            "NotFoundError", "param": None, "code": 404}, Kind.MODEL, "THREATPARLEY_MODEL"),
    Refusal("OpenAI, key", 401, openai("Incorrect API key provided.", "invalid_api_key"), Kind.KEY,
            "THREATPARLEY_API_KEY"),
    Refusal("Mistral, key", 401, {"message": "Unauthorized", "request_id": "4711"}, Kind.KEY, "THREATPARLEY_API_KEY"),
    Refusal("nginx, no such path", 404, _NOT_FOUND, Kind.URL, "usually ends in /v1"),
    Refusal("Ollama, no such path", 404, "404 page not found", Kind.URL, "usually ends in /v1"),
    Refusal("OpenAI, context", 400, openai("This model's maximum context length is 4096 tokens.",
            "context_length_exceeded", param="messages"), Kind.CONTEXT, "THREATPARLEY_CONTEXT_TOKENS"),
    Refusal("llama.cpp, context", 400, {"error": {"code": 400, "message": "the request exceeds the available context "
            "size", "type": "exceed_context_size_error", "n_ctx": 4096}}, Kind.CONTEXT, "THREATPARLEY_CONTEXT_TOKENS"),
)  # fmt: skip
WRAPPABLE = tuple(one for one in REFUSALS if one.status >= 400 and isinstance(one.body, dict | list))
"""Those that come as data, which a proxy may put into its own."""


def wrapped(body: Any, levels: int) -> Any:
    """An error inside so many levels of objects, lists and JSON within a string, in turn."""
    shells: tuple[Callable[[Any], Any], ...] = (
        lambda inner: {"detail": inner},
        lambda inner: [inner],
        lambda inner: {"error": {"message": json.dumps(inner)}} if levels < 4 else {"errors": inner},
        lambda inner: {"cause": inner, "status": "failed"},
    )
    for level in range(levels):
        body = shells[level % len(shells)](body)
    return body


def mistral(field: str) -> dict[str, Any]:
    """An unknown field, as servers built on pydantic refuse it; they repeat what they were sent."""
    fault = {"type": "extra_forbidden", "loc": ["body", field], "msg": "Extra inputs are not permitted",
             "input": {"max_tokens": 5, "temperature": 0}}  # fmt: skip
    return {"object": "error", "message": {"detail": [fault]}, "type": "invalid_request_error", "code": None}


def inside_a_string(field: str) -> dict[str, Any]:
    """The same, handed on by a proxy as text."""
    return {"detail": json.dumps({"detail": [{"loc": ["body", field], "msg": "not allowed"}]})}


def by_key(field: str) -> dict[str, Any]:
    """Faults listed by the name of their field."""
    return {"title": "One or more faults", "errors": {field: ["This field is not known."]}}


def in_prose(field: str) -> dict[str, Any]:
    """As OpenAI names it in a sentence and in a field."""
    return openai(f"Unsupported parameter: '{field}' is not supported with this model.", "unsupported_parameter",
                  param=field)  # fmt: skip


SHAPES: tuple[Callable[[str], dict[str, Any]], ...] = (mistral, inside_a_string, by_key, in_prose)


def refusing(field: str, body: Any, status: int = 422) -> Callable[[Asked], Behaviour]:
    """A server that refuses a parameter and answers well without it."""

    def play(asked: Asked) -> Behaviour:
        if field in asked.body:
            return respond(body, status)
        return respond(completion(**enveloped(asked, answer_of(asked))))

    return play
