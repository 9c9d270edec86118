"""What a provider or a proxy says of somebody, judged at each action: who they are, or why they may not come in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.errors import SignInNeeded
from agent.settings import Settings
from ui.sign_in.claims import PROXY, principal_of, proxied

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ISSUER = "https://login.example"
ADA: dict[str, object] = {
    "is_logged_in": True, "iss": ISSUER, "aud": "app", "sub": "ada-1", "iat": NOW.timestamp() - 60,
    "name": "Ada Marten", "email": "ada@team.example", "email_verified": True, "groups": ["threats", "staff"],
}  # fmt: skip


def settings(folder: Path, **more: object) -> Settings:
    given = {
        "data_dir": folder, "sign_in_issuer": ISSUER, "sign_in_client_id": "app", "sign_in_client_secret": "s",
        "sign_in_cookie_secret": "c" * 32, "sign_in_address": "http://127.0.0.1:8501",
    }  # fmt: skip
    return Settings.model_validate(given | more)


def test_somebody_is_their_provider_and_its_subject(tmp_path: Path) -> None:
    found = principal_of(ADA, settings(tmp_path), NOW)
    assert (found.issuer, found.subject, found.name, found.groups) == (
        ISSUER, "ada-1", "Ada Marten", ("threats", "staff"),
    )  # fmt: skip


def test_an_address_that_is_not_confirmed_names_nobody(tmp_path: Path) -> None:
    unconfirmed = ADA | {"name": None, "email_verified": False}
    assert "ada@" not in principal_of(unconfirmed, settings(tmp_path), NOW).name
    assert principal_of(ADA | {"name": None}, settings(tmp_path), NOW).name == "ada@team.example"


def test_groups_are_read_from_the_claim_of_the_settings(tmp_path: Path) -> None:
    own = settings(tmp_path, sign_in_groups_claim="roles", sign_in_allowed_groups="red, blue")
    assert principal_of(ADA | {"roles": ["blue"]}, own, NOW).groups == ("blue",)


@pytest.mark.parametrize(
    ("claims", "more", "said"),
    [
        ({"is_logged_in": False}, {}, "not signed in"),
        ({"iss": "https://other.example"}, {}, "another provider"),
        ({"aud": "another"}, {}, "another app"),
        ({"aud": ["another"]}, {}, "another app"),
        ({"sub": ""}, {}, "tell you from others"),
        ({"iat": None}, {}, "when you signed in"),
        ({"iat": True}, {}, "when you signed in"),
        ({"iat": "1"}, {}, "when you signed in"),
        ({"iat": (NOW - timedelta(hours=13)).timestamp()}, {}, "older than 12 hours"),
        ({"iat": (NOW - timedelta(minutes=31)).timestamp()}, {"sign_in_hours": 0.5}, "older than 0.5 hours"),
        ({"iat": (NOW + timedelta(minutes=6)).timestamp()}, {}, "6 minutes ahead"),
        ({"email_verified": False}, {"sign_in_allowed_domains": "team.example"}, "not confirmed your e-mail"),
        ({"email_verified": None}, {"sign_in_allowed_domains": "team.example"}, "not confirmed your e-mail"),
        ({"email_verified": 1}, {"sign_in_allowed_domains": "team.example"}, "not confirmed your e-mail"),
        ({"email": None}, {"sign_in_allowed_domains": "team.example"}, "does not give your e-mail"),
        ({"email": "ada@team.example.evil"}, {"sign_in_allowed_domains": "team.example"}, "not let in here"),
        ({"email": "ada@sub.team.example"}, {"sign_in_allowed_domains": "team.example"}, "not let in here"),
        ({}, {"sign_in_allowed_groups": "admins"}, "None of your groups"),
        ({"groups": "threats,admins"}, {"sign_in_allowed_groups": "admins"}, "None of your groups"),
        ({"groups": None}, {"sign_in_allowed_groups": "admins"}, "None of your groups"),
    ],
)
def test_who_may_not_come_in_is_told_why(
    tmp_path: Path, claims: dict[str, object], more: dict[str, object], said: str
) -> None:
    with pytest.raises(SignInNeeded, match=said):
        principal_of(ADA | claims, settings(tmp_path, **more), NOW)


@pytest.mark.parametrize("confirmed", [True, "true"])
def test_a_confirmed_address_of_a_known_domain_comes_in(tmp_path: Path, confirmed: object) -> None:
    own = settings(tmp_path, sign_in_allowed_domains="@Team.example, other.example")
    assert principal_of(ADA | {"email_verified": confirmed}, own, NOW).subject == "ada-1"


def behind_proxy(folder: Path, **more: object) -> Settings:
    given = {"data_dir": folder, "trusted_proxies": "10.0.0.5", "trusted_proxy_secret": "p" * 32}
    return Settings.model_validate(given | more)


def test_a_proxy_names_somebody_in_its_headers(tmp_path: Path) -> None:
    headers = {"x-forwarded-user": ("ada-1",), "x-forwarded-email": ("ada@team.example",),
               "x-forwarded-groups": ("threats, staff",)}  # fmt: skip
    found = proxied(headers, behind_proxy(tmp_path))
    assert (found.issuer, found.subject, found.name, found.groups) == (
        PROXY, "ada-1", "ada@team.example", ("threats", "staff"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "more", "said"),
    [
        ({}, {}, "does not say who you are"),
        ({"x-forwarded-user": ("ada", "ben")}, {}, "does not say who you are"),
        ({"x-forwarded-user": (" ",)}, {}, "does not say who you are"),
        ({"x-forwarded-user": ("ada",)}, {"sign_in_allowed_groups": "threats"}, "None of your groups"),
        ({"x-forwarded-user": ("ada",)}, {"sign_in_allowed_domains": "team.example"}, "does not give your e-mail"),
    ],
)
def test_a_proxy_that_names_nobody_lets_nobody_in(
    tmp_path: Path, headers: dict[str, tuple[str, ...]], more: dict[str, object], said: str
) -> None:
    with pytest.raises(SignInNeeded, match=said):
        proxied(headers, behind_proxy(tmp_path, **more))
