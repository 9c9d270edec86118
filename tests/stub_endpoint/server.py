"""Listen on this machine, read whole requests, and let a script answer each as it likes."""

import json
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.behaviours import Behaviour

Script = Callable[[Asked], Behaviour]


class Stub:
    """An endpoint for the length of a ``with`` block; every request is kept."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.script, self._tls = script, tls
        self.requests: list[Asked] = []
        self._closing, self._lock = threading.Event(), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self._listener.settimeout(0.2)

    @property
    def url(self) -> str:
        """The base address."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def of(self, task: str) -> list[Asked]:
        """The requests of one task."""
        return [asked for asked in self.requests if asked.task == task]

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._closing.set()
        self._listener.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                line, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(10)
        try:
            with self._tls.wrap_socket(line, server_side=True) if self._tls else line as talk:
                kept = b""
                while not self._closing.is_set():
                    asked, kept = _read(talk, kept)
                    if asked is None:
                        return
                    with self._lock:
                        self.requests.append(asked)
                    before = talk.fileno()
                    self.script(asked)(talk, self._closing)
                    if before < 0 or talk.fileno() < 0 or asked.headers.get("connection") == "close":
                        return
                    if getattr(self.script, "closes", True):
                        return
        except (OSError, ValueError):
            return


def _read(line: socket.socket, kept: bytes) -> tuple[Asked | None, bytes]:
    while b"\r\n\r\n" not in kept:
        more = line.recv(65_536)
        if not more:
            return None, b""
        kept += more
    head, _, rest = kept.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
    length = int(headers.get("content-length", 0))
    while len(rest) < length:
        more = line.recv(65_536)
        if not more:
            return None, b""
        rest += more
    body = json.loads(rest[:length]) if length else {}
    return Asked(first.split(" ")[1], headers, body), rest[length:]
