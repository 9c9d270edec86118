"""The same answers as a stream of server-sent events, and what can go wrong with one."""

import json
import socket
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.behaviours import Behaviour, completion, page, respond
from tests.stub_endpoint.envelopes import enveloped

PIECE = 24
"""Letters of the answer in one event."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = "data: [DONE]\n\n"
USAGE = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020}


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> str:
    """One event with one choice."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": finish}
    return event({"choices": [choice], **more})


def event(data: Any) -> str:
    """One event with any data."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def chunks(
    asked: Asked, answer: Any, piece: int = PIECE, usage: bool = True, counts: Mapping[str, int] = USAGE
) -> list[str]:
    """An answer as the events of a good stream, in the form that was asked for."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    parts = [text[start : start + piece] for start in range(0, len(text), piece)]
    if asked.form == "tool":
        first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "answer", "arguments": ""}}
        pieces = [chunk({"role": "assistant", "tool_calls": [first]})]
        pieces += [chunk({"tool_calls": [{"index": 0, "function": {"arguments": part}}]}) for part in parts]
    else:
        pieces = [chunk({"role": "assistant", "content": ""}), *(chunk({"content": part}) for part in parts)]
    pieces.append(chunk(finish="tool_calls" if asked.form == "tool" else "stop"))
    told = usage and asked.body.get("stream_options", {}).get("include_usage")
    return [*pieces, *([event({"choices": [], "usage": dict(counts)})] if told else []), DONE]


def streamed(asked: Asked, answer: Any, every: float = 0.0, piece: int = PIECE) -> Behaviour:
    """Stream an answer where that is asked for, with a pause after each event; else answer as a whole."""
    if not asked.body.get("stream"):
        return respond(completion(**enveloped(asked, answer)))
    return sends(chunks(asked, answer, piece), every)


def sends(pieces: Iterable[str], every: float = 0.0, ends: bool = True) -> Behaviour:
    """Send these events, chunk by chunk; without its end the body is cut off in the middle."""
    sent = [one.encode("utf-8", errors="surrogatepass") for one in pieces]
    if not every:
        sent = [b"".join(sent)]

    def play(line: socket.socket, closing: threading.Event) -> None:
        line.sendall(HEAD)
        for one in sent:
            line.sendall(framed(one))
            if every and closing.wait(every):
                return
        if ends:
            line.sendall(framed(b""))

    return play


def framed(one: bytes) -> bytes:
    """A piece of a body that is sent in chunks."""
    return f"{len(one):x}\r\n".encode() + one + b"\r\n"


def body(*pieces: str) -> bytes:
    """A whole response with these events, its length announced."""
    whole = page("".join(pieces))
    return whole.replace(b"Content-Type: application/json", b"Content-Type: text/event-stream")


def endless(one: str) -> Behaviour:
    """Send the same event without end."""
    sent = one.encode() * max(1, 65_536 // len(one))

    def play(line: socket.socket, closing: threading.Event) -> None:
        line.sendall(HEAD)
        while not closing.is_set():
            line.sendall(framed(sent))

    return play


class Watched:
    """Streams slowly without end, and notes when the caller hangs up."""

    def __init__(self, first: Iterable[str], then: str, every: float = 0.02) -> None:
        self._first, self._then, self._every = list(first), then, every
        self.begun, self.left = threading.Event(), threading.Event()

    def __call__(self, line: socket.socket, closing: threading.Event) -> None:
        try:
            line.sendall(HEAD)
            for one in self._first:
                line.sendall(framed(one.encode()))
            self.begun.set()
            while not closing.wait(self._every):
                line.sendall(framed(self._then.encode()))
        except OSError:
            self.left.set()
