"""The gate before every request: only exact hosts and origins pass, before anything else looks at the request."""

import hmac
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ui.server.host_admission import Admission, admission, is_this_machine

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BEYOND = "Threatparley answers only this machine. To let others in, set allow_remote and a way to sign in."
STRANGE_HOST = (
    "Threatparley does not answer to this address. Open it by a name it knows, or list this one, with allow_remote, "
    "in the setting allowed_hosts."
)
STRANGE_ORIGIN = "This request comes from a page at another address, and Threatparley answers only its own pages."
BESIDE_PROXY = "Threatparley answers here only the proxy that signs people in. Use the address of that proxy."
PROOF = b"x-threatparley-proxy"
"""The header in which a trusted proxy sends its secret."""
_SIGNING = (b"/auth/login", b"/auth/logout")
_OWN_SITE = frozenset({b"same-origin", b"none"})
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
    if admitted.proxies and not _through_proxy(scope, admitted):
        return BESIDE_PROXY
    if not _by_own_page(scope):
        return STRANGE_ORIGIN
    if not origins:
        reads = scope["type"] == "http" and scope["method"] in _READING
        return None if reads else STRANGE_ORIGIN
    known = len(origins) == 1 and origins[0].decode("latin-1") in admitted.origins_at(port or 0)
    return None if known else STRANGE_ORIGIN


def values_of(scope: Scope, name: bytes) -> list[bytes]:
    """Every value a request gives for a header."""
    return [value for key, value in scope["headers"] if key.lower() == name]


def _through_proxy(scope: Scope, admitted: Admission) -> bool:
    """Whether a request comes from a trusted proxy: from its address, with its secret, given once."""
    caller, _ = scope.get("client") or ("", None)
    proofs = values_of(scope, PROOF)
    proven = len(proofs) == 1 and hmac.compare_digest(proofs[0], admitted.proof.get_secret_value().encode())
    return proven and admitted.is_proxy(caller)


def _by_own_page(scope: Scope) -> bool:
    """Whether the request is no sign-in or sign-out that a page from elsewhere began; browsers say whose page it is."""
    if not str(scope.get("path", "")).encode("utf-8", "replace").rstrip(b"/").endswith(_SIGNING):
        return True
    return all(one in _OWN_SITE for one in values_of(scope, b"sec-fetch-site"))


async def _say(why: str, kind: str, send: Send) -> None:
    body = f"{why}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{kind}.start", "status": 403, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
