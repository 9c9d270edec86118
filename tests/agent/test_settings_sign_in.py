"""The settings of sign-in: whole or refused with a word, secrets from files, and never from a working folder."""

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import Settings, load_settings

SIGNED: dict[str, str] = {
    "THREATPARLEY_SIGN_IN_ISSUER": "https://login.example/",
    "THREATPARLEY_SIGN_IN_CLIENT_ID": "app",
    "THREATPARLEY_SIGN_IN_CLIENT_SECRET": "the client's secret",
    "THREATPARLEY_SIGN_IN_COOKIE_SECRET": "c" * 32,
    "THREATPARLEY_SIGN_IN_ADDRESS": "https://Threats.example:443/",
    "THREATPARLEY_ALLOW_REMOTE": "1",
}


def loaded(folder: Path, **more: str) -> Settings:
    given = {name: value for name, value in (SIGNED | more).items() if value}
    return load_settings({"HOME": str(folder / "home"), **given}, folder=folder)


def test_five_variables_make_a_sign_in(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.signs_in
    assert settings.metadata_address == "https://login.example/.well-known/openid-configuration"
    assert settings.sign_in_address == "https://threats.example"


def test_without_them_there_is_one_person(tmp_path: Path) -> None:
    assert not load_settings({"HOME": str(tmp_path)}, folder=tmp_path).knows_people


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SIGN_IN_CLIENT_ID", "", "sign_in_issuer needs sign_in_client_id too"),
        ("SIGN_IN_CLIENT_SECRET", "", "sign_in_issuer needs sign_in_client_secret too"),
        ("SIGN_IN_COOKIE_SECRET", "", "sign_in_issuer needs sign_in_cookie_secret too"),
        ("SIGN_IN_COOKIE_SECRET", "c" * 31, "shorter than 32"),
        ("SIGN_IN_ADDRESS", "", "sign_in_issuer needs sign_in_address too"),
        ("SIGN_IN_ADDRESS", "http://threats.example", "use https"),
        ("SIGN_IN_ADDRESS", "threats.example", "expected the address of this app"),
        ("SIGN_IN_ADDRESS", "https://threats.example/app", "expected exact names"),
        ("SIGN_IN_ISSUER", "http://login.example", "use https"),
        ("SIGN_IN_ISSUER", "", "sign-in is set up in part"),
        ("ALLOW_REMOTE", "", "set allow_remote too"),
        ("OFFLINE", "1", "sign_in_issuer leads off this machine"),
        ("TRUSTED_PROXIES", "10.0.0.5", "one way to sign in"),
        ("TRUSTED_PROXIES", "proxy.example", "expected addresses such as"),
        ("TRUSTED_PROXY_SECRET", "p" * 32, "names no proxy"),
        ("SIGN_IN_HOURS", "0", "greater than 0"),
    ],
)
def test_half_a_sign_in_is_refused_with_what_to_set(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        loaded(tmp_path, **{f"THREATPARLEY_{name}": value})


@pytest.mark.parametrize(("secret", "said"), [("", "needs trusted_proxy_secret"), ("p" * 31, "shorter than 32")])
def test_a_proxy_is_trusted_only_with_a_secret(tmp_path: Path, secret: str, said: str) -> None:
    given = {"THREATPARLEY_TRUSTED_PROXIES": "10.0.0.5", "THREATPARLEY_TRUSTED_PROXY_SECRET": secret}
    with pytest.raises(SettingsError, match=said):
        load_settings({"HOME": str(tmp_path), **given}, folder=tmp_path)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{'f' * 40}\n")
    settings = loaded(
        tmp_path,
        THREATPARLEY_SIGN_IN_COOKIE_SECRET="",
        THREATPARLEY_SIGN_IN_COOKIE_SECRET_FILE=str(tmp_path / "secret"),
    )
    assert settings.sign_in_cookie_secret is not None
    assert settings.sign_in_cookie_secret.get_secret_value() == "f" * 40


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), ("", "is empty"), ("x", "both set")])
def test_a_file_of_a_secret_that_does_not_serve_is_named(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content)
    own = SIGNED["THREATPARLEY_SIGN_IN_CLIENT_SECRET"] if content else ""
    with pytest.raises(SettingsError, match=said):
        loaded(
            tmp_path,
            THREATPARLEY_SIGN_IN_CLIENT_SECRET=own,
            THREATPARLEY_SIGN_IN_CLIENT_SECRET_FILE=str(tmp_path / "secret"),
        )


@pytest.mark.parametrize(
    ("file", "line"),
    [(".env", "THREATPARLEY_SIGN_IN_ISSUER=https://evil.example"), ("threatparley.toml", "sign_in_hours = 700"),
     ("threatparley.toml", "trusted_proxies = '10.0.0.5'")],
)  # fmt: skip
def test_a_working_folder_never_says_who_gets_in(tmp_path: Path, file: str, line: str) -> None:
    (tmp_path / file).write_text(line + "\n")
    with pytest.raises(SettingsError, match="decides who gets in"):
        load_settings({"HOME": str(tmp_path / "home")}, folder=tmp_path)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = repr(loaded(tmp_path)) + repr(loaded(tmp_path).lines())
    assert "the client's secret" not in shown
    assert "cccc" not in shown
