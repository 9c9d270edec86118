"""Read an answer while it comes: as a stream of events, or as one body where the endpoint does not stream."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from agent.llm.answers.strict_json import Unreadable, strict_json
from agent.llm.calls import Answer, Ear
from agent.llm.endpoint.chat_completion import THOUGHT_FIELDS, completed, opened, words_in
from agent.llm.endpoint.error_bodies import failed_inside
from agent.llm.endpoint.sse import Event, events
from agent.llm.errors import Kind, ModelError

_STARTS = (b"data:", b"event:", b"id:", b"retry:", b":")
"""How a stream of events begins; nothing else that is sent does."""
_BLANK = b" \t\r\n\xef\xbb\xbf"
_ENOUGH = 8
_DONE = "[DONE]"
BROKEN = "broken stream"
"""The detail of a failure that lies in the stream itself, not in what the model says."""
_MOST_CALLS = 8


def received(pieces: Iterable[bytes], host: str, model: str, heard: Ear) -> Answer:
    """The answer inside a body; where it is a stream, its text is handed on piece by piece."""
    rest = iter(pieces)
    start = _start(rest)
    if not start.lstrip(_BLANK).startswith(_STARTS):
        return opened(start + b"".join(rest), host, model)
    growing = _Growing(host, model, heard)
    for event in events(chain((start,), rest)):
        if growing.take(event):
            break
    return growing.answer()


def _start(pieces: Iterator[bytes]) -> bytes:
    """Enough of a body to see what it is."""
    start = bytearray()
    for piece in pieces:
        start += piece
        if len(start.lstrip(_BLANK)) >= _ENOUGH:
            break
    return bytes(start)


class _Growing:
    """An answer that is put together from its chunks; whatever is not as agreed ends it."""

    def __init__(self, host: str, model: str, heard: Ear) -> None:
        self._host, self._model, self._heard = host, model, heard
        self._text: list[str] = []
        self._calls: dict[int, tuple[list[str], list[str]]] = {}
        """Names and arguments of the tools that are called."""
        self._finish = ""
        self._usage: object = None
        self._begun = self._thought = False

    def take(self, event: Event) -> bool:
        """Take a chunk in; true once nothing more is to come."""
        if event.data.strip() == _DONE:
            return True
        chunk = self._chunk(event)
        self._usage = chunk.get("usage") or self._usage
        choices = [] if chunk.get("choices") is None and chunk.get("usage") else chunk.get("choices")
        if not isinstance(choices, list) or len(choices) > 1:
            raise self._problem(Kind.MALFORMED)
        for choice in choices:
            self._grow(choice)
        return bool(self._finish and self._usage)

    def answer(self) -> Answer:
        """The whole answer; one that never said that it is whole is none."""
        if not self._finish:
            raise ModelError(Kind.TRUNCATED if self._begun else Kind.EMPTY, self._host, self._model, BROKEN)
        calls = [
            {"function": {"name": "".join(name), "arguments": "".join(arguments)}}
            for _, (name, arguments) in sorted(self._calls.items())
        ]
        message = {"content": "".join(self._text), "tool_calls": calls, THOUGHT_FIELDS[0]: self._thought}
        choice = {"message": message, "finish_reason": self._finish}
        return completed({"choices": [choice], "usage": self._usage}, self._host, self._model)

    def _chunk(self, event: Event) -> dict[str, Any]:
        try:
            chunk = strict_json(event.data)
        except Unreadable:
            raise self._problem(Kind.SERVER if event.name == "error" else Kind.MALFORMED) from None
        if event.name == "error" or (isinstance(chunk, dict) and chunk.get("error")):
            raise failed_inside(chunk, self._host, self._model)
        if not isinstance(chunk, dict):
            raise self._problem(Kind.MALFORMED)
        return chunk

    def _grow(self, choice: object) -> None:
        if not isinstance(choice, dict) or not _is_first(choice.get("index")):
            raise self._problem(Kind.MALFORMED)
        delta, finish = choice.get("delta") or {}, choice.get("finish_reason") or ""
        if not isinstance(delta, dict) or not isinstance(finish, str):
            raise self._problem(Kind.MALFORMED)
        if delta.get("refusal"):
            raise self._problem(Kind.REFUSAL)
        self._thought = self._thought or any(delta.get(name) for name in THOUGHT_FIELDS)
        self._say(delta.get("content"))
        self._call(delta.get("tool_calls"))
        self._finish = finish or self._finish

    def _say(self, content: object) -> None:
        if content is not None and not isinstance(content, str | list):
            raise self._problem(Kind.MALFORMED)
        self._hear(words_in(content), self._text)

    def _call(self, calls: object) -> None:
        """Take pieces of tool calls in; only the first tool that is called can be an answer."""
        for call in calls if isinstance(calls, list) else [] if calls is None else [calls]:
            function = call.get("function") if isinstance(call, dict) else None
            place = call.get("index") or 0 if isinstance(call, dict) else None
            if not isinstance(function, dict) or not isinstance(place, int) or not 0 <= place < _MOST_CALLS:
                raise self._problem(Kind.MALFORMED)
            names, arguments = self._calls.setdefault(place, ([], []))
            name, piece = function.get("name") or "", function.get("arguments") or ""
            piece = json.dumps(piece) if isinstance(piece, dict) else piece
            if not isinstance(name, str) or not isinstance(piece, str):
                raise self._problem(Kind.MALFORMED)
            names += [name] if name and name not in names else []
            self._hear(piece, arguments)

    def _hear(self, piece: str, kept: list[str]) -> None:
        """Keep a piece of the text and hand it on; after its end there is no more of it."""
        if piece and self._finish:
            raise self._problem(Kind.MALFORMED)
        if piece:
            self._begun = True
            kept.append(piece)
            self._heard(piece)

    def _problem(self, kind: Kind) -> ModelError:
        return ModelError(kind, self._host, self._model, BROKEN if kind is Kind.MALFORMED else "")


def _is_first(index: object) -> bool:
    """Whether a choice is the only one that was asked for."""
    return index is None or (index == 0 and not isinstance(index, bool))
