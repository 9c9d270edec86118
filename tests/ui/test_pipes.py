"""A reader who leaves early, as ``head`` does, meets no traceback."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from knowledge.console import plain
from tests.fork_server import ForkServer

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


WHOLE = ("ui.cli", "draft", "system.md")
"""The command that begins with an interpreter of its own and ends with it."""


def run(
    server: ForkServer, folder: Path, *command: str, buffered: bool, both: bool = False, whole: bool = False
) -> tuple[int, str]:
    """Run a command whose standard output nobody reads any more; its exit code and standard error."""
    (folder / "system.md").write_text("A chatbot answers customers from our help pages.", encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    with TemporaryFile() as said:
        errors = writing if both else said.fileno()
        try:
            if whole:
                start = [sys.executable, *([] if buffered else ["-u"]), "-m", *command]
                code = subprocess.run(start, cwd=folder, stdout=writing, stderr=errors, timeout=500).returncode
            else:
                code = server.begin(command, folder, (0, writing, errors), buffered=buffered).wait()
        finally:
            os.close(writing)
        said.seek(0)
        return code, said.read().decode()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "at once"])
def test_a_reader_who_leaves_ends_a_command_in_peace(
    command: tuple[str, ...], buffered: bool, tmp_path: Path, forks: ForkServer
) -> None:
    code, said = run(forks, tmp_path, *command, buffered=buffered, whole=command == WHOLE)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert code == 0


def test_wrong_usage_stays_wrong_where_nobody_reads(tmp_path: Path, forks: ForkServer) -> None:
    assert run(forks, tmp_path, "ui.cli", "no-such-command", buffered=True, both=True)[0] == 2
    assert run(forks, tmp_path, "ui.cli", "draft", "nowhere.md", buffered=True, both=True)[0] == 3
    assert run(forks, tmp_path, "ui.cli", "draft", "nowhere.md", buffered=False, both=True)[0] == 3


def test_messages_that_nobody_reads_cost_no_result(tmp_path: Path, forks: ForkServer) -> None:
    code, _ = run(forks, tmp_path, "ui.cli", "draft", "system.md", "-o", "model.md", buffered=False, both=True)
    assert code == 0
    assert (tmp_path / "model.md").read_text(encoding="utf-8").startswith("# Threat model")


def test_a_message_cannot_steer_the_terminal() -> None:
    assert plain("a \x1b[2J b\u202ec\r\n\tä") == "a \\x1b[2J b\\x202ec\\x0d\n\tä"


def redirected(server: ForkServer, folder: Path, words: str, **streams: str) -> tuple[int, str, str]:
    """Run a command with streams that are a file, or closed (an empty name); its code, output and messages."""
    (folder / "system.md").write_text("A chatbot answers customers from our help pages.", encoding="utf-8")
    with ExitStack() as stack:
        held = {name: stack.enter_context(TemporaryFile()) for name in ("stdin", "stdout", "stderr")}
        opened = {name: stack.enter_context(open(file, "wb", buffering=0)) for name, file in streams.items() if file}
        places = {**held, **opened, **{name: None for name, file in streams.items() if not file}}
        given = [None if one is None else one.fileno() for one in places.values()]
        code = server.begin(["ui.cli", *words.split()], folder, (given[0], given[1], given[2])).wait()
        for one in held.values():
            one.seek(0)
        return code, held["stdout"].read().decode(), held["stderr"].read().decode()


def test_messages_stay_out_of_the_data_where_standard_error_is_closed(tmp_path: Path, forks: ForkServer) -> None:
    code, data, _ = redirected(forks, tmp_path, "draft system.md -f json", stderr="")
    assert code == 0
    assert json.loads(data)["format"] == "threatparley"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_messages_for_which_there_is_no_room_cost_no_result(tmp_path: Path, forks: ForkServer) -> None:
    code, _, _ = redirected(forks, tmp_path, "draft system.md -o model.md", stderr="/dev/full")
    assert code == 0
    assert (tmp_path / "model.md").read_text(encoding="utf-8").startswith("# Threat model")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", ["draft system.md", "kb facts", "schema"])
def test_a_result_for_which_there_is_no_room_is_told_and_fails(words: str, tmp_path: Path, forks: ForkServer) -> None:
    code, _, said = redirected(forks, tmp_path, words, stdout="/dev/full")
    assert code == 3
    assert "not everything could be written" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "closed", "expected"),
    [
        ("draft -", "stdin", "standard input is closed"),
        ("interview", "stdin", "needs a terminal"),
        ("draft system.md", "stdout", "standard output is closed"),
    ],
)
def test_a_closed_stream_is_told(words: str, closed: str, expected: str, tmp_path: Path, forks: ForkServer) -> None:
    code, _, said = redirected(forks, tmp_path, words, **{closed: ""})
    assert code == 3
    assert expected in said
