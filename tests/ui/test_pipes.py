"""A reader who leaves early, as ``head`` does, meets no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.console import plain

COMMANDS = [
    ("ui.cli", "--version"),
    ("ui.cli", "--help"),
    ("ui.cli", "kb", "--help"),
    ("ui.cli", "schema"),
    ("ui.cli", "kb", "facts"),
    ("ui.cli", "doctor", "--json"),
    ("ui.cli", "draft", "system.md"),
    ("evals", "--help"),
    ("knowledge", "search", "hidden orders"),
]


def run(folder: Path, *command: str, buffered: bool, both: bool = False) -> tuple[int, str]:
    """Run a command whose standard output nobody reads any more; its exit code and standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    (folder / "system.md").write_text("A chatbot answers customers from our help pages.", encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, *([] if buffered else ["-u"]), "-m", *command],
            cwd=folder,
            stdout=writing,
            stderr=writing if both else subprocess.PIPE,
            text=True,
            timeout=500,
            check=False,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr or ""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "at once"])
def test_a_reader_who_leaves_ends_a_command_in_peace(command: tuple[str, ...], buffered: bool, tmp_path: Path) -> None:
    code, said = run(tmp_path, *command, buffered=buffered)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert code == 0


def test_wrong_usage_stays_wrong_where_nobody_reads(tmp_path: Path) -> None:
    assert run(tmp_path, "ui.cli", "no-such-command", buffered=True, both=True)[0] == 2
    assert run(tmp_path, "ui.cli", "draft", "nowhere.md", buffered=True, both=True)[0] == 3
    assert run(tmp_path, "ui.cli", "draft", "nowhere.md", buffered=False, both=True)[0] == 3


def test_messages_that_nobody_reads_cost_no_result(tmp_path: Path) -> None:
    code, _ = run(tmp_path, "ui.cli", "draft", "system.md", "-o", "model.md", buffered=False, both=True)
    assert code == 0
    assert (tmp_path / "model.md").read_text(encoding="utf-8").startswith("# Threat model")


def test_a_message_cannot_steer_the_terminal() -> None:
    assert plain("a \x1b[2J b\u202ec\r\n\tä") == "a \\x1b[2J b\\x202ec\\x0d\n\tä"


def in_a_shell(folder: Path, words: str) -> tuple[int, str, str]:
    """Run a command as a shell redirects it; its exit code, standard output and standard error."""
    (folder / "system.md").write_text("A chatbot answers customers from our help pages.", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m ui.cli {words}', sys.executable],
        cwd=folder, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_messages_stay_out_of_the_data_where_standard_error_is_closed(tmp_path: Path) -> None:
    code, data, _ = in_a_shell(tmp_path, "draft system.md -f json 2>&-")
    assert code == 0
    assert json.loads(data)["format"] == "threatparley"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_messages_for_which_there_is_no_room_cost_no_result(tmp_path: Path) -> None:
    code, _, _ = in_a_shell(tmp_path, "draft system.md -o model.md 2>/dev/full")
    assert code == 0
    assert (tmp_path / "model.md").read_text(encoding="utf-8").startswith("# Threat model")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", ["draft system.md", "kb facts", "schema"])
def test_a_result_for_which_there_is_no_room_is_told_and_fails(words: str, tmp_path: Path) -> None:
    code, _, said = in_a_shell(tmp_path, f"{words} >/dev/full")
    assert code == 3
    assert "not everything could be written" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("draft - <&-", "standard input is closed"),
        ("interview <&-", "needs a terminal"),
        ("draft system.md >&-", "standard output is closed"),
    ],
)
def test_a_closed_stream_is_told(words: str, expected: str, tmp_path: Path) -> None:
    code, _, said = in_a_shell(tmp_path, words)
    assert code == 3
    assert expected in said
