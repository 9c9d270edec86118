"""What an endpoint can do with a request, down to the single byte on the socket."""

import json
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

Behaviour = Callable[[socket.socket, threading.Event], None]
"""Plays an answer on a socket; the event is set when the endpoint closes."""

CHUNK = b"x" * 65_536


def completion(content: Any, **more: Any) -> dict[str, Any]:
    """The body of a chat completion; the content is text, or data that becomes JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    finish = more.pop("finish", "stop")
    message |= more.pop("message", {})
    usage = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020,
             "prompt_tokens_details": {"cached_tokens": 512}}  # fmt: skip
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "stub",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": usage, **more,
    }  # fmt: skip


def raw(data: bytes) -> Behaviour:
    """Send these very bytes."""

    def play(line: socket.socket, closing: threading.Event) -> None:
        line.sendall(data)

    return play


def page(body: bytes | str | dict[str, Any] | list[Any], status: int = 200, **headers: str) -> bytes:
    """A whole response as bytes."""
    if isinstance(body, dict | list):
        body, kind = json.dumps(body), "application/json"
    else:
        kind = "text/html" if str(body[:1]) in ("<", "b'<'") else "application/json"
    sent = body.encode("utf-8", errors="surrogatepass") if isinstance(body, str) else body
    head = {"Content-Type": kind, "Content-Length": str(len(sent))} | {
        n.replace("_", "-"): v for n, v in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + sent


def respond(body: bytes | str | dict[str, Any] | list[Any], status: int = 200, **headers: str) -> Behaviour:
    """Send a whole response."""
    return raw(page(body, status, **headers))


def error(status: int, message: str = "", code: str = "", **headers: str) -> Behaviour:
    """Send an error as these endpoints do."""
    return respond({"error": {"message": message, "type": "error", "code": code}}, status, **headers)


def after(seconds: float, then: Behaviour) -> Behaviour:
    """Wait first."""

    def play(line: socket.socket, closing: threading.Event) -> None:
        if not closing.wait(seconds):
            then(line, closing)

    return play


def hang() -> Behaviour:
    """Say nothing until the caller or the test gives up."""
    return lambda line, closing: _wait_for_end(line, closing)


def drip(data: bytes, every: float = 0.05, piece: int = 1) -> Behaviour:
    """Send a little now and then, so that no single pause is long."""

    def play(line: socket.socket, closing: threading.Event) -> None:
        for start in range(0, len(data), piece):
            line.sendall(data[start : start + piece])
            if closing.wait(every):
                return

    return play


def reset(data: bytes = b"") -> Behaviour:
    """Send some of it, then tear the connection."""

    def play(line: socket.socket, closing: threading.Event) -> None:
        line.sendall(data)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()

    return play


def promise(length: int, body: bytes) -> Behaviour:
    """Announce more than is sent, then close."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()
    return raw(head + body)


def flood(announced: int | None = 200 * 1024 * 1024) -> Behaviour:
    """Send without end, announced as huge or not announced at all."""

    def play(line: socket.socket, closing: threading.Event) -> None:
        length = f"Content-Length: {announced}\r\n" if announced else "Transfer-Encoding: chunked\r\n"
        line.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n".encode())
        piece = CHUNK if announced else b"10000\r\n" + CHUNK + b"\r\n"
        while not closing.is_set():
            line.sendall(piece)

    return play


def _wait_for_end(line: socket.socket, closing: threading.Event) -> None:
    line.settimeout(0.1)
    while not closing.is_set():
        try:
            if not line.recv(1024):
                return
        except TimeoutError:
            continue
        except OSError:
            return
