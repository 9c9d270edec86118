"""Settings come from the right place, know their origin, and refuse what contradicts itself."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.errors import SettingsError
from agent.settings import HARDENED, Settings, harden, load_settings, trusted_folders, wishes_of_folder
from agent.settings.addresses import is_remote, server_of


def load(tmp_path: Path, **environ: str) -> Settings:
    return flagged(tmp_path, {}, **environ)


def flagged(tmp_path: Path, given: Mapping[str, object], /, **environ: str) -> Settings:
    return load_settings({"HOME": str(tmp_path), **environ}, given, folder=tmp_path)


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.data_dir == tmp_path / ".local/share/threatparley"
    assert settings.store_url == f"sqlite:///{tmp_path}/.local/share/threatparley/threatparley.sqlite"
    assert settings.host == "127.0.0.1"
    assert settings.origin("port") == "default"


def test_the_data_folder_follows_xdg(tmp_path: Path) -> None:
    assert load(tmp_path, XDG_DATA_HOME="/srv/data").data_dir == Path("/srv/data/threatparley")


def test_a_relative_xdg_folder_is_ignored(tmp_path: Path) -> None:
    assert load(tmp_path, XDG_DATA_HOME="data").data_dir == tmp_path / ".local/share/threatparley"


@pytest.mark.parametrize(
    ("strip", "price", "origin"),
    [
        (0, 1.0, "flag --prompt-price"),
        (1, 2.0, "environment variable THREATPARLEY_PROMPT_PRICE"),
        (2, 3.0, ".env: THREATPARLEY_PROMPT_PRICE"),
        (3, 4.0, "threatparley.toml: prompt_price"),
        (4, 5.0, "pyproject.toml: prompt_price"),
        (5, 6.0, "config.toml: prompt_price"),
        (6, 0.0, "default"),
    ],
)
def test_the_first_place_that_gives_a_value_counts(tmp_path: Path, strip: int, price: float, origin: str) -> None:
    flags: dict[str, object] = {"prompt_price": 1.0} if strip < 1 else {"prompt_price": None}
    environ = {"THREATPARLEY_PROMPT_PRICE": "2"} if strip < 2 else {}
    config = tmp_path / ".config/threatparley/config.toml"
    config.parent.mkdir(parents=True)
    files = [
        (tmp_path / ".env", "# a comment\nexport THREATPARLEY_PROMPT_PRICE='3'\nOTHER=1\n"),
        (tmp_path / "threatparley.toml", "prompt_price = 4\n"),
        (tmp_path / "pyproject.toml", "[tool.threatparley]\nprompt_price = 5\n"),
        (config, "prompt_price = 6\n"),
    ]
    for path, text in files[max(strip - 2, 0) :]:
        path.write_text(text)
    settings = flagged(tmp_path, flags, **environ)
    assert settings.prompt_price == price
    assert settings.origin("prompt_price").endswith(origin)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"THREATPARLEY_OFFLINE": "1", "THREATPARLEY_CHROMA_URL": "https://index.example"}, "leads off this machine"),
        ({"THREATPARLEY_CHROMA_URL": "chroma"}, "such as http://localhost:8000"),
        ({"THREATPARLEY_CHROMA_URL": "http://[::1"}, "such as http://localhost:8000"),
        ({"THREATPARLEY_BASE_URL": "https://u:secret@x.example", "THREATPARLEY_MODEL": "m"}, "must not carry"),
        ({"THREATPARLEY_HOST": "0.0.0.0"}, "set allow_remote too"),
        ({"THREATPARLEY_MODEL": "m"}, "set base_url"),
        ({"THREATPARLEY_BASE_URL": "https://x.example"}, "set model"),
        ({"THREATPARLEY_DATABASE_URL": "mysql://h/db"}, "expected sqlite:///<file> or postgresql://"),
        ({"THREATPARLEY_DATABASE_URL": "sqlite://"}, "expected sqlite:///<file> or postgresql://"),
        ({"THREATPARLEY_DATABASE_URL": "plain"}, "something without ://"),
        ({"THREATPARLEY_PORT": "0"}, "port (from environment variable THREATPARLEY_PORT)"),
        ({"THREATPARLEY_OFLINE": "1"}, "did you mean offline?"),
        ({"THREATPARLEY_FAULT": "node:draft:before"}, "names no setting"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_with_what_to_do(tmp_path: Path, given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")):
        load(tmp_path, **given)


def test_a_key_is_not_sent_unencrypted_over_the_network(tmp_path: Path) -> None:
    given = {
        "THREATPARLEY_BASE_URL": "http://x.example",
        "THREATPARLEY_MODEL": "m",
        "THREATPARLEY_API_KEY": "sk-canary",
    }
    with pytest.raises(SettingsError, match="unencrypted") as caught:
        load(tmp_path, **given)
    assert "sk-canary" not in str(caught.value)


def test_a_key_may_go_to_a_model_on_this_machine(tmp_path: Path) -> None:
    given = {
        "THREATPARLEY_BASE_URL": "http://localhost:11434/v1/",
        "THREATPARLEY_MODEL": "m",
        "THREATPARLEY_API_KEY": "k",
    }
    assert load(tmp_path, **given).base_url == "http://localhost:11434/v1"


def trust(tmp_path: Path) -> None:
    """Say yes to everything the folder asks for."""
    environ = {"HOME": str(tmp_path)}
    trusted_folders(environ).give(tmp_path, wishes_of_folder(tmp_path, environ).digest)


def test_even_a_trusted_folder_cannot_direct_the_users_own_key_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "threatparley.toml").write_text('base_url = "https://elsewhere.example"\nmodel = "m"\n')
    trust(tmp_path)
    with pytest.raises(SettingsError, match="which travels with this folder") as caught:
        load(tmp_path, THREATPARLEY_API_KEY="sk-canary")
    assert "sk-canary" not in str(caught.value)
    (tmp_path / ".env").write_text("THREATPARLEY_API_KEY=sk-local\n")
    trust(tmp_path)
    assert load(tmp_path).base_url == "https://elsewhere.example"
    (tmp_path / ".env").unlink()
    trust(tmp_path)
    assert (
        flagged(tmp_path, {"base_url": "https://home.example"}, THREATPARLEY_API_KEY="k").base_url
        == "https://home.example"
    )


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "threatparley.toml").write_text("port = \n")
    with pytest.raises(SettingsError, match=r"threatparley\.toml is not valid TOML"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\nthreatparley = 3\n"])
def test_a_file_of_another_shape_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"pyproject\.toml: expected a table \[tool\.threatparley\]"):
        load(tmp_path)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgres_address_gets_its_driver(tmp_path: Path, scheme: str) -> None:
    settings = load(tmp_path, THREATPARLEY_DATABASE_URL=f"{scheme}://tw@db/tw")
    assert settings.store_url == "postgresql+psycopg://tw@db/tw"


def test_the_listing_shows_no_secret(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        THREATPARLEY_BASE_URL="https://x.example",
        THREATPARLEY_MODEL="m",
        THREATPARLEY_API_KEY="sk-canary",
        THREATPARLEY_DATABASE_URL="postgresql://tw:pw-canary@db/tw",
    )
    listing = str(settings.lines()) + repr(settings)
    assert ("api_key", "set", "environment variable THREATPARLEY_API_KEY") in settings.lines()
    assert "sk-canary" not in listing
    assert "pw-canary" not in listing


SECRETIVE = {
    "THREATPARLEY_DATABASE_URL": "postgresql://db.example/tw?user=ana&pass%77ord=canary&sslpassword=canary",
    "THREATPARLEY_CHROMA_URL": "https://index.example/?token=canary",
    "THREATPARLEY_BASE_URL": "https://llm.example/v1?api_key=canary",
    "THREATPARLEY_MODEL": "m",
}


def test_neither_listing_nor_printing_shows_a_secret_in_an_address(tmp_path: Path) -> None:
    settings = load(tmp_path, **SECRETIVE)
    for shown in (str(settings.lines()), repr(settings), str(settings), settings.destination):
        assert "canary" not in shown
        assert "llm.example" in shown
    listed = {name: value for name, value, _ in settings.lines()}
    assert listed["database_url"] == "postgresql+psycopg://db.example/tw?user=ana&pass%77ord=***&sslpassword=***"
    assert listed["chroma_url"] == "https://index.example/?token=***"
    assert listed["base_url"] == "https://llm.example/v1?api_key=***"
    assert settings.base_url == SECRETIVE["THREATPARLEY_BASE_URL"]


def test_what_is_wrong_with_a_setting_is_told_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"data_dir": tmp_path, "database_url": "mysql://ana:canary@db.example/tw"})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "server", "remote"),
    [
        ("postgresql://ana:pw@localhost/tw?host=db.example", "db.example", True),
        ("postgresql:///tw?hostaddr=192.0.2.1&host=localhost", "192.0.2.1", True),
        ("postgresql://localhost:5432,db.example/tw", "localhost:5432,db.example", True),
        ("postgresql://ana:pw/canary@db.example/tw", "db.example", True),
        ("postgresql://[::1]:5432/tw", "[::1]:5432", False),
        ("postgresql:///tw?host=/run/postgresql", "", False),
        ("postgresql://127.0.0.1:5432/tw", "127.0.0.1:5432", False),
    ],
)
def test_the_server_of_a_database_is_the_one_that_is_used(address: str, server: str, remote: bool) -> None:
    assert server_of(address) == server
    assert is_remote(address) is remote


def test_hardening_switches_telemetry_off_and_strict_loading_on() -> None:
    environ = {"LANGSMITH_TRACING": "true", "PATH": "/bin"}
    harden(environ)
    assert environ == {"PATH": "/bin", **HARDENED}
    assert environ["LANGGRAPH_STRICT_MSGPACK"] == "true"


def test_who_asked_under_the_former_name_that_nothing_be_sent_is_not_let_down(tmp_path: Path) -> None:
    given = {"THREATPARLEY_BASE_URL": "https://x.example/v1", "THREATPARLEY_MODEL": "m"}
    former = load(tmp_path, **given, THREATWRIGHT_OFFLINE="true")
    assert former.offline
    assert "former name" in former.origin("offline")
    assert not load(tmp_path, **given, THREATWRIGHT_OFFLINE="true", THREATPARLEY_OFFLINE="0").offline
    assert not load(tmp_path, **given, THREATWRIGHT_OFFLINE="0").offline


def test_an_exact_name_that_is_none_is_refused_without_its_login(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected exact names") as refused:
        load(tmp_path, THREATPARLEY_ALLOWED_HOSTS="https://me:canary@x.example")
    assert "canary" not in str(refused.value)


def test_one_switch_keeps_everything_on_this_machine(tmp_path: Path) -> None:
    given = {"THREATPARLEY_BASE_URL": "https://x.example/v1", "THREATPARLEY_MODEL": "m"}
    assert load(tmp_path, **given).asks_model
    offline = load(tmp_path, **given, THREATPARLEY_OFFLINE="1")
    assert not offline.asks_model
    assert offline.destination == (
        "Nothing leaves this machine. Offline is switched on in the settings, so the language model m at x.example "
        "is not asked."
    )


HERE: dict[str, object] = {"base_url": "http://localhost:11434/v1", "model": "m"}
AWAY: dict[str, object] = {"base_url": "https://llm.example/v1", "model": "m"}
REMOTE: dict[str, object] = {
    "database_url": "postgresql://ana:secret@db.example/tw",
    "chroma_url": "http://index.example:8000",
}
OPEN: dict[str, object] = {"host": "0.0.0.0", "allow_remote": True, "allowed_hosts": "threats.example"}
DESTINATIONS: list[tuple[dict[str, object], bool, str]] = [
    ({}, False, "Nothing leaves this machine. No language model is set; everything works without one."),
    ({}, True, "Nothing leaves this machine. No language model is set; everything works without one."),
    (HERE, False, "Nothing leaves this machine. Your texts are read by the language model m at localhost:11434, on the "
                  "same machine; secrets in them are masked first."),
    (HERE, True, "Nothing leaves this machine. Offline only is on, so the language model m at localhost:11434 is not "
                 "asked."),
    (AWAY, False, "Your texts, and what is drafted from them, are sent to the language model m at llm.example; secrets "
                  "in them are masked first. Nothing else leaves this machine."),
    (AWAY, True, "Nothing leaves this machine. Offline only is on, so the language model m at llm.example is not "
                 "asked."),
    (REMOTE, False, "Nothing leaves this machine but to the database at db.example and the search index at "
                    "index.example:8000. No language model is set; everything works without one."),
    (OPEN, False, "Nothing leaves the machine that Threatparley runs on. No language model is set; everything works "
                  "without one."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "offline", "says"), DESTINATIONS)
def test_it_is_said_where_texts_go(given: dict[str, object], offline: bool, says: str, tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, **given})
    assert settings.destination_of(offline) == says
    assert settings.destination == settings.destination_of(False)


def test_the_usual_variables_count_only_once_a_model_is_named(tmp_path: Path) -> None:
    usual = {"OPENAI_API_KEY": "sk-canary", "OPENAI_BASE_URL": "https://gateway.example/v1"}
    without = load(tmp_path, **usual)
    assert (without.base_url, without.api_key, without.asks_model) == (None, None, False)
    named = load(tmp_path, **usual, THREATPARLEY_MODEL="m")
    assert named.base_url == "https://gateway.example/v1"
    assert named.api_key is not None
    assert named.origin("api_key") == "environment variable OPENAI_API_KEY"


def test_a_key_alone_leads_to_the_address_it_belongs_to(tmp_path: Path) -> None:
    settings = load(tmp_path, OPENAI_API_KEY="sk-canary", THREATPARLEY_MODEL="m")
    assert settings.base_url == "https://api.openai.com/v1"
    assert settings.asks_model


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://api.openai.com/v1", True),
        ("https://API.OPENAI.COM/v1", True),
        ("https://elsewhere.example/v1", False),
        ("https://api.openai.com.evil.example/v1", False),
        ("http://localhost:8000/v1", False),
    ],
)
def test_the_usual_key_goes_to_no_other_address(tmp_path: Path, address: str, sent: bool) -> None:
    given = {"OPENAI_API_KEY": "sk-canary", "THREATPARLEY_MODEL": "m", "THREATPARLEY_BASE_URL": address}
    assert (load(tmp_path, **given).api_key is not None) is sent
