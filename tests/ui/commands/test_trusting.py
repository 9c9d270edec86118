"""Saying yes to a folder: by a command, or once on a terminal; without a terminal nothing is asked and nothing done."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from agent.errors import SettingsError
from ui import app_services
from ui.cli import main
from ui.commands import trust_question


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that sends texts elsewhere, and a user who trusts nothing yet."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "threatparley.toml").write_text(
        f'data_dir = "{tmp_path / "planted"}"\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1?key=canary"\n'
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(folder)
    return folder


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    monkeypatch.setattr(trust_question, "_is_terminal", lambda _: True)


@pytest.mark.parametrize(
    "command", [["doctor"], ["kb", "list"], ["kb", "search", "hidden"], ["show", "x" * 20], ["serve"]], ids=" ".join
)
def test_a_command_refuses_and_says_how_to_say_yes(
    command: list[str], work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"base_url = http://127.0.0.1:9/v1?key=*** (from {work / 'threatparley.toml'}: base_url)" in said.err
    assert f"threatparley trust {work}" in said.err
    assert not (tmp_path / "planted").exists()


def test_a_yes_by_command_is_shown_listed_and_taken_back(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust"]) == 0
    said = capsys.readouterr().out
    assert "base_url = http://127.0.0.1:9/v1?key=***" in said
    assert "canary" not in said
    assert main(["doctor"]) == 0
    assert str(tmp_path / "planted") in capsys.readouterr().out
    assert main(["trust", "--list"]) == 0
    assert capsys.readouterr().out == f"{work}  (as you trusted it)\n"
    (work / "threatparley.toml").write_text("port = 9000\n")
    assert main(["trust", "--list"]) == 0
    assert "changed since" in capsys.readouterr().out
    assert main(["doctor"]) == 2
    assert main(["trust", "--revoke", str(work)]) == 0
    assert main(["trust", "--revoke", str(work)]) == 3
    capsys.readouterr()
    assert main(["trust", "--list"]) == 0
    assert capsys.readouterr().out == "You trust no folder.\n"


def test_a_folder_that_asks_for_nothing_needs_no_yes(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "threatparley.toml").write_text("offline = true\n")
    assert main(["trust", str(work)]) == 0
    assert "nothing that needs your yes" in capsys.readouterr().out
    assert not (tmp_path / "config").exists()
    assert main(["trust", str(work / "missing")]) == 3


def test_on_a_terminal_the_question_comes_once(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_terminal(monkeypatch, "yes\n")
    assert main(["kb", "list"]) == 0
    assert "Type yes or no" in capsys.readouterr().err
    on_a_terminal(monkeypatch, "")
    assert main(["kb", "list"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("answer", ["no\n", "\n", "", "perhaps\n"])
def test_any_other_word_is_a_no(
    answer: str, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_terminal(monkeypatch, answer)
    assert main(["kb", "list"]) == 2
    assert capsys.readouterr().err.count("set what needs your yes first") == 1
    assert not (tmp_path / "config").exists()


def test_a_yes_is_to_what_was_shown(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while its user reads gets a question of its own."""

    class Slow(io.StringIO):
        def isatty(self) -> bool:
            (work / "threatparley.toml").write_text("port = 9000\n")
            return True

    monkeypatch.setattr(sys, "stdin", Slow("yes\nno\n"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["kb", "list"]) == 2


def test_a_real_terminal_is_asked(work: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"yes\n")
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", "kb", "list"],
            stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
    finally:
        os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Type yes or no" in shown
    assert done.returncode == 0
    assert "ATLAS" in done.stdout


def test_the_page_asks_for_the_same_yes(work: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="threatparley trust"):
        app_services.desk()
    assert not (tmp_path / "planted").exists()


def test_a_message_about_a_folder_cannot_steer_the_terminal(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "threatparley.toml").write_text('model = "m\\u001b[2J\\u202e"\n')
    assert main(["kb", "list"]) == 2
    assert main(["trust"]) == 0
    said = capsys.readouterr()
    assert "\x1b" not in said.err + said.out
    assert "\u202e" not in said.err + said.out
