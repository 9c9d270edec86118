"""Read the body of a chat completion's request, whatever way it asks for JSON."""

from typing import Any

from agent.llm.calls import Message
from agent.llm.endpoint.chat_completion import words_in
from evals.llm.request_folder import Request
from tests.stub_endpoint import Asked

_READ_APART = {"messages", "response_format", "tools", "tool_choice"}
_FORMS = {"strict": "json_schema, strict", "schema": "json_schema", "tool": "tool", "object": "json_object"}


class BadRequest(ValueError):
    """A body is no request for a chat completion."""


def request_of(asked: Asked) -> Request:
    """The messages, the schema of the answer and all other parameters."""
    told = asked.body.get("messages") if isinstance(asked.body, dict) else None
    if not isinstance(told, list) or not told:
        raise BadRequest("messages must be a list with at least one message")
    form = asked.form
    schema = _schema(asked.body, form)
    parameters = {name: value for name, value in asked.body.items() if name not in _READ_APART}
    parameters["form"] = _FORMS.get(form, "plain text")
    name = _name(asked.body)
    if name:
        parameters = {"task": name, **parameters}
    return Request(tuple(map(_message, told)), schema, parameters, wants_json=form != "prompt")


def _message(told: Any) -> Message:
    if not isinstance(told, dict) or not isinstance(told.get("role"), str):
        raise BadRequest("every message needs a role and a content")
    words = words_in(told.get("content"))
    return Message(told["role"], words.encode("utf-8", errors="replace").decode())


def _schema(body: dict[str, Any], form: str) -> dict[str, Any]:
    schema: Any = {}
    if form in ("strict", "schema"):
        schema = body["response_format"]["json_schema"].get("schema")
    elif form == "tool":
        schema = body["tools"][0].get("function", {}).get("parameters")
    return schema if isinstance(schema, dict) else {}


def _name(body: dict[str, Any]) -> str:
    """What the caller calls the task, where it does."""
    named = body.get("response_format", {}).get("json_schema", {}).get("name")
    return named if isinstance(named, str) else ""
