"""The gate: what is not exactly on the list is refused at once, before the app hears of it."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from ui.server.host_admission import Admission
from ui.server.request_gate import BESIDE_PROXY, BEYOND, STRANGE_HOST, STRANGE_ORIGIN, Gate

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
    client: tuple[str, int] | None = ("127.0.0.1", 50_000),
    path: str = "/",
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

    pairs = [(name.rstrip("_").replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "method": method, "headers": pairs, "server": server, "client": client,
             "path": path, "extensions": extensions or {}}  # fmt: skip
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


PROXIED = Admission(proxies=("10.0.0.5",), proof=SecretStr("p" * 32), remote=True)


def test_a_proxy_with_its_secret_passes() -> None:
    assert ask(PROXIED, host=HERE, client=("10.0.0.5", 1), x_threatparley_proxy="p" * 32)[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "given",
    [
        {"client": ("10.0.0.5", 1)},
        {"client": ("10.0.0.5", 1), "x_threatparley_proxy": "q" * 32},
        {"client": ("10.0.0.5", 1), "x_threatparley_proxy": ""},
        {"client": ("10.0.0.5", 1), "x_threatparley_proxy": "p" * 32, "x_threatparley_proxy_": "p" * 32},
        {"client": ("10.0.0.6", 1), "x_threatparley_proxy": "p" * 32},
        {"client": ("127.0.0.1", 1), "x_threatparley_proxy": "p" * 32},
        {"client": None, "x_threatparley_proxy": "p" * 32},
    ],
)
def test_whoever_goes_round_the_proxy_is_refused(given: dict[str, Any], kind: str) -> None:
    heard, sent = ask(PROXIED, kind=kind, host=HERE, origin=OWN, extensions={"websocket.http.response": {}}, **given)
    assert not heard
    assert sent[1]["body"].decode() == BESIDE_PROXY + "\n"


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/auth/logout/"])
@pytest.mark.parametrize(("site", "heard"), [("cross-site", False), ("same-site", False), ("same-origin", True)])
def test_only_an_own_page_begins_or_ends_a_sign_in(path: str, site: str, heard: bool) -> None:
    assert ask(host=HERE, path=path, sec_fetch_site=site)[0] is heard


def test_the_provider_may_send_a_browser_back() -> None:
    assert ask(host=HERE, path="/oauth2callback", sec_fetch_site="cross-site")[0]
