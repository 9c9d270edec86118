"""The headers of every response, and a policy that names no other server."""

import asyncio
from typing import Any

import pytest

from ui.server.headers import Headers, policy
from ui.server.host_admission import Admission

STRICT = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def headers_for(kind: str, host: str, said: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers of a response that the app itself gives some headers."""
    sent: list[Any] = []
    prefix = "http" if kind == "http" else "websocket.http"

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": f"{prefix}.response.start", "status": 200, "headers": said})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    scope = {"type": kind, "server": ("127.0.0.1", 8501), "headers": [(b"host", host.encode())]}
    asyncio.run(Headers(app, Admission)(scope, receive, send))
    names = [name for name, _ in sent[0]["headers"]]
    assert len(set(names)) == len(names)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_every_response_carries_them_once(kind: str) -> None:
    found = headers_for(kind, "localhost:8501", [(b"X-Frame-Options", b"ALLOWALL"), (b"etag", b"1")])
    assert found["etag"] == "1"
    assert "X-Frame-Options" not in found
    assert found.items() >= STRICT.items()
    assert "connect-src 'self' ws://localhost:8501 wss://localhost:8501;" in found["content-security-policy"]


def test_a_strange_host_is_not_repeated() -> None:
    assert "evil" not in headers_for("http", "evil.example:8501", [])["content-security-policy"]


def test_a_response_made_outside_carries_them_too() -> None:
    assert Headers.plain().items() >= STRICT.items()


def test_the_policy_allows_no_other_server_no_eval_and_no_frame() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in policy().decode().split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["form-action"] == "'none'"
    scripts = rules["script-src"].split()
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert sum(one.startswith("'sha256-") for one in scripts) == 1
    for name, values in rules.items():
        for value in values.replace("WEBSOCKET", "").split():
            assert value.startswith("'") or (name, value) in {("img-src", "data:"), ("font-src", "data:")}
