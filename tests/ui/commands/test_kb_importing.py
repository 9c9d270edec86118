"""``kb import`` and ``kb diff`` on the command line: exit codes, reports, and the models that an import touches."""

import json
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain import SYSTEM
from agent.settings import load_settings
from knowledge import load_catalog
from tests.agent.builders import a_model
from tests.agent.domain.parts import threat
from ui.cli import main

LIST = """\
own_list: 1
name: House list
edition: "1"
threats:
- id: HB-1
  title: Somebody reads the orders of others
  when: calls_tools and not exposure = own_device
  measure: Give each customer a login
"""


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.yaml"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_list_is_taken_in_and_is_part_of_every_draft(
    listed: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kb", "import", str(listed)]) == 0
    report = capsys.readouterr().out
    assert "own-house-list.json; remove that file to undo it" in report
    assert (data_dir / "catalog" / "own-house-list.json").is_file()
    facilitator = assemble(load_settings())
    ledger = facilitator.ledger(a_model({"calls_tools": True, "exposure": "public"}))
    assert {verdict.pattern: verdict.finding.value for verdict in ledger.verdicts}["own-hb-1"] == "applies"
    facilitator.close()
    assert main(["kb", "explain", "HB-1"]) == 0
    assert "own-hb-1" in capsys.readouterr().out


def test_a_rehearsal_takes_nothing_in(listed: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "import", str(listed), "--dry-run"]) == 0
    assert "Nothing was taken in" in capsys.readouterr().out
    assert not (data_dir / "catalog").exists()


def test_a_broken_file_exits_with_three_and_says_every_problem_with_its_line(
    listed: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.write_text(LIST.replace("calls_tools", "calls_toolz") + "- just words\n", encoding="utf-8")
    assert main(["kb", "import", str(listed)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "list.yaml was not taken in, and the catalog is as it was; 2 problems:" in captured.err
    assert "line 5: HB-1: when: no fact 'calls_toolz'; did you mean calls_tools?" in captured.err
    assert "line 9: threats 2: expected a mapping" in captured.err
    assert not (data_dir / "catalog").exists()


def test_nothing_in_a_file_can_speak_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"own_list": 1, "name": "A\\u001b[31m", "\\u001b]0;t\\u0007": 1, "threats": ["\\u001b[2J"]}')
    assert main(["kb", "import", str(path)]) == 3
    captured = capsys.readouterr()
    assert "\x1b" not in captured.err + captured.out


def test_programs_get_the_report_as_json(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "diff", str(listed), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {change["key"] for change in report["changes"]["changes"]} == {"own:HB-1", "own-hb-1"}
    assert (report["kept_as"], report["refused"], report["models"]) == (None, [], [])


def test_a_diff_names_the_kept_models_that_refer_to_what_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = load_catalog()
    release = tmp_path / "atlas.yaml"
    release.write_text(
        'version: "2099.01"\nmatrices:\n- tactics: [{id: AML.TA0004, name: Initial Access}]\n  techniques:\n'
        "  - {id: AML.T0051, name: Renamed for a test, tactics: [AML.TA0004]}\n",
        encoding="utf-8",
    )
    facilitator = assemble(load_settings())
    for name, key in (("Touched", "atlas:AML.T0051"), ("Untouched", "plot4ai:1")):
        found = threat(1, None, targets=(SYSTEM,), references=(catalog.reference(key),))
        facilitator.import_model(a_model(name=name).model_copy(update={"threats": (found,)}))
    facilitator.close()
    assert main(["kb", "diff", str(release)]) == 0
    written = capsys.readouterr().out
    assert "renamed   atlas:AML.T0051 Renamed for a test: LLM Prompt Injection → Renamed for a test" in written
    assert "Kept models that refer to what changes: 1" in written
    assert "Touched: atlas:AML.T0051" in written
    assert "Untouched" not in written


def test_the_help_shows_the_format_of_a_list_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["kb", "import", "--help"])
    assert left.value.code == 0
    assert "own_list: 1" in capsys.readouterr().out


def test_the_facts_that_conditions_can_name_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "facts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(load_catalog().facts)
    assert any(line.startswith("exposure ") and "public" in line for line in lines)
