"""Lay each request into a folder, hold the line until its answer lies there, and send it as a model would."""

import select
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.llm.costs.budget import tokens_in
from evals.llm.request_folder import NoAnswer, Request, RequestFolder
from tests.relay.requests import BadRequest, request_of
from tests.stub_endpoint import Asked, Behaviour, completion, respond
from tests.stub_endpoint.behaviours import error
from tests.stub_endpoint.envelopes import enveloped
from tests.stub_endpoint.streams import HEAD, PIECE, chunks, event, framed

MODEL = "relay"
"""The name that the relay gives itself; it answers to any other too."""
KEPT_ALIVE = 8
"""After so many looks in vain a waiting stream gets a comment, so that nobody on the way takes it for dead."""
COMMENT = b": waiting for an answer\n\n"


class HungUp(OSError):
    """The caller is gone."""


@dataclass(frozen=True)
class Relay:
    """The script of an endpoint: what is done with each request."""

    folder: RequestFolder
    wait: float = 600.0
    """How many seconds an answer may take."""
    say: Callable[[str], None] = lambda line: None
    """Takes a line about each request."""

    def __call__(self, asked: Asked) -> Behaviour:
        """What is sent in answer to a request."""
        path = asked.path.partition("?")[0].rstrip("/")
        if path.endswith("/models"):
            return respond({"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "you"}]})
        if not path.endswith("/chat/completions"):
            return error(404, "there are only /v1/chat/completions and /v1/models here")
        try:
            request = request_of(asked)
        except (BadRequest, AttributeError, KeyError, IndexError, TypeError) as problem:
            return error(400, f"this is no request for a chat completion: {problem}")
        return self._held(asked, request)

    def _held(self, asked: Asked, request: Request) -> Behaviour:
        """Wait on the line, and answer once the answer is there."""
        streams = bool(asked.body.get("stream"))

        def play(line: socket.socket, closing: threading.Event) -> None:
            number = self.folder.lay(request)
            self.say(f"{number:04d} {request.parameters.get('task', '')}: waits for an answer")
            if streams:
                line.sendall(HEAD)
            try:
                text = self.folder.answer_to(number, request, self.wait, closing, _Held(line, streams))
            except NoAnswer as problem:
                self.say(f"{number:04d}: {problem}")
                _fail(line, closing, streams, str(problem))
            except OSError:
                self.say(f"{number:04d}: the caller has hung up")
                self.folder.note(number, "The caller has hung up; an answer is of no use any more.")
                raise
            else:
                self.say(f"{number:04d}: answered")
                _send(line, closing, asked, (text, usage_of(request, text)))

        return play


def usage_of(request: Request, text: str) -> dict[str, int]:
    """Estimated counts, as nobody here counts tokens the way a model does."""
    sent, answered = sum(tokens_in(message.text) for message in request.messages), tokens_in(text)
    return {"prompt_tokens": sent, "completion_tokens": answered, "total_tokens": sent + answered}


@dataclass
class _Held:
    """What is done between two looks: see whether the caller is still there, and say now and then that we are."""

    line: socket.socket
    streams: bool
    looks: int = 0

    def __call__(self) -> None:
        self.looks += 1
        readable, _, _ = select.select([self.line], [], [], 0)
        if readable and not self.line.recv(1, socket.MSG_PEEK):
            raise HungUp("the caller has hung up")
        if self.streams and self.looks % KEPT_ALIVE == 0:
            self.line.sendall(framed(COMMENT))


def _send(line: socket.socket, closing: threading.Event, asked: Asked, answer: tuple[str, Mapping[str, int]]) -> None:
    text, counts = answer
    if not asked.body.get("stream"):
        whole: dict[str, Any] = completion(**enveloped(asked, text), usage=dict(counts), model=asked.model or MODEL)
        respond(whole)(line, closing)
        return
    for one in chunks(asked, text, PIECE, counts=counts):
        line.sendall(framed(one.encode("utf-8")))
    line.sendall(framed(b""))


def _fail(line: socket.socket, closing: threading.Event, streams: bool, problem: str) -> None:
    """Say that nothing comes, inside a stream that has begun or as a response of its own."""
    if streams:
        told = {"error": {"message": problem, "type": "error", "code": "no_answer"}}
        line.sendall(framed(event(told).encode()) + framed(b""))
    else:
        error(504, problem, "no_answer")(line, closing)
