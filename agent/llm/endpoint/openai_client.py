"""Send calls to an OpenAI-compatible endpoint; the only place that knows the ``openai`` library."""

import logging
import queue
import socket
import ssl
import threading
import time
from typing import Any, cast
from urllib.parse import urlsplit

from agent.llm.calls import Answer, Call, Ear, OutputMode, Patience
from agent.llm.endpoint.chat_completion import TOOL
from agent.llm.endpoint.dialect import Dialect, length_name
from agent.llm.endpoint.error_bodies import refused
from agent.llm.endpoint.streaming import BROKEN, received
from agent.llm.errors import Kind, ModelError

log = logging.getLogger(__name__)

NO_KEY = "none-needed"
"""What stands in for a key where the endpoint asks for none; the library insists on one."""
_UNFORESEEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError, AssertionError)
"""What the library was seen to raise over strange responses, or might."""
_GRACE_SECONDS = 0.3
_LOOK_SECONDS = 0.1
_MANNERS = 8
"""How often one call is sent at most while it is found out which parameters the model takes."""
MOST_BROKEN = 3
"""After so many streams that did not hold together, as behind a proxy that cuts them, answers are asked for whole."""
Told = str | Answer | ModelError | None
"""What the thread of a call tells: pieces of the text, then what came of it."""


