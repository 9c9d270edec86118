"""What a response that is no success means: read from its status and from the server's own words.

Providers wrap those words in each other's envelopes, as lists, objects and JSON inside a string; they are looked for
through all of it. They are looked at and never shown.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from agent.llm.answers.strict_json import Unreadable, strict_json
from agent.llm.errors import Kind, ModelError

PARAMETERS = (
    "max_completion_tokens", "max_tokens", "temperature", "reasoning_effort", "stream_options", "stream",
    "response_format", "tool_choice", "tools",
)  # fmt: skip
"""What is sent beside model and messages, and may be rejected."""
MOST_LEVELS = 20
"""How deep words are looked for: a provider's own error has up to six levels, and is wrapped up to eight times, some of
them two levels each."""
_MOST_READ = 500_000
_MOST_ENTRIES = 20
_MOST_PLAIN = 2_000
_ECHOES = ("input", "ctx", "request", "messages")
"""Fields in which servers repeat what was sent to them."""
_FORMS = re.compile(r"json_schema|json_object|strict|grammar|schema")
_NAMED = re.compile(r"(?<![a-z_])(" + "|".join(PARAMETERS) + r")(?![a-z_])")
_PATH = re.compile(r"[\w.\[\]$/'-]{1,120}")


def refused(status: int, body: bytes, host: str, model: str, wait: float | None) -> ModelError:
    """What a response that is no success means; of a parameter that was rejected, the detail is its name."""
    whole = _read(body)
    said = _words_of(whole)
    kind = _by_cause(status, body, said, wait) or _by_status(status, said) or _by_words(said)
    if kind is not None:
        return ModelError(kind, host, model, wait=wait)
    parameter = _parameter(whole, said)
    return ModelError(Kind.FORM if parameter else Kind.REQUEST, host, model, detail=parameter)


def failed_inside(whole: object, host: str, model: str) -> ModelError:
    """What an error means that comes where an answer was promised."""
    return ModelError(_by_words(_words_of(whole)) or Kind.SERVER, host, model)


def _by_cause(status: int, body: bytes, said: str, wait: float | None) -> Kind | None:
    """What a refusal names as its cause, which says more than its status."""
    if _LOADING.search(said) and (400 <= status < 500 or status == 503):
        return Kind.NOT_LOADED
    if not 400 <= status < 500:
        return None
    if status == 403 and body.lstrip()[:1] == b"<":
        return Kind.BARRED
    if status == 402:
        return Kind.PAYMENT
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


_LOADING = re.compile(
    r"no models? (?:is |are )?(?:currently )?loaded|model.{0,80}(?:is|was) not (?:yet )?loaded|loading (?:the )?model|"
    r"model.{0,80}(?:is|are) (?:currently |still )?(?:loading|being loaded)|model_not_loaded"
)
_CAUSES = tuple(
    (kind, re.compile(words))
    for kind, words in (
        (Kind.DEPLOYMENT, r"deployment ?not ?found|deployment .{0,60}does not exist"),
        (Kind.MODEL, r"model[ _]not[ _]found|unknown model|invalid model (?:name|id)"),
        (Kind.FILTERED, r"content[ _]filter|content management policy|responsible ?ai ?policy"),
        (Kind.SPENT, r"budget[ _]?exceeded|exceeded ?(?:your |the )?budget|over (?:its |the )?budget|max budget|"
                     r"budget has been exceeded"),
        (Kind.PAYMENT, r"payment[ _]required|insufficient[ _](?:credits?|balance|funds)|out of credits|"
                       r"(?:credit )?balance is too low"),
        (Kind.QUOTA, r"insufficient[ _]quota|exceeded your current quota|billing[ _]hard[ _]limit|"
                     r"spend(?:ing)? limit"),
        (Kind.REGION, r"unsupported_country|(?:not|n't) (?:available|supported|served) in (?:your|this) "
                      r"(?:country|region|location)|(?:country|region|location).{0,40} not supported"),
        (Kind.BARRED, r"virtual network|firewall|network (?:rules?|polic(?:y|ies))|"
                      r"\bip\b.{0,40}(?:not (?:allowed|authori[sz]ed|permitted)|blocked|denied)"),
    )
)  # fmt: skip
_BY_STATUS = {
    401: Kind.KEY, 403: Kind.KEY, 405: Kind.URL, 407: Kind.PROXY, 408: Kind.SERVER, 413: Kind.CONTEXT, 429: Kind.BUSY,
}  # fmt: skip
_TOO_LONG = re.compile(
    r"context.{0,20}length|maximum context|context.{0,12}(?:window|size)|too many tokens|prompt is too long|"
    r"exceeds? .{0,40}context"
)


def _parameter(whole: object, said: str) -> str:
    """The parameter that was rejected: as a field names it, else as the prose does, else as a key."""
    for text in _strings(whole, MOST_LEVELS):
        if _PATH.fullmatch(text) and (named := _NAMED.search(text.lower())):
            return named[1]
    if named := _NAMED.search(said):
        return named[1]
    for key in _keys(whole, MOST_LEVELS):
        if key in PARAMETERS:
            return key
    form = _FORMS.search(said)
    return form[0] if form else ""


def _read(body: bytes) -> object:
    """The data of an error; its bare text where it is no data, and nothing where it is a page."""
    text = body[:_MOST_READ].decode("utf-8", errors="replace").removeprefix("\ufeff").strip()
    try:
        return strict_json(text)
    except Unreadable:
        return "" if text[:1] == "<" else text[:_MOST_PLAIN]


def _words_of(whole: object) -> str:
    """All words of an error in one line; what they repeat of the request is left out."""
    return " ".join(_strings(whole, MOST_LEVELS)).lower()


def _strings(part: object, levels: int) -> Iterator[str]:
    inner = _inside(part)
    if isinstance(inner, str):
        yield inner
    elif levels:
        for one in _entries(inner):
            yield from _strings(one, levels - 1)


def _keys(part: object, levels: int) -> Iterator[str]:
    inner = _inside(part)
    if levels and not isinstance(inner, str):
        named = inner if isinstance(inner, Mapping) else {}
        yield from (str(name) for name in named if name not in _ECHOES)
        yield from chain.from_iterable(_keys(one, levels - 1) for one in _entries(inner))


def _inside(part: object) -> object:
    """A string that is itself JSON, as some proxies hand on another server's error, is opened."""
    if isinstance(part, str) and part.lstrip()[:1] in ("{", "["):
        try:
            return strict_json(part)
        except Unreadable:
            return part
    return part


def _entries(part: object) -> Iterator[object]:
    if isinstance(part, Mapping):
        yield from (one for name, one in part.items() if name not in _ECHOES)
    elif isinstance(part, list):
        yield from part[:_MOST_ENTRIES]
