"""Probes are answered by address and by known names, quickly and without words; strangers are not."""

import asyncio
import json
import threading
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from ui.server.host_admission import Admission
from ui.server.probes import Glance, Probes, Report

WELL: Report = {"store": {"well": True}, "index": {"well": False}, "queue": {"well": True, "waiting": 3}}


async def passed(_scope: MutableMapping[str, Any], _receive: object, send: Callable[[Any], Any]) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"passed"})


def ask(
    probes: Probes, path: str, host: str = "127.0.0.1:8501", server: str = "127.0.0.1", origin: str = "",
    method: str = "GET",
) -> tuple[int, Any]:  # fmt: skip
    """The status, and the JSON or text of an answer."""
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    scope = {"type": "http", "path": path, "method": method, "headers": headers, "server": (server, 8501)}
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asyncio.run(probes(scope, receive, send))  # type: ignore[arg-type]  # a dict is a scope
    body = sent[1]["body"].decode()
    return sent[0]["status"], json.loads(body) if body.startswith("{") else body


def probes(look: Callable[[], Report | None] = lambda: WELL, remote: bool = True) -> Probes:
    return Probes(passed, look, lambda: Admission(remote=remote, names=("threats.example", "127.0.0.1")))


def test_it_is_alive_and_ready_and_says_how_its_parts_are() -> None:
    assert ask(probes(), "/healthz") == (200, {"alive": True})
    assert ask(probes(), "/readyz") == (200, {"ready": True, **WELL})
    assert ask(probes(), "/healthz", method="HEAD") == (200, "")


@pytest.mark.parametrize(
    ("report", "status"),
    [(None, 503), ({"store": {"well": False}}, 503), ({"store": {"well": True}, "endpoint": {"well": False}}, 200)],
    ids=["starting", "no store", "no endpoint: the rules go on"],
)
def test_it_is_ready_when_turns_can_be_kept(report: Report | None, status: int) -> None:
    assert ask(probes(lambda: report), "/readyz")[0] == status


def test_a_look_that_fails_is_told_without_its_words() -> None:
    def look() -> Report:
        raise OSError("/secret/place")

    status, told = ask(probes(look), "/readyz")
    assert status == 503
    assert told["program"] == {"well": False, "error": "OSError"}


@pytest.mark.parametrize("host", ["10.1.2.3:8501", "10.1.2.3", "[fd00::7]:8501", "[::1]", "threats.example:8501"])
def test_a_literal_address_and_a_known_name_are_answered(host: str) -> None:
    assert ask(probes(), "/readyz", host, server="10.1.2.3")[0] == 200


@pytest.mark.parametrize("host", ["evil.example:8501", "evil.example", "10.1.2.3.evil.example", "", "10.1.2.3@x"])
def test_a_strange_name_is_refused_as_by_the_gate(host: str) -> None:
    assert ask(probes(), "/readyz", host, server="10.1.2.3")[0] == 403


def test_a_page_of_a_strange_origin_is_refused() -> None:
    assert ask(probes(), "/healthz", origin="http://evil.example")[0] == 403


def test_another_machine_is_refused_where_only_this_one_is_let_in() -> None:
    assert ask(probes(remote=False), "/healthz", "10.1.2.3", server="10.1.2.3")[0] == 403
    assert ask(probes(remote=False), "/healthz")[0] == 200


def test_everything_else_goes_on_to_the_gate() -> None:
    assert ask(probes(), "/readyz/x") == (299, "passed")
    assert ask(probes(), "/readyz", method="POST") == (299, "passed")


def test_many_probes_cost_one_look_and_a_store_that_hangs_is_told_of() -> None:
    looks, gate = list[int](), threading.Event()

    def look() -> Report:
        looks.append(1)
        gate.wait(60)
        return WELL

    glance = Glance(look)

    async def many() -> list[Report]:
        return await asyncio.gather(*(glance.report(patience=0.01) for _ in range(50)))

    assert all(report["store"]["error"] == "no answer in time" for report in asyncio.run(many()))
    assert len(looks) == 1
    gate.set()
    assert asyncio.run(glance.report(patience=60)) == WELL
    assert asyncio.run(glance.report(patience=60)) == WELL
    assert len(looks) == 1
