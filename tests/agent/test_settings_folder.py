"""A working folder may set what is harmless; the rest needs a yes of the user, once for each folder and value."""

import importlib
import json
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.errors import FolderNotTrusted, SettingsError
from agent.settings import Settings, load_settings, trusted_folders, wishes_of_folder
from agent.settings.folder import ANY, LESS, ON
from agent.settings.sign_in import WHO_COMES_IN


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def load(home: Path, work: Path, flags: Mapping[str, object] | None = None, **environ: str) -> Settings:
    return load_settings({"HOME": str(home), **environ}, flags or {}, folder=work)


def trust(home: Path, work: Path) -> None:
    environ = {"HOME": str(home)}
    trusted_folders(environ).give(work, wishes_of_folder(work, environ).digest)


def set_in(folder: Path, file: str, name: str, value: object) -> None:
    """Let a file of a folder set something."""
    written = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else json.dumps(value)
    texts = {
        ".env": f"THREATPARLEY_{name.upper()}={value}\n",
        "threatparley.toml": f"{name} = {written}\n",
        "pyproject.toml": f"[tool.threatparley]\n{name} = {written}\n",
    }
    (folder / file).write_text(texts[file])


def configure(home: Path, text: str) -> None:
    config = home / ".config/threatparley/config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text)


VALUES: dict[str, object] = {
    "data_dir": "/srv/elsewhere",
    "database_url": "postgresql://ana:canary@db.example/tw?password=canary",
    "chroma_url": "https://index.example/?token=canary",
    "base_url": "https://llm.example/v1?api_key=canary",
    "api_key": "sk-canary",
    "model": "m",
    "lease_seconds": 1,
    "host": "0.0.0.0",
    "port": 9000,
    "allow_remote": True,
}


@pytest.mark.parametrize("file", [".env", "threatparley.toml", "pyproject.toml"])
@pytest.mark.parametrize("name", VALUES)
def test_what_leads_or_opens_somewhere_needs_a_yes(home: Path, work: Path, name: str, file: str) -> None:
    set_in(work, file, name, VALUES[name])
    with pytest.raises(FolderNotTrusted) as caught:
        load(home, work)
    said = str(caught.value)
    assert f"\n  {name} = " in said
    assert f"(from {work / file}: " in said
    assert f"threatparley trust {work}" in said
    assert "canary" not in said


def test_every_setting_that_is_not_declared_harmless_needs_a_yes(home: Path, work: Path) -> None:
    assert set(Settings.model_fields) >= ANY | LESS | ON
    for name in {one for one in Settings.model_fields if not one.startswith(WHO_COMES_IN)} - ANY - LESS - ON:
        set_in(work, ".env", name, "1")
        with pytest.raises(FolderNotTrusted, match=f"  {name} = "):
            load(home, work)


def test_no_file_of_a_folder_says_who_comes_in(home: Path, work: Path) -> None:
    for name in (one for one in Settings.model_fields if one.startswith(WHO_COMES_IN)):
        set_in(work, ".env", name, "1")
        with pytest.raises(SettingsError, match="decides who gets in"):
            load(home, work)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 1.5),
        ("prompt_price", 2.5),
        ("offline", True),
        ("calls_per_turn", 3),
        ("tokens_per_day", 1000),
        ("call_seconds", 5),
        ("context_tokens", 8_000),
        ("most_output_tokens", 2_000),
        ("turn_deadline_seconds", 10),
    ],
)
@pytest.mark.parametrize("file", [".env", "threatparley.toml", "pyproject.toml"])
def test_what_is_harmless_is_taken(home: Path, work: Path, file: str, name: str, value: object) -> None:
    set_in(work, file, name, value)
    assert getattr(load(home, work), name) == value


@pytest.mark.parametrize(
    ("own", "name", "value"),
    [
        ("", "tokens_per_day", 5_000_001),
        ("", "tokens_per_day", 0),
        ("tokens_per_day = 10", "tokens_per_day", 11),
        ("tokens_per_day = 10", "tokens_per_day", 0),
        ("calls_per_turn = 1", "calls_per_turn", 8),
        ("call_seconds = 30", "call_seconds", 31),
        ("", "context_tokens", 32_001),
        ("", "most_output_tokens", 8_001),
        ("turn_deadline_seconds = 5", "turn_deadline_seconds", 60),
        ("offline = true", "offline", False),
        ('offline = "yes"', "offline", "no"),
    ],
)
def test_a_folder_raises_no_limit_and_turns_nothing_off_that_its_user_set(
    home: Path, work: Path, own: str, name: str, value: object
) -> None:
    configure(home, own)
    set_in(work, "threatparley.toml", name, value)
    with pytest.raises(FolderNotTrusted, match=f"  {name} = "):
        load(home, work)
    trust(home, work)
    expected = value if value != "no" else False
    assert getattr(load(home, work), name) == expected


