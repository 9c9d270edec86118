"""The headers every response carries: what a page may load and do, and that no other page may hold it."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import streamlit

from ui.server.host_admission import Admission, admission
from ui.server.request_gate import App, Message, Receive, Scope, Send, values_of

_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SOCKETS = b"WEBSOCKET"
_ALWAYS = {
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Headers:
    """Middleware that puts the headers on every response, refusals included."""

    def __init__(self, app: App, admitted: Callable[[], Admission] = admission) -> None:
        self._app = app
        self._admitted = admitted
        self._own = _ALWAYS | {b"content-security-policy": policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its response gets the headers."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        sockets = self._sockets(scope)
        own = {name: value.replace(_SOCKETS, sockets) for name, value in self._own.items()}

        async def sending(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                others = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in own]
                message = {**message, "headers": [*others, *own.items()]}
            await send(message)

        await self._app(scope, receive, sending)

    @staticmethod
    def plain() -> dict[str, str]:
        """The headers for a response that is made outside this middleware."""
        whole = _ALWAYS | {b"content-security-policy": policy().replace(_SOCKETS, b"")}
        return {name.decode(): value.decode() for name, value in whole.items()}

    def _sockets(self, scope: Scope) -> bytes:
        """The page's own WebSocket by name, as not every browser takes 'self' for it; none for a strange host."""
        _, port = scope.get("server") or ("", None)
        hosts = [one.decode("latin-1").lower() for one in values_of(scope, b"host")]
        known = len(hosts) == 1 and hosts[0] in self._admitted().hosts_at(port or 0)
        return f"ws://{hosts[0]} wss://{hosts[0]}".encode() if known else b""


def policy() -> bytes:
    """What a page may load: its own server's files, and what Streamlit's own scripts make in the page.

    Tables bring a font of theirs along, and styles are made on the fly.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE.findall(_PAGE.read_text(encoding="utf-8")))
    rules = (
        "default-src 'none'",
        f"script-src 'self' {hashes}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        f"connect-src 'self' {_SOCKETS.decode()}",
        "worker-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules).encode()


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
