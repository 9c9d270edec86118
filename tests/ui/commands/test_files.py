"""Where the commands write: never over what they read, and told before any work is done."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.settings import load_settings
from ui.cli import main
from ui.commands.authoring import drafting
from ui.commands.files import write_bytes
from ui.commands.reporting import exporting

WORDS = "A chatbot answers customers from our help pages with a hosted language model."


@pytest.fixture
def system(tmp_path: Path) -> Path:
    file = tmp_path / "system.md"
    file.write_text(WORDS, encoding="utf-8")
    return file


_DRAFTED: list[bytes] = []


@pytest.fixture
def native(tmp_path: Path, system: Path) -> Path:
    """The native draft of the system, made by the first test that wants it; each has a file of its own."""
    file = tmp_path / "model.json"
    if _DRAFTED:
        file.write_bytes(_DRAFTED[0])
    else:
        assert main(["draft", str(system), "-f", "json", "-o", str(file)]) == 0
        _DRAFTED.append(file.read_bytes())
    return file


def test_a_draft_never_overwrites_its_description(system: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (str(system), str(system.parent / "." / "system.md")):
        assert main(["draft", str(system), "-o", name, "--force"]) == 3
        assert "which this is made from" in capsys.readouterr().err
    assert system.read_text(encoding="utf-8") == WORDS


def test_a_draft_from_standard_input_never_overwrites_the_file_behind_it(system: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "draft", "-", "-o", str(system), "--force"]
    with system.open("rb") as given:
        done = subprocess.run(command, stdin=given, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "standard input is that file" in done.stderr
    assert system.read_text(encoding="utf-8") == WORDS


def test_an_export_never_overwrites_its_model(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = native.read_bytes()
    os.link(native, native.parent / "second name.json")
    for name in ("model.json", "second name.json"):
        assert main(["export", str(native), "-f", "html", "-o", str(native.parent / name), "--force"]) == 3
        assert "which this is made from" in capsys.readouterr().err
    assert native.read_bytes() == before


def test_a_pipe_is_left_alone_and_the_way_to_write_into_one_is_told(
    system: Path, native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = system.parent / "pipe"
    os.mkfifo(pipe)
    for command in (["draft", str(system)], ["export", str(native)]):
        assert main([*command, "-o", str(pipe), "--force"]) == 3
        problem = capsys.readouterr().err
        assert "it is a pipe" in problem
        assert "- for standard output" in problem
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_nothing_is_drafted_for_an_output_that_cannot_be(
    system: Path, native: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("work was done for nothing")

    monkeypatch.setattr(drafting, "assemble_once", never)
    monkeypatch.setattr(exporting, "dossier_of", never)
    assert main(["draft", str(system), "-o", str(native)]) == 3
    assert main(["export", str(native), "-o", str(system)]) == 3
    assert main(["draft", str(system), "-o", str(system.parent / "missing" / "model.md")]) == 3


def test_a_dash_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", printed)
    write_bytes("-", b"words\n", False, "-")
    assert printed.buffer.getvalue() == b"words\n"


def test_nothing_is_written_in_place_of_the_kept_sessions(
    system: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    facilitator = assemble(load_settings())
    session = facilitator.start()
    facilitator.close()
    database = tmp_path / "data" / "threatparley.sqlite"
    for command in (["export", session.id], ["draft", str(system)]):
        assert main([*command, "-f", "md", "-o", str(database), "--force"]) == 3
        assert str(database) in capsys.readouterr().err
    assert assemble(load_settings()).open(session.id).id == session.id


def test_an_exported_report_names_systems_like_the_owners(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "--full", "-f", "md"]) == 0
    assert "## What systems like yours worried first about" in capsys.readouterr().out
