"""The gate: what is not exactly on the list is refused at once, before the app hears of it."""

import asyncio
from typing import Any

import pytest

from ui.server.admission import Admission
from ui.server.gate import BEYOND, STRANGE_HOST, STRANGE_ORIGIN, Gate

HERE = "127.0.0.1:8501"
OWN = "http://127.0.0.1:8501"
REMOTE = Admission(
    hosts=frozenset({"threats.example"}), origins=frozenset({"https://threats.example"}), remote=True
)  # fmt: skip


def ask(
    admitted: Admission | None = None,
    kind: str = "http",
    method: str = "GET",
    server: tuple[str, int] = ("127.0.0.1", 8501),
    extensions: dict[str, Any] | None = None,
    **headers: str,
) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the app heard of a request, and what was sent back."""
    heard: list[bool] = []
    sent: list[dict[str, Any]] = []

    async def app(*_: object) -> None:
        heard.append(True)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {}

    pairs = [(name.rstrip("_").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "headers": pairs, "server": server, "extensions": extensions or {}}
    asyncio.run(Gate(app, lambda: admitted or Admission())(scope, receive, send))
    return bool(heard), sent


@pytest.mark.parametrize(
    "given",
    [
        {"host": HERE},
        {"host": "LOCALHOST:8501"},
        {"host": "[::1]:8501", "server": ("::1", 8501)},
        {"host": HERE, "server": ("::ffff:127.0.0.1", 8501)},
        {"host": HERE, "origin": OWN},
        {"host": HERE, "origin": OWN, "method": "PUT"},
        {"host": HERE, "origin": OWN, "kind": "websocket"},
        {"host": HERE, "method": "HEAD"},
        {"host": "127.0.0.1:9000", "server": ("127.0.0.1", 9000)},
        {"host": "threats.example", "server": ("192.0.2.7", 8501), "admitted": REMOTE},
        {"host": HERE, "origin": "https://threats.example", "kind": "websocket", "admitted": REMOTE},
    ],
)
def test_what_is_on_the_list_passes(given: dict[str, Any]) -> None:
    assert ask(**given) == (True, [])


@pytest.mark.parametrize(
    "way", [{}, {"method": "PUT"}, {"method": "DELETE"}, {"method": "OPTIONS"}, {"kind": "websocket"}]
)
@pytest.mark.parametrize(
    "origin",
    ["http://localhost:8502", "http://localhost", "https://127.0.0.1:8501", "http://evil.example", "null", "",
     "http://127.0.0.1:8501.evil.example", "http://127.0.0.1:8501/", "http://evil.example@127.0.0.1:8501", "\xff"],
)  # fmt: skip
def test_every_other_origin_is_refused(way: dict[str, Any], origin: str) -> None:
    heard, sent = ask(host=HERE, origin=origin, extensions={"websocket.http.response": {}}, **way)
    assert not heard
    assert sent[0]["status"] == 403
    assert sent[1]["body"].decode() == STRANGE_ORIGIN + "\n"


@pytest.mark.parametrize("way", [{"method": "PUT"}, {"method": "POST"}, {"method": "DELETE"}, {"kind": "websocket"}])
def test_a_change_without_an_origin_is_refused(way: dict[str, Any]) -> None:
    assert ask(host=HERE, **way)[0] is False


@pytest.mark.parametrize(
    "given",
    [
        {"host": "evil.example:8501"},
        {"host": "evil.example"},
        {"host": "localhost"},
        {"host": "localhost:8502"},
        {"host": "localhost.:8501"},
        {"host": ""},
        {"host": "\xe9:8501"},
        {},
        {"host": HERE, "host_": HERE},
        {"host": "threats.example:8501", "admitted": REMOTE},
    ],
)
def test_every_other_host_is_refused(given: dict[str, Any]) -> None:
    heard, sent = ask(**given)
    assert not heard
    assert sent[1]["body"].decode() == STRANGE_HOST + "\n"


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", ""])
def test_whoever_connects_from_beyond_is_refused_whatever_they_say(address: str) -> None:
    heard, sent = ask(host=HERE, origin=OWN, server=(address, 8501))
    assert not heard
    assert sent[1]["body"].decode() == BEYOND + "\n"


def test_a_server_without_responses_for_websockets_closes_with_the_sentence() -> None:
    assert ask(kind="websocket", host=HERE, origin="http://evil.example") == (
        False,
        [{"type": "websocket.close", "code": 1008, "reason": STRANGE_ORIGIN}],
    )


def test_the_start_and_end_of_the_server_pass() -> None:
    assert ask(kind="lifespan") == (True, [])
