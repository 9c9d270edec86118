"""What probes ask: whether the process is alive, and whether it is ready to serve, answered before the gate.

A probe calls by the address of a container, which nobody can list beforehand. So a literal address is let in beside the
names that the gate knows: a page of a strange origin can make a browser call by an address, but reads nothing of the
answer, and to lead a name of its own here it needs a name, which is refused.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from ipaddress import ip_address
from typing import Any

from ui.server.host_admission import Admission, admission, is_this_machine
from ui.server.request_gate import BEYOND, STRANGE_HOST, STRANGE_ORIGIN, App, Receive, Scope, Send, values_of

ALIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
Report = Mapping[str, Mapping[str, Any]]
_FRESH_SECONDS = 2.0
"""A report serves all who ask within this time, so that probes cost next to nothing however many they are."""
_PATIENCE_SECONDS = 3.0
_SILENT: Report = {"store": {"well": False, "error": "no answer in time"}}
_STARTING: Report = {"program": {"well": False, "error": "starting"}}


class Probes:
    """Middleware that answers two addresses with JSON, and passes everything else on."""

    def __init__(
        self,
        app: App,
        look: Callable[[], Report | None],
        admitted: Callable[[], Admission] = admission,
        metrics: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        """``look`` gives the state of the parts, or none while the program is starting; ``metrics`` a text, if any."""
        self._app, self._admitted, self._glance, self._metrics = app, admitted, Glance(look), metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a probe, or pass the request on."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not self._answers(scope):
            await self._app(scope, receive, send)
            return
        why = refusal(scope, self._admitted())
        if why is not None:
            await _say(403, {"error": why}, scope, send)
        elif scope["path"] == ALIVE:
            await _say(200, {"alive": True}, scope, send)
        elif scope["path"] == METRICS:
            await _send(200, self._metrics() or b"", b"text/plain; version=0.0.4; charset=utf-8", scope, send)
        else:
            report = await self._glance.report()
            ready = all(bool(report[name].get("well")) for name in ("program", "store") if name in report)
            await _say(200 if ready else 503, {"ready": ready, **report}, scope, send)

    def _answers(self, scope: Scope) -> bool:
        """Whether a path is answered here; metrics only where they are on, and on this machine."""
        if scope["path"] == METRICS:
            return is_this_machine((scope.get("server") or ("", None))[0]) and self._metrics() is not None
        return scope["path"] in (ALIVE, READY)


class Glance:
    """The state of the parts, looked at on a thread of its own, one look at a time."""

    def __init__(self, look: Callable[[], Report | None]) -> None:
        self._look, self._lock = look, threading.Lock()
        self._at, self._current = 0.0, Future[Report]()
        self._current.set_result(_STARTING)

    async def report(self, patience: float = _PATIENCE_SECONDS) -> Report:
        """The last look if it is fresh, else a new one; that of a store which does not answer says so in time."""
        looking = asyncio.wrap_future(self._begun())
        try:
            return await asyncio.wait_for(asyncio.shield(looking), patience)
        except TimeoutError:
            looking.add_done_callback(lambda done: done.cancelled() or done.exception())
            return _SILENT

    def _begun(self) -> "Future[Report]":
        with self._lock:
            if self._current.done() and time.monotonic() - self._at > _FRESH_SECONDS:
                self._current = Future()
                threading.Thread(target=self._run, args=(self._current,), name="probe", daemon=True).start()
            return self._current

    def _run(self, current: "Future[Report]") -> None:
        try:
            found: Report = self._look() or _STARTING
        except Exception as problem:  # a probe is answered whatever has happened
            found = {"program": {"well": False, "error": type(problem).__name__}}
        self._at = time.monotonic()
        current.set_result(found)


def refusal(scope: Scope, admitted: Admission) -> str | None:
    """Why a probe is refused, or None: as the gate would, but for a host that is a literal address."""
    address, port = scope.get("server") or ("", None)
    if not admitted.remote and not is_this_machine(address):
        return BEYOND
    hosts = [one.decode("latin-1").lower() for one in values_of(scope, b"host")]
    if len(hosts) != 1 or not (hosts[0] in admitted.hosts_at(port or 0) or _is_address(hosts[0])):
        return STRANGE_HOST
    origins = values_of(scope, b"origin")
    known = all(one.decode("latin-1") in admitted.origins_at(port or 0) for one in origins)
    return None if known and len(origins) < 2 else STRANGE_ORIGIN


def _is_address(host: str) -> bool:
    """Whether a host is written as an address, with or without a port."""
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host
    try:
        ip_address(bare)
    except ValueError:
        return False
    return True


async def _say(status: int, content: Mapping[str, Any], scope: Scope, send: Send) -> None:
    await _send(status, json.dumps(content).encode(), b"application/json", scope, send)


async def _send(status: int, body: bytes, kind: bytes, scope: Scope, send: Send) -> None:
    size = str(len(body)).encode()
    headers = [(b"content-type", kind), (b"content-length", size), (b"cache-control", b"no-store")]
    headers += [(b"retry-after", b"5")] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
