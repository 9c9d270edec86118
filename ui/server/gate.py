"""The gate before every request: only exact hosts and origins pass, before anything else looks at the request."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ui.server.admission import I_KNOW, Admission, admission, is_this_machine

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BEYOND = (
    f"Threatparley answers only this machine. To let others in, set allow_remote and start it with "
    f"threatparley serve {I_KNOW}."
)
STRANGE_HOST = (
    "Threatparley does not answer to this address. Open it by a name it knows, or list this one, with allow_remote, "
    "in the setting allowed_hosts."
)
STRANGE_ORIGIN = "This request comes from a page at another address, and Threatparley answers only its own pages."
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST = 200
_POLICY_VIOLATION = 1008
_LOG = logging.getLogger("threatparley.ui")


class Gate:
    """Middleware that refuses at once what is not exactly on the list."""

    def __init__(self, app: App, admitted: Callable[[], Admission] = admission) -> None:
        self._app = app
        self._admitted = admitted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a sentence."""
        why = refusal(scope, self._admitted()) if scope["type"] in ("http", "websocket") else None
        if why is None:
            await self._app(scope, receive, send)
            return
        host, origin = (b", ".join(values_of(scope, name))[:_LONGEST] for name in (b"host", b"origin"))
        _LOG.warning("refused a request with host %r and origin %r: %s", host, origin, why)
        if scope["type"] == "http":
            await _say(why, "http.response", send)
        elif "websocket.http.response" in (scope.get("extensions") or {}):
            await _say(why, "websocket.http.response", send)
        else:
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": why[:120]})


def refusal(scope: Scope, admitted: Admission) -> str | None:
    """Why a request is refused, or None if it may pass."""
    address, port = scope.get("server") or ("", None)
    if not admitted.remote and not is_this_machine(address):
        return BEYOND
    hosts, origins = values_of(scope, b"host"), values_of(scope, b"origin")
    if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in admitted.hosts_at(port or 0):
        return STRANGE_HOST
    if not origins:
        reads = scope["type"] == "http" and scope["method"] in _READING
        return None if reads else STRANGE_ORIGIN
    known = len(origins) == 1 and origins[0].decode("latin-1") in admitted.origins_at(port or 0)
    return None if known else STRANGE_ORIGIN


def values_of(scope: Scope, name: bytes) -> list[bytes]:
    """Every value a request gives for a header."""
    return [value for key, value in scope["headers"] if key.lower() == name]


async def _say(why: str, kind: str, send: Send) -> None:
    body = f"{why}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{kind}.start", "status": 403, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
