"""The two pages on the command line: shown on their own, and what a draft shows a person at a terminal."""

import os
from pathlib import Path

import pytest

from agent.exchange import to_json
from tests.fork_server import ForkServer
from tests.terminal import typed
from tests.ui.models import catalog, rich_model
from ui.cli import main

WORDS = "A chatbot answers customers from our help pages with a hosted language model."
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "model.json"
    file.write_text(to_json(rich_model(), catalog()), encoding="utf-8")
    return file


def test_the_brief_is_shown_as_text(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(native), "--brief"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Threat model: Harbour support assistant\n====")
    assert "Ten threats to talk about\n----" in shown
    assert "**" not in shown
    assert len(shown.split()) < 1_000


def test_the_lengths_differ_and_exclude_each_other(native: Path, tmp_path: Path) -> None:
    sizes: list[int] = []
    for more in (["--brief"], [], ["--full"]):
        file = tmp_path / f"out{len(sizes)}.md"
        assert main(["export", str(native), "-o", str(file), *more]) == 0
        sizes.append(len(file.read_text(encoding="utf-8").split()))
    assert sizes[0] <= 900
    assert sizes[0] * 2 < sizes[1] < sizes[2] / 2
    with pytest.raises(SystemExit):
        main(["export", str(native), "--brief", "--full"])


def test_a_draft_shows_the_brief_at_a_terminal_and_no_pdf(tmp_path: Path, forks: ForkServer) -> None:
    file = tmp_path / "system.md"
    file.write_text(WORDS, encoding="utf-8")
    environ = {**os.environ, "THREATPARLEY_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    command = ["ui.cli", "draft", str(file)]
    code, shown = typed(command, [], tmp_path, environ, forks)
    assert code == 0
    assert "Ten threats to talk about\r\n----" in shown
    code, shown = typed([*command, "-f", "pdf"], [], tmp_path, environ, forks)
    assert code == 3
    assert "a terminal cannot show PDF; name a file with -o" in shown