@pytest.mark.parametrize(
    ("own", "name", "value"),
    [
        ("tokens_per_day = 0", "tokens_per_day", 9_000_000),
        ("tokens_per_day = 10", "tokens_per_day", 10),
        ("offline = false", "offline", False),
        ("", "offline", False),
    ],
)
def test_what_loosens_nothing_needs_no_yes(home: Path, work: Path, own: str, name: str, value: object) -> None:
    configure(home, own)
    set_in(work, "threatparley.toml", name, value)
    assert getattr(load(home, work), name) == value


def test_the_users_own_places_need_no_yes(home: Path, work: Path) -> None:
    configure(home, 'model = "mine"\nbase_url = "https://llm.example/v1"\n')
    assert load(home, work).model == "mine"
    assert load(home, work, THREATPARLEY_MODEL="other").model == "other"
    assert load(home, work, {"port": 9000}).port == 9000


def test_what_does_not_count_is_not_asked_about(home: Path, work: Path) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    assert load(home, work, THREATPARLEY_PORT="9001").port == 9001
    assert load(home, work, {"port": 9002}).port == 9002


def test_a_yes_holds_until_the_values_change(home: Path, work: Path) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    trust(home, work)
    assert load(home, work).port == 9000
    (work / "threatparley.toml").write_text("# a remark\ntemperature = 1\nport = 9000\n")
    assert load(home, work).port == 9000
    set_in(work, "threatparley.toml", "port", 9001)
    with pytest.raises(FolderNotTrusted):
        load(home, work)
    set_in(work, "threatparley.toml", "port", 9000)
    set_in(work, ".env", "data_dir", "/srv/elsewhere")
    with pytest.raises(FolderNotTrusted):
        load(home, work)


def test_a_yes_is_for_one_folder_however_it_is_reached(home: Path, work: Path, tmp_path: Path) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    link, other = tmp_path / "link", tmp_path / "other"
    link.symlink_to(work)
    other.mkdir()
    set_in(other, "threatparley.toml", "port", 9000)
    trust(home, link)
    assert load(home, work).port == load(home, link).port == 9000
    with pytest.raises(FolderNotTrusted, match=str(other)):
        load(home, other)
    link.unlink()
    link.symlink_to(other)
    with pytest.raises(FolderNotTrusted, match=str(other)):
        load(home, link)


def test_a_yes_can_be_taken_back(home: Path, work: Path) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    trust(home, work)
    trusted = trusted_folders({"HOME": str(home)})
    assert list(trusted.all()) == [str(work)]
    assert trusted.take_back(work)
    assert not trusted.take_back(work)
    with pytest.raises(FolderNotTrusted):
        load(home, work)


def test_the_record_is_for_its_owner_alone_and_written_in_one_step(home: Path, work: Path) -> None:
    set_in(work, ".env", "api_key", "sk-canary")
    trust(home, work)
    folder = home / ".config/threatparley"
    assert os.listdir(folder) == ["trusted.json"]
    assert stat.S_IMODE((folder / "trusted.json").stat().st_mode) == 0o600
    assert "canary" not in (folder / "trusted.json").read_text()


def test_a_record_that_cannot_be_kept_leaves_the_old_one(
    home: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    trust(home, work)
    before = (home / ".config/threatparley/trusted.json").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        trusted_folders({"HOME": str(home)}).give(home, "digest")
    assert (home / ".config/threatparley/trusted.json").read_bytes() == before
    assert os.listdir(home / ".config/threatparley") == ["trusted.json"]


@pytest.mark.parametrize("text", ["", "[]", '{"folders": []}', "{broken", '{"folder": {}}'])
def test_a_damaged_record_is_told(home: Path, work: Path, text: str) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    trust(home, work)
    (home / ".config/threatparley/trusted.json").write_text(text)
    with pytest.raises(SettingsError, match=r"trusted\.json is damaged; remove it"):
        load(home, work)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_whose_the_folder_is_is_told_where_it_is_not_the_users_own(home: Path, work: Path) -> None:
    set_in(work, "threatparley.toml", "port", 9000)
    with pytest.raises(FolderNotTrusted) as caught:
        load(home, work)
    assert "Beware" not in str(caught.value)
    os.chown(work, 54321, 54321)
    os.chown(work / "threatparley.toml", 54321, 54321)
    with pytest.raises(FolderNotTrusted) as caught:
        load(home, work)
    assert f"Beware: {work} belongs to another user, number 54321." in str(caught.value)
    assert f"Beware: {work / 'threatparley.toml'} belongs to another user" in str(caught.value)


def test_the_door_for_langgraphs_server_asks_too(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_in(work, "threatparley.toml", "chroma_url", "https://index.example")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.chdir(work)
    monkeypatch.delitem(sys.modules, "agent.server", raising=False)
    with pytest.raises(SettingsError, match="chroma_url"):
        importlib.import_module("agent.server")
