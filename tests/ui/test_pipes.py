"""A reader who leaves early, as ``head`` does, meets no traceback."""

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
            timeout=120,
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
