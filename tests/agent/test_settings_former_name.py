"""What was kept under the former name is found once, told and opened, wherever a start was cut off."""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain.model import ThreatModel
from agent.domain.system import SystemProfile
from agent.errors import SettingsError, StoreUnavailable
from agent.exchange import from_json, to_json
from agent.settings import Settings, load_settings
from agent.settings import former_name as settings_former_name
from agent.settings.former_name import DATABASE, FORMER_DATABASE, NOTE, pop_note
from agent.store import Change, Database, SessionStore
from knowledge.catalog import load_catalog
from ui.cli import main

NOW = datetime(2026, 1, 2, tzinfo=UTC)


class Homes:
    """One home with the folders of both names."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data, self.former = home / ".local/share/threatparley", home / ".local/share/threatwright"
        self.config, self.former_config = home / ".config/threatparley", home / ".config/threatwright"

    def start(self, **environ: str) -> Settings:
        return load_settings({"HOME": str(self.home), **environ}, folder=self.home)


@pytest.fixture
def homes(tmp_path: Path) -> Homes:
    return Homes(tmp_path)


def keep_sessions(database: Path, *names: str) -> None:
    """Keep sessions as a program does that was then killed: what it wrote last lies beside its database."""
    made = database.with_name("made.sqlite")
    database.parent.mkdir(parents=True, exist_ok=True)
    opened = Database(f"sqlite:///{made}")
    store = SessionStore(opened)
    for name in names:
        model = ThreatModel(system=SystemProfile(name=name))
        store.create(Change(model=model, author="owner", reason="begun"), None, NOW)
    for end in ("", "-wal"):
        shutil.copy(f"{made}{end}", f"{database}{end}")
    store.close()
    for file in made.parent.glob("made.sqlite*"):
        file.unlink()
    assert Path(f"{database}-wal").stat().st_size > 0


def names_in(settings: Settings) -> list[str]:
    facilitator = assemble(settings)
    try:
        return sorted(line.name for line in facilitator.sessions(limit=100))
    finally:
        facilitator.close()


def keep_folder(homes: Homes) -> None:
    keep_sessions(homes.former / FORMER_DATABASE, "Help desk", "Loans")
    (homes.former / "catalog").mkdir()
    (homes.former / "catalog" / "own.json").write_text("{}")
    (homes.former / "checkpoints.sqlite").write_bytes(b"")


def test_a_folder_of_the_former_name_is_found_told_and_opened(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    keep_folder(homes)
    (homes.former / "catalog" / "own.json").unlink()
    with caplog.at_level(logging.WARNING):
        settings = homes.start()
    assert caplog.messages == [
        f"This program was called Threatwright before: what it kept in {homes.former} is now in {homes.data}."
    ]
    assert names_in(settings) == ["Help desk", "Loans"]
    assert not homes.former.exists()
    assert {"catalog", "checkpoints.sqlite", DATABASE} <= set(os.listdir(homes.data))
    assert not [name for name in os.listdir(homes.data) if name.startswith(FORMER_DATABASE)]


def test_it_is_told_once(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    keep_folder(homes)
    homes.start()
    caplog.clear()
    settings = homes.start()
    assert caplog.messages == []
    assert pop_note(settings.data_dir) == (
        f"This program was called Threatwright before: what it kept in {homes.former} is now in {homes.data}."
    )
    assert pop_note(settings.data_dir) == ""


def test_without_a_former_folder_nothing_happens(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    homes.former.mkdir(parents=True)
    settings = homes.start()
    assert not settings.data_dir.exists()
    assert caplog.messages == []


class CutOff(BaseException):
    """The machine stops here."""


def cut_off_at(step: int, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    """Stop before or after a renaming, counted from the first."""
    rename, counted = os.rename, iter(range(1, 1000))

    def stopping(old: Path, new: Path) -> None:
        number = next(counted)
        if number == step and not after:
            raise CutOff
        rename(old, new)
        if number == step:
            raise CutOff

    monkeypatch.setattr(os, "rename", stopping)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("there", ["", "index", "catalog"])
def test_a_start_that_is_cut_off_is_finished_by_the_next(
    homes: Homes, there: str, step: int, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_folder(homes)
    if there:
        (homes.data / there).mkdir(parents=True)
        (homes.data / there / "newer.json").write_text("{}")
    with monkeypatch.context() as cutting:
        cut_off_at(step, cutting, after)
        try:
            homes.start()
            assert step > 2
        except CutOff:
            pass
    settings = homes.start()
    assert (settings.data_dir / "catalog" / "own.json").exists()
    assert (settings.data_dir / "checkpoints.sqlite").exists()
    shutil.rmtree(settings.data_dir / "catalog")
    assert names_in(settings) == ["Help desk", "Loans"]
    assert not homes.former.exists()
    assert pop_note(settings.data_dir)


def test_a_folder_without_sessions_is_taken_over_too(homes: Homes) -> None:
    (homes.former / "catalog").mkdir(parents=True)
    (homes.former / "catalog" / "own.json").write_text("{}")
    assert (homes.start().data_dir / "catalog" / "own.json").exists()
    assert not homes.former.exists()


def test_what_the_new_folder_has_already_stays_and_is_told_once(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    for folder, text in ((homes.former, "old"), (homes.data, "new")):
        (folder / "catalog").mkdir(parents=True)
        (folder / "catalog" / "own.json").write_text(text)
    (homes.former / "catalog" / "other.json").write_text("old")
    settings = homes.start()
    assert (settings.data_dir / "catalog" / "own.json").read_text() == "new"
    assert (settings.data_dir / "catalog" / "other.json").read_text() == "old"
    assert (homes.former / "catalog" / "own.json").read_text() == "old"
    assert len(caplog.messages) == 1
    assert pop_note(settings.data_dir)
    caplog.clear()
    homes.start()
    assert caplog.messages == []
    assert not pop_note(settings.data_dir)


def test_with_sessions_in_both_folders_the_new_ones_count_and_the_doctor_tells(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    keep_sessions(homes.former / FORMER_DATABASE, "Old")
    keep_sessions(homes.data / DATABASE, "New")
    before = sorted(os.listdir(homes.former))
    settings = homes.start()
    assert names_in(settings) == ["New"]
    assert sorted(os.listdir(homes.former)) == before
    assert caplog.messages == []
    monkeypatch.setenv("XDG_DATA_HOME", str(homes.data.parent))
    assert main(["doctor"]) == 0
    printed = capsys.readouterr()
    assert f"{homes.former} holds sessions of this program's former name; they are left alone" in printed.out
    assert "Threatwright" not in printed.err
    assert main(["kb", "list"]) == 0
    assert "former" not in "".join(capsys.readouterr())
    assert names_in(homes.start(THREATPARLEY_DATA_DIR=str(homes.former))) == ["Old"]


def test_a_given_data_folder_with_the_former_database_is_opened(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    own = homes.home / "own"
    keep_sessions(own / FORMER_DATABASE, "Help desk")
    keep_sessions(homes.former / FORMER_DATABASE, "Elsewhere")
    settings = homes.start(THREATPARLEY_DATA_DIR=str(own))
    assert names_in(settings) == ["Help desk"]
    assert caplog.messages == [
        f"This program was called Threatwright before: threatwright.sqlite in {own} is now threatparley.sqlite."
    ]
    assert (homes.former / FORMER_DATABASE).exists()


@pytest.fixture
def held(homes: Homes) -> Iterator[sqlite3.Connection]:
    """A database of the former name that another program has open, and is not even writing to."""
    keep_sessions(homes.former / FORMER_DATABASE, "Help desk")
    with closing(sqlite3.connect(homes.former / FORMER_DATABASE)) as connection:
        connection.execute("SELECT count(*) FROM tw_sessions").fetchone()
        yield connection


def test_while_the_former_program_is_at_work_nothing_is_moved(
    homes: Homes, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings_former_name, "BUSY_SECONDS", 0)
    with pytest.raises(StoreUnavailable, match=r"is still at work\. Nothing was changed\. Close it"):
        homes.start()
    assert not homes.data.exists()
    monkeypatch.setenv("XDG_DATA_HOME", str(homes.data.parent))
    assert main(["doctor"]) == 4
    assert "Close it, then start again" in capsys.readouterr().err
    held.close()
    assert names_in(homes.start()) == ["Help desk"]


def test_a_damaged_database_is_left_where_it_is(homes: Homes) -> None:
    homes.former.mkdir(parents=True)
    (homes.former / FORMER_DATABASE).write_bytes(b"not a database at all" * 300)
    with pytest.raises(StoreUnavailable, match="Nothing was changed"):
        homes.start()
    assert (homes.former / FORMER_DATABASE).exists()
    assert not homes.data.exists()


def test_a_folder_that_cannot_be_moved_is_told(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_folder(homes)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as refusing:
        refusing.setattr(os, "rename", refused)
        with pytest.raises(StoreUnavailable, match=r"cannot be moved .*: Permission denied\. Nothing was lost"):
            homes.start()
    shutil.rmtree(homes.former / "catalog")
    assert names_in(homes.start()) == ["Help desk", "Loans"]


def test_a_second_start_at_the_same_time_finds_it_done(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_sessions(homes.former / FORMER_DATABASE, "Help desk")
    rename = os.rename

    def overtaken(old: Path, new: Path) -> None:
        if Path(old) == homes.former:
            rename(old, new)
            rename(homes.data / FORMER_DATABASE, homes.data / DATABASE)
        rename(old, new)

    with monkeypatch.context() as racing:
        racing.setattr(os, "rename", overtaken)
        settings = homes.start()
    assert names_in(settings) == ["Help desk"]


def test_the_config_folder_is_taken_over_and_counts_at_once(homes: Homes, caplog: pytest.LogCaptureFixture) -> None:
    homes.former_config.mkdir(parents=True)
    (homes.former_config / "config.toml").write_text("port = 9000\n")
    assert homes.start().port == 9000
    assert not homes.former_config.exists()
    assert caplog.messages == [
        f"This program was called Threatwright before: its settings in {homes.former_config} are now in {homes.config}."
    ]
    caplog.clear()
    assert homes.start().port == 9000
    assert caplog.messages == []


def test_a_config_file_of_the_new_name_counts_and_the_former_is_left_alone(homes: Homes) -> None:
    for folder, port in ((homes.former_config, 9000), (homes.config, 9001)):
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(f"port = {port}\n")
    assert homes.start().port == 9001
    assert (homes.former_config / "config.toml").exists()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("there", [False, True])
def test_a_config_folder_that_is_cut_off_is_finished(
    homes: Homes, there: bool, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes.former_config.mkdir(parents=True)
    (homes.former_config / "config.toml").write_text("port = 9000\n")
    if there:
        homes.config.mkdir()
        (homes.config / "trusted.json").write_text('{"folders": {}}')
    with monkeypatch.context() as cutting:
        cut_off_at(1, cutting, after)
        with pytest.raises(CutOff):
            homes.start()
    assert homes.start().port == 9000
    assert not (homes.former_config / "config.toml").exists()


def test_a_config_folder_that_cannot_be_moved_is_told(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.former_config.mkdir(parents=True)
    (homes.former_config / "config.toml").write_text("port = 9000\n")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(SettingsError, match="move it there yourself"):
        homes.start()


def test_one_folder_for_data_and_config_is_taken_over_whole(homes: Homes) -> None:
    keep_sessions(homes.home / "both/threatwright" / FORMER_DATABASE, "Help desk")
    (homes.home / "both/threatwright/config.toml").write_text("port = 9000\n")
    both = str(homes.home / "both")
    settings = homes.start(XDG_DATA_HOME=both, XDG_CONFIG_HOME=both)
    assert settings.port == 9000
    assert names_in(settings) == ["Help desk"]
    assert os.listdir(both) == ["threatparley"]


def test_the_command_line_tells_it_once_beside_its_output(homes: Homes) -> None:
    keep_sessions(homes.former / FORMER_DATABASE, "Help desk")
    environ = {"HOME": str(homes.home), "PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    said = [
        subprocess.run(
            [sys.executable, "-m", "ui.cli", "kb", "list"],
            cwd=Path(__file__).parents[2], env=environ, capture_output=True, text=True, timeout=120, check=True,
        ).stderr
        for _ in range(2)
    ]  # fmt: skip
    assert said[0].count("was called Threatwright before") == 1
    assert said[1] == ""
    assert (homes.data / NOTE).exists()


def test_a_file_of_the_former_name_is_read_and_written_anew(tmp_path: Path) -> None:
    model = ThreatModel(system=SystemProfile(name="Help desk"))
    text = to_json(model, load_catalog())
    former = text.replace('"format": "threatparley"', '"format": "threatwright"')
    assert former != text
    assert from_json(former) == model
    assert to_json(from_json(former), load_catalog()) == text
    file = tmp_path / "model.json"
    file.write_text(former, encoding="utf-8")
    assert main(["validate", str(file)]) == 0


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def keep_as_another_program(folder: Path, name: str = FORMER_DATABASE) -> None:
    """Keep what a program of the same name keeps that is not ours."""
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "shop.tm").write_text("a model of theirs")
    with closing(sqlite3.connect(folder / name)) as connection:
        connection.execute("CREATE TABLE models (name TEXT)")
        connection.commit()


@pytest.mark.parametrize("database", [FORMER_DATABASE, "state.db"])
def test_what_another_program_of_the_former_name_keeps_is_left_alone(
    homes: Homes, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep_as_another_program(homes.former, database)
    before = everything_in(homes.former)
    settings = homes.start()
    assert everything_in(homes.former) == before
    assert not homes.data.exists()
    assert (caplog.messages, settings.left_alone) == ([], "")
    keep_sessions(homes.data / DATABASE, "New")
    assert homes.start().left_alone == ""


def test_our_sessions_are_taken_out_of_a_folder_that_two_programs_share(homes: Homes) -> None:
    keep_folder(homes)
    keep_as_another_program(homes.former, "state.db")
    theirs = {name: text for name, text in everything_in(homes.former).items() if name.startswith(("models", "state"))}
    settings = homes.start()
    shutil.rmtree(settings.data_dir / "catalog")
    assert names_in(settings) == ["Help desk", "Loans"]
    assert everything_in(homes.former) == theirs


@pytest.mark.parametrize(
    "text",
    ['model = "m"\nworkspace = "shop"\n', "[server]\nport = 1\n", "not TOML", ""],
    ids=["more", "table", "bad", "no"],
)
def test_settings_of_another_program_of_the_former_name_are_left_alone(homes: Homes, text: str) -> None:
    homes.former_config.mkdir(parents=True)
    (homes.former_config / "config.toml").write_text(text)
    assert homes.start().model is None
    assert (homes.former_config / "config.toml").read_text() == text
    assert not homes.config.exists()


def test_no_record_of_trust_comes_along_with_the_former_settings(homes: Homes) -> None:
    homes.former_config.mkdir(parents=True)
    (homes.former_config / "config.toml").write_text("port = 9000\n")
    (homes.former_config / "trusted.json").write_text('{"folders": {"/": "x"}}')
    assert homes.start().port == 9000
    assert (homes.former_config / "trusted.json").exists()
    assert os.listdir(homes.config) == ["config.toml"]
