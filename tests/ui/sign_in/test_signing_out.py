"""A sign-out goes from the address that ends it to the store, where every replica sees it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.requests import Request
from streamlit.web.server.starlette import starlette_auth_routes
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from agent.errors import SignInNeeded, StoreUnavailable
from agent.facilitator import Facilitator
from agent.settings import Settings
from agent.sharing import Sharing
from tests.agent.scripted import scripted
from ui import app_services
from ui.sign_in.answers import Answers, _claims
from ui.sign_in.claims import principal_of
from ui.turns import Turns

ISSUER = "https://login.example"
NOW = int(datetime.now(UTC).timestamp())
CLAIMS = {"iss": ISSUER, "sub": "u-1", "aud": "app", "iat": NOW, "exp": NOW + 600, "nonce": "n-1", "name": "Ana"}


def settings(folder: Path) -> Settings:
    return Settings(
        data_dir=folder, sign_in_issuer=ISSUER, sign_in_client_id="app", sign_in_client_secret="s" * 40,
        sign_in_cookie_secret="c" * 40, sign_in_address="http://127.0.0.1:8501",
    )  # fmt: skip


def signed_in(everybody: Facilitator, given: Settings, **claims: object) -> Facilitator:
    return everybody.as_(principal_of({**CLAIMS, "is_logged_in": True, **claims}, given, datetime.now(UTC)))


def test_claims_of_a_sign_out_end_that_sign_in_at_every_replica(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, url = settings(tmp_path), f"sqlite:///{tmp_path / 'shared.sqlite'}"
    doors = [scripted(tmp_path, membership=True, database_url=url) for _ in range(2)]
    crew = Turns(doors[0], workers=1)
    monkeypatch.setattr(app_services, "desk", lambda: app_services.Desk(doors[0], crew, given))
    signed_in(doors[1], given).sharing.check_signed_in()
    app_services.sign_out(CLAIMS)
    with pytest.raises(SignInNeeded, match="signed out in another window"):
        signed_in(doors[1], given).sharing.check_signed_in()
    signed_in(doors[1], given, nonce="n-2").sharing.check_signed_in()
    app_services.sign_out(CLAIMS)
    app_services.sign_out({**CLAIMS, "iat": 1})
    app_services.sign_out({"sub": "u-1"})
    crew.close()
    for one in doors:
        one.close()


def test_a_store_that_is_away_keeps_nobody_from_signing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_: Sharing) -> None:
        raise StoreUnavailable("the store does not answer")

    everybody = scripted(tmp_path, membership=True)
    crew = Turns(everybody, workers=1)
    monkeypatch.setattr(app_services, "desk", lambda: app_services.Desk(everybody, crew, settings(tmp_path)))
    monkeypatch.setattr(Sharing, "sign_out", away)
    app_services.sign_out(CLAIMS)
    assert "could not be kept" in caplog.text
    crew.close()
    everybody.close()


@pytest.mark.parametrize(
    ("path", "cookie", "told"),
    [
        ("/auth/logout", json.dumps(CLAIMS).encode(), [CLAIMS]),
        ("/auth/logout", None, []),
        ("/auth/logout", b"no json", []),
        ("/auth/logout", b"[1]", []),
        ("/auth/login", json.dumps(CLAIMS).encode(), []),
    ],
)
def test_the_address_that_ends_a_sign_in_tells_of_it_before_the_cookie_goes(
    path: str, cookie: bytes | None, told: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(starlette_auth_routes, "_get_cookie_value_from_request", lambda request, name: cookie)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append("the app")

    def ended(claims: Mapping[str, object]) -> None:
        heard.append(claims)

    answers = Answers(app, lambda: settings(tmp_path), ended)
    scope = {"type": "http", "path": path, "method": "GET", "headers": [], "query_string": b""}
    asyncio.run(answers(cast(Any, scope), cast(Any, None), cast(Any, None)))
    assert heard == [*told, "the app"]


@pytest.mark.parametrize(
    ("made", "claims"),
    [
        (lambda: signed("c" * 40), CLAIMS),
        (lambda: signed("another secret, which is long enough"), {}),
        (lambda: signed("c" * 40, name="_streamlit_session"), {}),
        (lambda: "x" + signed("c" * 40)[1:], {}),
        (lambda: signed("c" * 40).rpartition(".")[0], {}),
        (lambda: json.dumps(CLAIMS), {}),
        (lambda: "", {}),
    ],
    ids=["ours", "another secret", "another cookie", "changed", "no signature", "bare", "empty"],
)
def test_a_cookie_that_this_app_did_not_sign_names_nobody(
    made: Callable[[], str], claims: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starlette_auth_routes, "get_cookie_secret", lambda: "c" * 40)
    head = f"{USER_COOKIE_NAME}={made()}".encode("latin-1")
    request = Request({"type": "http", "headers": [(b"cookie", head)]})
    assert _claims(request) == claims


def signed(secret: str, name: str = USER_COOKIE_NAME) -> str:
    """A cookie as Streamlit signs it."""
    return create_signed_value(secret, name, json.dumps(CLAIMS)).decode()
