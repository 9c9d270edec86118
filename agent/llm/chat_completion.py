"""Read the envelope of a chat completion strictly: the text inside, why it ended, and what it cost."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from agent.llm.calls import Answer, Usage
from agent.llm.errors import Kind, ModelError

DEEPEST = 60
"""Levels of nesting beyond which nobody answers in earnest."""


class Unreadable(ValueError):
    """A text is not the strict JSON that is read here."""


def strict_json(text: str) -> Any:
    """Read JSON without its traps: repeated keys, NaN, endless numbers, bottomless nesting."""
    depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if depth > DEEPEST:
            raise Unreadable("it is nested too deeply")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise Unreadable(f"it is not JSON: {problem.msg} at character {problem.pos}") from None
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"it is not JSON as it should be: {problem}") from None


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
    if finish == "length":
        return Kind.TRUNCATED
    text = words_in(message.get("content")) or _arguments(message.get("tool_calls"))
    return text if text.strip() else Kind.EMPTY


def refused(status: int, body: bytes, host: str, model: str, wait: float | None) -> ModelError:
    """What a response that is no success means."""
    said = _said(body)
    kind = _by_cause(status, body, said, wait) or _by_status(status, said) or _by_words(said)
    if kind is not None:
        return ModelError(kind, host, model, wait=wait)
    parameter = _PARAMETER.search(said)
    return ModelError(Kind.FORM if parameter else Kind.REQUEST, host, model, detail=parameter[0] if parameter else "")


def _by_cause(status: int, body: bytes, said: str, wait: float | None) -> Kind | None:
    """What a refusal names as its cause, which says more than its status."""
    if not 400 <= status < 500:
        return None
    if status == 403 and body.lstrip()[:1] == b"<":
        return Kind.BARRED
    kind = next((kind for kind, words in _CAUSES if words.search(said)), None)
    renews = kind is Kind.QUOTA and status == 429 and wait is not None and "insufficient" not in said
    return Kind.BUSY if renews else kind


def _by_status(status: int, said: str) -> Kind | None:
    if status == 404:
        return Kind.MODEL if "model" in said else Kind.URL
    if 300 <= status < 400:
        return Kind.REDIRECT
    return Kind.SERVER if status >= 500 else _BY_STATUS.get(status)


def _by_words(said: str) -> Kind | None:
    return (
        Kind.CONTEXT if _TOO_LONG.search(said) else next((kind for kind, words in _CAUSES if words.search(said)), None)
    )


_CAUSES = tuple(
    (kind, re.compile(words))
    for kind, words in (
        (Kind.MODEL, r"model[ _]not[ _]found|unknown model|deployment ?not ?found|deployment .{0,40}does not exist"),
        (Kind.FILTERED, r"content[ _]filter|content management policy|responsible ?ai ?policy"),
        (Kind.SPENT, r"budget[ _]?exceeded|exceeded ?(?:your |the )?budget|over (?:its |the )?budget|max budget"),
        (Kind.QUOTA, r"insufficient[ _](?:quota|credits?|balance|funds)|exceeded your current quota|out of credits|"
                     r"(?:credit )?balance is too low|billing[ _]hard[ _]limit|spend(?:ing)? limit"),
        (Kind.REGION, r"unsupported_country|(?:not|n't) (?:available|supported|served) in (?:your|this) "
                      r"(?:country|region|location)|(?:country|region|location).{0,40} not supported"),
        (Kind.BARRED, r"virtual network|firewall|network (?:rules?|polic(?:y|ies))|"
                      r"\bip\b.{0,40}(?:not (?:allowed|authori[sz]ed|permitted)|blocked|denied)"),
    )
)  # fmt: skip
_BY_STATUS = {
    401: Kind.KEY, 402: Kind.QUOTA, 403: Kind.KEY, 405: Kind.URL, 407: Kind.PROXY, 408: Kind.TIMEOUT,
    413: Kind.CONTEXT, 429: Kind.BUSY,
}  # fmt: skip
_TOO_LONG = re.compile(
    r"context.{0,20}length|maximum context|context.{0,12}(?:window|size)|too many tokens|prompt is too long|"
    r"exceeds? .{0,40}context"
)
_PARAMETER = re.compile(
    r"max_completion_tokens|max_tokens|temperature|stream_options|\bstream\b|response_format|json_schema|json_object|tool_choice|tools|"
    r"strict|grammar|schema"
)


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


def failed_inside(whole: object, host: str, model: str) -> ModelError:
    """What an error means that comes where an answer was promised."""
    return ModelError(_by_words(_words_of(whole)) or Kind.SERVER, host, model)


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


TOOL = "answer"
"""The name of the one tool through which an answer may come."""


def _usage(told: object) -> Usage:
    if not isinstance(told, dict):
        return Usage()
    details = told.get("prompt_tokens_details")
    prompt, cached = _count(told.get("prompt_tokens")), 0
    if isinstance(details, dict):
        cached = min(prompt, _count(details.get("cached_tokens")))
    return Usage(prompt=prompt, cached=cached, output=_count(told.get("completion_tokens")))


def _count(told: object) -> int:
    sound = isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 10_000_000
    return told if sound and isinstance(told, int) else 0


def _said(body: bytes) -> str:
    """The server's own words about an error, small; they are looked at and never shown."""
    try:
        whole = strict_json(body[:20_000].decode("utf-8", errors="replace"))
    except Unreadable:
        return ""
    return _words_of(whole)


def _words_of(whole: object) -> str:
    """The words of an error, also of a list of them; what they repeat of the request is left out."""
    error = whole.get("error", whole) if isinstance(whole, dict) else None
    return " ".join(_strings(error, 4)).lower()


def _strings(part: object, depth: int) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping) and depth:
        for name, inner in part.items():
            yield from _strings(inner, depth - 1) if name not in ("input", "ctx") else ()
    elif isinstance(part, list) and depth:
        for inner in part[:20]:
            yield from _strings(inner, depth - 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
