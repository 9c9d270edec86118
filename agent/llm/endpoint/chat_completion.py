"""Read the envelope of a chat completion strictly: the text inside, why it ended, and what it cost."""

import json
from collections.abc import Mapping
from typing import Any

from agent.llm.answers.json_extraction import THOUGHTS_BEGIN, THOUGHTS_END
from agent.llm.answers.strict_json import Unreadable, strict_json
from agent.llm.calls import Answer, Usage
from agent.llm.endpoint.error_bodies import failed_inside
from agent.llm.errors import Kind, ModelError


def opened(body: bytes, host: str, model: str) -> Answer:
    """The answer inside the body of a successful response."""
    return completed(_object(body, host, model), host, model)


def completed(whole: Mapping[str, Any], host: str, model: str) -> Answer:
    """The answer inside a chat completion; one that cannot be used says what it cost all the same."""
    usage, told = _usage(whole.get("usage")), _text_of(whole.get("choices"))
    if isinstance(told, Kind):
        problem = ModelError(told, host, model)
        problem.usage = usage
        raise problem
    return Answer(text=told, usage=usage)


def _text_of(choices: object) -> str | Kind:
    """The words of the first choice, or why there are none."""
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return Kind.EMPTY
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        return Kind.FILTERED
    if message.get("refusal"):
        return Kind.REFUSAL
    text = words_in(message.get("content")) or _arguments(message.get("tool_calls"))
    if finish == "length":
        return Kind.THOUGHTS if _is_thought(text) else Kind.TRUNCATED
    if text.strip():
        return text
    return Kind.THOUGHTS if any(message.get(name) for name in THOUGHT_FIELDS) else Kind.EMPTY


def _is_thought(text: str) -> bool:
    """Whether what came before the room was used up is nothing, or a thought that has no end."""
    return not text.strip() or bool(THOUGHTS_BEGIN.match(text.lstrip()) and not THOUGHTS_END.search(text))


def _object(body: bytes, host: str, model: str) -> dict[str, Any]:
    text = body.decode("utf-8", errors="replace").removeprefix("\ufeff").strip()
    if text[:1] == "<":
        raise ModelError(Kind.HTML, host, model)
    if not text:
        raise ModelError(Kind.EMPTY, host, model)
    try:
        whole = strict_json(text)
    except Unreadable:
        raise ModelError(Kind.MALFORMED, host, model) from None
    if whole is None:
        raise ModelError(Kind.EMPTY, host, model)
    if not isinstance(whole, dict):
        raise ModelError(Kind.MALFORMED, host, model)
    if whole.get("error"):
        raise failed_inside(whole, host, model)
    return whole


def words_in(content: object) -> str:
    """The words of a message, which some servers send in pieces."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    pieces = [piece.get("text") for piece in content if isinstance(piece, dict)]
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _arguments(calls: object) -> str:
    """The arguments of the one tool there is; anything else that is called is no answer."""
    if not isinstance(calls, list) or len(calls) != 1 or not isinstance(calls[0], dict):
        return ""
    function = calls[0].get("function")
    if not isinstance(function, dict) or function.get("name") != TOOL:
        return ""
    arguments = function.get("arguments")
    return json.dumps(arguments) if isinstance(arguments, dict) else arguments if isinstance(arguments, str) else ""


THOUGHT_FIELDS = ("reasoning_content", "reasoning")
"""Where servers put the thoughts of a model beside its answer."""
TOOL = "answer"
"""The name of the one tool through which an answer may come."""


def _usage(told: object) -> Usage:
    if not isinstance(told, dict):
        return Usage()
    prompt, output = _count(told.get("prompt_tokens")), _count(told.get("completion_tokens"))
    cached = min(prompt, _detail(told, "prompt_tokens_details", "cached_tokens"))
    thoughts = min(output, _detail(told, "completion_tokens_details", "reasoning_tokens"))
    return Usage(prompt=prompt, cached=cached, output=output, thoughts=thoughts)


def _detail(told: Mapping[str, Any], of: str, name: str) -> int:
    details = told.get(of)
    return _count(details.get(name)) if isinstance(details, dict) else 0


def _count(told: object) -> int:
    sound = isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 10_000_000
    return told if sound and isinstance(told, int) else 0
