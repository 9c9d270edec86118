"""Reports are read from the command line: proposals are shown, and a model changes only where that is asked for."""

import json
from pathlib import Path

import pytest

from agent.domain.findings.trials import Proof
from agent.exchange import from_json, to_json
from tests.agent.exchange.probes.made import catalog, model
from tests.agent.exchange.results.test_results import content
from ui.cli import main


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    native, report = tmp_path / "model.json", tmp_path / "promptfoo.json"
    native.write_text(to_json(model(), catalog()), encoding="utf-8")
    report.write_bytes(content("promptfoo.json"))
    return str(report), str(native)


def test_proposals_are_shown_and_nothing_changes(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(files[1]).read_bytes()
    assert main(["results", *files]) == 0
    said = capsys.readouterr().out
    assert "status: mitigated → open" in said
    assert "Nothing was changed; with --apply it is." in said
    assert Path(files[1]).read_bytes() == before
    assert main(["results", *files, "--check"]) == 1


def test_with_apply_the_file_is_changed_once(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", *files, "--apply"]) == 0
    after = Path(files[1]).read_text(encoding="utf-8")
    assert from_json(after).threats[0].proof is Proof.FAILED
    assert main(["results", *files, "--apply"]) == 0
    assert Path(files[1]).read_text(encoding="utf-8") == after
    assert "Nothing to change." in capsys.readouterr().out
    assert main(["validate", files[1]]) == 0
    assert main(["results", *files, "--check"]) == 1, "what failed and is known has still failed"


def test_proposals_come_as_data(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", *files, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["threat"] == "T-001"


def test_a_report_that_is_too_large_is_not_read(
    files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("agent.exchange.results.any_report.MOST_BYTES", 100)
    assert main(["results", *files]) == 3
    assert "at most 100 are read" in capsys.readouterr().err


def test_bad_input_leaves_the_model_as_it_was(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    report, native = files
    before = Path(native).read_bytes()
    Path(report).write_bytes(content("promptfoo.json")[:300])
    assert main(["results", report, native, "--apply"]) == 3
    assert "promptfoo.json is not whole JSON" in capsys.readouterr().err
    assert main(["results", str(Path(report).parent / "nothing.xml"), native, "--apply"]) == 3
    assert main(["results", report, "-", "--apply"]) == 3
    assert Path(native).read_bytes() == before
