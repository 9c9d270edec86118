"""The way over the network: one origin, no redirects, a deadline over everything, and a limit on what comes back.

Time-outs of HTTP libraries begin anew with every byte; here every step of a connection gets only what is left.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2

MOST_BYTES = 2 * 1024 * 1024
_LOOK_SECONDS = 0.1
_HEADERS = frozenset(
    (b"host", b"accept", b"connection", b"content-type", b"content-length", b"authorization", b"accept-encoding")
)
"""What is sent along; nothing about this machine, and no account named in the environment."""


class TooLarge(Exception):
    """More came back than anyone should read, or it came packed, so that nobody can tell."""


class OutOfTime(Exception):
    """The deadline of the call has passed."""


class GivenUp(Exception):
    """Nobody waits for the answer any more."""


class ElsewhereError(Exception):
    """The request was about to go to another place than the one that is set."""


FAILURES = (
    TooLarge, OutOfTime, GivenUp, ElsewhereError, httpcore2.TimeoutException, httpcore2.NetworkError,
    httpcore2.ProtocolError, httpcore2.ProxyError, httpcore2.UnsupportedProtocol, httpx2.HTTPError, httpx2.InvalidURL,
    httpx2.StreamError, OSError,
)  # fmt: skip
"""All that a request over this way may fail with."""


@dataclass
class Allowance:
    """What one call may still use."""

    until: float
    bytes_left: int = MOST_BYTES
    left: threading.Event = field(default_factory=threading.Event)
    """Set once the caller has gone; the connection is then closed, so that the endpoint stops too."""

    def seconds(self) -> float:
        """The time that is left."""
        if self.left.is_set():
            raise GivenUp
        left = self.until - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def take(self, count: int) -> None:
        """Count what was read."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise TooLarge


_ALLOWED: ContextVar[Allowance | None] = ContextVar("allowance_of_a_call", default=None)


@contextmanager
def allowing(seconds: float, left: threading.Event | None = None, most_bytes: int = MOST_BYTES) -> Iterator[None]:
    """Bound everything that this thread does on the network."""
    allowance = Allowance(time.monotonic() + seconds, most_bytes, left or threading.Event())
    token = _ALLOWED.set(allowance)
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def http_client(base_url: str, trust: ssl.SSLContext | None = None) -> httpx2.Client:
    """A client for one endpoint: no proxies or logins from the environment, no redirects."""
    needed = urlsplit(base_url).scheme == "https"
    transport = _OneOrigin(base_url, trust or (httpcore2.default_ssl_context() if needed else None))
    return httpx2.Client(transport=transport, follow_redirects=False, trust_env=False, timeout=None)


class _OneOrigin(httpx2.BaseTransport):
    """Sends requests to one origin only, through connections that keep to the allowance."""

    def __init__(self, base_url: str, trust: ssl.SSLContext | None) -> None:
        self._origin = _origin(base_url)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trust, max_connections=32, max_keepalive_connections=0, network_backend=_Bounded()
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if _origin(str(request.url)) != self._origin:
            raise ElsewhereError
        headers = [(name, value) for name, value in request.headers.raw if name.lower() in _HEADERS]
        assert isinstance(request.stream, Iterable)
        sent = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=[(name, b"identity" if name.lower() == b"accept-encoding" else value) for name, value in headers],
            content=request.stream,
            extensions={"timeout": {"pool": _seconds()}},
        )
        answer = self._pool.handle_request(sent)
        if any(name.lower() == b"content-encoding" and value != b"identity" for name, value in answer.headers):
            answer.close()
            raise TooLarge
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """The body as it comes in."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class _Bounded(httpcore2.NetworkBackend):
    """Opens connections that keep to the allowance of the call they serve."""

    def __init__(self) -> None:
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        return _BoundedStream(self._plain.connect_tcp(host, port, _seconds(), local_address, socket_options))


class _BoundedStream(httpcore2.NetworkStream):
    """A connection on which every step gets only the time that is left."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        found = self._come(max_bytes)
        allowed = _ALLOWED.get()
        if allowed is not None:
            allowed.take(len(found))
        return found

    def _come(self, max_bytes: int) -> bytes:
        """What comes next; looks up now and then whether anybody still waits for it."""
        while True:
            try:
                return self._stream.read(max_bytes, min(_LOOK_SECONDS, _seconds()))
            except httpcore2.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, _seconds()))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _seconds() -> float:
    allowed = _ALLOWED.get()
    if allowed is None:
        raise OutOfTime
    return allowed.seconds()


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
