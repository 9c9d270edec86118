"""The way to the provider and back: only its own sound word signs somebody in, and what fails says so plainly."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.server.running import COMMAND, Running, free_port, running
from tests.ui.sign_in.providers import Minting, environment, minting_provider
from tests.ui.sign_in.visitor import IDENTITY, Visitor, ask, ticket

REFUSED = "/?sign_in=refused"


@pytest.fixture(scope="module")
def provider() -> Iterator[Minting]:
    with minting_provider() as minting:
        yield minting


@pytest.fixture(scope="module")
def app(provider: Minting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    port = free_port()
    more = environment(provider.issuer, port)
    with running(COMMAND, tmp_path_factory.mktemp("app"), environment=more, port=port) as server:
        yield server


@pytest.fixture
def visitor(app: Running, provider: Minting) -> Visitor:
    provider.kind, provider.claims, provider.metadata = "sound", {}, {}
    return Visitor(app)


def test_a_sound_answer_signs_somebody_in(visitor: Visitor) -> None:
    status, location = visitor.begin()
    assert (status, visitor.come_back(location), visitor.is_known) == (302, "/", True)


def test_the_sign_in_leads_back_to_the_page_it_began_on(visitor: Visitor) -> None:
    _, location = visitor.begin(Referer="http://127.0.0.1/?s=model-1&invite=word&evil=x")
    assert visitor.come_back(location) == "/?s=model-1&invite=word"


@pytest.mark.parametrize("kind", ["none", "embedded", "strange key", "shared key", "no token"])
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(kind: str, visitor: Visitor, provider: Minting) -> None:
    _, location = visitor.begin()
    provider.kind = kind
    assert (visitor.come_back(location), visitor.is_known) == (REFUSED, False)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"}, {"aud": "another-app"}, {"aud": None}, {"iss": None}, {"nonce": "another"},
        {"nonce": None}, {"exp": 1_000_000_000}, {"sub": None}, {"exp": None},
    ],
)  # fmt: skip
def test_a_token_for_somebody_else_or_another_day_signs_nobody_in(
    claims: dict[str, object], visitor: Visitor, provider: Minting
) -> None:
    _, location = visitor.begin()
    provider.claims = claims
    assert (visitor.come_back(location), visitor.is_known) == (REFUSED, False)


def test_an_answer_is_taken_once(visitor: Visitor, provider: Minting) -> None:
    _, location = visitor.begin()
    before = dict(visitor.jar)
    back = f"/oauth2callback?code={_code(provider, location)}&state={_state(location)}"
    assert visitor.get(back)[1] == "/"
    thief = Visitor(visitor.server, jar=before)
    assert (thief.get(back)[1], thief.is_known) == (REFUSED, False)


def test_an_answer_to_another_browsers_question_is_not_taken(visitor: Visitor) -> None:
    _, location = visitor.begin()
    other = Visitor(visitor.server)
    assert (other.come_back(location), other.is_known) == (REFUSED, False)


def test_whoever_turns_back_at_the_provider_is_told_so(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.get("/oauth2callback?error=access_denied&state=x")[1] == "/?sign_in=declined"


def test_the_return_from_a_sign_out_says_nothing(visitor: Visitor) -> None:
    assert visitor.get("/oauth2callback")[1] == "/"


def test_metadata_of_another_issuer_begin_no_sign_in(visitor: Visitor, provider: Minting) -> None:
    provider.metadata = {"issuer": "http://127.0.0.1:1"}
    assert visitor.begin() == (302, "/?sign_in=misfit")


@pytest.mark.parametrize("given", [ticket(seconds=-1), ticket("x" * 40), "", "a.b.c"])
def test_a_sign_in_begins_only_from_the_apps_own_page(given: str, visitor: Visitor) -> None:
    assert visitor.get(f"/auth/login?provider={given}")[1] == "/"
    assert not visitor.jar


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout"])
def test_a_page_from_elsewhere_begins_and_ends_no_sign_in(path: str, visitor: Visitor) -> None:
    assert visitor.get(f"{path}?provider={ticket()}", **{"Sec-Fetch-Site": "cross-site"})[0] == 403


def test_the_cookie_lives_as_long_as_a_sign_in_counts(visitor: Visitor) -> None:
    visitor.come_back(visitor.begin()[1])
    (line,) = [one for one in visitor.set if one.startswith(f"{IDENTITY}=")]
    assert "Max-Age=43200" in line
    assert "HttpOnly" in line


def test_a_provider_that_is_down_is_named_as_such(tmp_path: Path) -> None:
    port = free_port()
    with running(COMMAND, tmp_path, environment=environment("http://127.0.0.1:9", port), port=port) as server:
        assert Visitor(server).begin() == (302, "/?sign_in=unreachable")


def test_cookies_travel_encrypted_where_the_page_does(provider: Minting, tmp_path: Path) -> None:
    provider.kind, provider.claims, provider.metadata = "sound", {}, {}
    more = environment(provider.issuer, 1, ADDRESS="https://threats.example") | {"THREATPARLEY_ALLOW_REMOTE": "1"}
    with running(COMMAND, tmp_path, environment=more) as server:
        _, _, _, cookies = ask(server.port, f"/auth/login?provider={ticket()}", {"Host": "threats.example"})
    assert cookies
    assert all("Secure" in line for line in cookies if line.startswith("_streamlit"))


def _state(location: str) -> str:
    return location.partition("state=")[2].partition("&")[0]


def _code(provider: Minting, location: str) -> str:
    """A code that the provider gave out for this way in, as somebody who listened would know it."""
    code = f"heard-{secrets.token_hex(8)}"
    provider.codes[code] = location.partition("nonce=")[2].partition("&")[0]
    return code