class OpenAIClient:
    """One model at one endpoint; the key goes there and nowhere else."""

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str = "",
        temperature: float = 0.0,
        trust: ssl.SSLContext | None = None,
        effort: str | None = None,
    ) -> None:
        self.model, self.host = model, urlsplit(base_url).netloc
        self._base_url, self._key, self._temperature, self._trust = base_url, key, temperature, trust
        self._effort = effort
        self._lock, self._made = threading.Lock(), cast(Any, None)
        self.dialect = Dialect(f"{self.host} {model} {effort or ''}")
        self._broken_streams, self._streams_hold = 0, True

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer, or a ModelError; never later than patience allows."""
        self._ready()  # what has to be loaded for the first call is not on its clock
        until = time.monotonic() + patience.seconds
        for _ in range(_MANNERS):
            sent, streamed = self.dialect.refused, self._streams
            try:
                answer = self._waited_for(call, until - time.monotonic(), patience)
            except ModelError as problem:
                self.dialect.learn(problem, sent)
                self._broken_streams += problem.detail == BROKEN
                self._streams_hold = self._streams_hold and self._broken_streams < MOST_BROKEN
                if (self.dialect.refused, self._streams) == (sent, streamed):
                    raise
            else:
                self._broken_streams = 0
                return answer
        raise ModelError(Kind.REQUEST, self.host, self.model)

    def close(self) -> None:
        """Close the connections."""
        if self._made is not None:
            self._made.close()

    @property
    def _streams(self) -> bool:
        return self._streams_hold and "stream" not in self.dialect.refused

    def _ready(self) -> None:
        try:
            self._client()
        except _UNFORESEEN as problem:
            log.warning("a call cannot be prepared: %s", type(problem).__name__)
            raise ModelError(Kind.MALFORMED, self.host, self.model) from None

    def _waited_for(self, call: Call, seconds: float, patience: Patience) -> Answer:
        """Make the call on a thread of its own, as looking up a name knows no deadline; listen here meanwhile."""
        told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        ear, left = patience.ear() if patience.ear and self._streams else None, threading.Event()

        def run() -> None:
            try:
                told.put(self._sent(self._options(call, ear is not None), seconds, left, told.put))
            except ModelError as problem:
                told.put(problem)
            finally:
                told.put(None)

        threading.Thread(target=run, name="model-call", daemon=True).start()
        try:
            return self._listened(told, ear, time.monotonic() + seconds + _GRACE_SECONDS, patience.stop)
        finally:
            left.set()

    def _listened(
        self, told: "queue.SimpleQueue[Told]", ear: Ear | None, until: float, stop: threading.Event
    ) -> Answer:
        """Hand on the pieces as they come; what came in the end is given or raised."""
        while True:
            now = time.monotonic()
            if stop.is_set():
                raise ModelError(Kind.STOPPED, self.host, self.model)
            if now >= until:
                raise ModelError(Kind.TIMEOUT, self.host, self.model)
            try:
                came = told.get(timeout=min(_LOOK_SECONDS, until - now))
            except queue.Empty:
                continue
            if isinstance(came, Answer):
                return came
            if not isinstance(came, str):
                raise came or ModelError(Kind.REQUEST, self.host, self.model)
            if ear is not None:
                ear(came)

    def _sent(self, options: dict[str, Any], seconds: float, left: threading.Event, heard: Ear) -> Answer:
        openai = _loaded()
        from agent.llm.endpoint.transport import FAILURES, allowing

        try:
            with allowing(seconds, left), self._asked(options) as answer:
                return received(answer.iter_bytes(), self.host, self.model, heard)
        except openai.APIStatusError as problem:
            told = problem.response
            wait = _seconds_in(told.headers.get("retry-after"))
            raise refused(told.status_code, told.content, self.host, self.model, wait) from None
        except (openai.APIConnectionError, *FAILURES) as problem:
            raise ModelError(_kind_of(problem), self.host, self.model) from None
        except (*_UNFORESEEN, openai.OpenAIError) as problem:
            log.warning("a call failed in an unforeseen way: %s", type(problem).__name__)
            raise ModelError(Kind.MALFORMED, self.host, self.model) from None

    def _asked(self, options: dict[str, Any]) -> Any:
        """The response as its bytes come in; it is closed when it is left."""
        return self._client().chat.completions.with_streaming_response.create(**options)

    def _options(self, call: Call, streamed: bool) -> dict[str, Any]:
        refused = self.dialect.refused
        options: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": message.role, "content": message.text} for message in call.messages],
            length_name(refused): call.most_output,
            "temperature": self._temperature,
            **_form(call),
        }
        if self._effort:
            options["reasoning_effort"] = self._effort
        if streamed:
            options |= {"stream": True, "stream_options": {"include_usage": True}}
        return {name: value for name, value in options.items() if name not in refused}

    def _client(self) -> Any:
        openai = _loaded()
        with self._lock, _LOADING:
            if self._made is None:
                from agent.llm.endpoint.transport import http_client

                self._made = openai.OpenAI(
                    base_url=self._base_url,
                    api_key=self._key or NO_KEY,
                    max_retries=0,
                    timeout=None,
                    http_client=http_client(self._base_url, self._trust),
                )
                _ = self._made.chat.completions.with_streaming_response  # it loads more of itself with the first use
            return self._made


_LOADING = threading.Lock()


def _loaded() -> Any:
    """The library with all that a call needs of it; two threads that load one library at once can block each other."""
    with _LOADING:
        import openai

        import agent.llm.endpoint.transport  # noqa: F401

        return openai


def _form(call: Call) -> dict[str, Any]:
    """The parameters that ask for JSON, by the mode of the ladder."""
    if call.mode in (OutputMode.STRICT, OutputMode.SCHEMA):
        named: dict[str, Any] = {"name": call.task, "schema": dict(call.schema)}
        if call.mode is OutputMode.STRICT:
            named["strict"] = True
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if call.mode is OutputMode.TOOL:
        function = {"name": TOOL, "description": f"The answer to: {call.task}", "parameters": dict(call.schema)}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": TOOL}},
        }
    return {"response_format": {"type": "json_object"}} if call.mode is OutputMode.OBJECT else {}


def _kind_of(problem: BaseException) -> Kind:
    """What lies beneath a failed connection."""
    import httpcore2

    from agent.llm.endpoint.transport import ElsewhereError, GivenUp, OutOfTime, TooLarge

    cause: BaseException | None = problem
    while cause is not None:
        match cause:
            case ssl.SSLCertVerificationError():
                return Kind.CERTIFICATE
            case TooLarge():
                return Kind.TOO_LARGE
            case GivenUp():
                return Kind.STOPPED
            case ElsewhereError():
                return Kind.REDIRECT
            case OutOfTime() | httpcore2.TimeoutException() | socket.timeout():
                return Kind.TIMEOUT
        cause = cause.__cause__ or cause.__context__
    return Kind.UNREACHABLE


def _seconds_in(told: str | None) -> float | None:
    """What a Retry-After says in seconds; dates and nonsense count as nothing said."""
    try:
        seconds = float(told) if told else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < 1e9 else None
