"""Models go out to other tools and come back by the command line, which says what is lost and where things stood."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from agent.exchange import from_json, to_json
from agent.exchange.formats import FORMATS, WRITTEN, readme_table
from tests.ui.models import catalog, rich_model
from ui.cli import main


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "harbour.json"
    file.write_text(to_json(rich_model(6), catalog()), encoding="utf-8")
    return file


def test_every_format_is_listed_for_people_and_for_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    listed = capsys.readouterr().out
    assert all(one.name in listed and one.direction.value in listed for one in FORMATS)
    assert main(["formats", "--markdown"]) == 0
    assert capsys.readouterr().out == readme_table()


def test_a_format_that_is_not_there_is_refused_with_those_that_are(
    native: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["export", str(native), "-f", "visio"])
    assert left.value.code == 2
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["export", str(native), "-f", "pytm"])
    refused = capsys.readouterr().err
    assert all(f"'{one.id}'" in refused for one in WRITTEN)


def test_an_export_says_on_standard_error_what_is_lost(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "-f", "otm"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["otmVersion"] == "0.2.0"
    assert "Open Threat Model (OTM 0.2.0) does not hold all of the model:" in said.err
    assert "left out: facts," in said.err


def test_the_native_file_loses_nothing_and_says_nothing(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "-f", "json"]) == 0
    assert "does not hold" not in capsys.readouterr().err


def test_a_draft_format_is_asked_for_twice(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "-f", "cyclonedx"]) == 3
    assert "add --experimental" in capsys.readouterr().err
    assert main(["export", str(native), "-f", "cyclonedx", "--experimental"]) == 0
    assert json.loads(capsys.readouterr().out)["specVersion"] == "2.0"


def test_an_alert_points_into_the_file_that_was_exported(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    native.write_text(json.dumps(json.loads(native.read_text(encoding="utf-8")), indent=1), encoding="utf-8")
    lines = native.read_text(encoding="utf-8").splitlines()
    assert main(["export", "harbour.json", "-f", "sarif"]) == 0
    for one in json.loads(capsys.readouterr().out)["runs"][0]["results"]:
        place = one["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "harbour.json"
        assert f'"id": "{one["properties"]["threat"]}"' in lines[place["region"]["startLine"] - 1]


def test_closed_threats_come_along_when_they_are_asked_for(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = rich_model(24)
    native.write_text(to_json(model, catalog()), encoding="utf-8")
    counts = []
    for more in ([], ["--closed"]):
        assert main(["export", str(native), "-f", "sarif", *more]) == 0
        counts.append(len(json.loads(capsys.readouterr().out)["runs"][0]["results"]))
    assert counts == [21, 24]


def test_a_model_goes_out_and_comes_back(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(native), "-f", "tm-bom", "-o", "harbour.tmbom.json"]) == 0
    assert main(["import", "harbour.tmbom.json", "-o", "again.json", "--provenance"]) == 0
    said = capsys.readouterr().err
    before, after = (from_json(Path(name).read_text(encoding="utf-8")) for name in ("harbour.json", "again.json"))
    assert [one.title for one in after.threats] == [one.title for one in before.threats]
    assert [one.rating for one in after.threats] == [one.rating for one in before.threats]
    assert "read as OWASP Threat Model Library" in said
    assert "T-001 from harbour.tmbom.json: /threats/0" in said
    assert main(["validate", "again.json"]) == 0


def test_a_file_that_does_not_fit_leaves_nothing_behind(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.otm.json").write_text('{"otmVersion": "0.2.0", "project": {"id": "x"}}', encoding="utf-8")
    assert main(["import", "broken.otm.json", "-o", "out.json"]) == 3
    assert "at /project/name: expected text that is not empty, found nothing" in capsys.readouterr().err
    assert not Path("out.json").exists()


def test_a_foreign_model_is_no_description(native: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("desk.json").write_text('{"otmVersion": "0.2.0", "project": {"id": "x", "name": "Desk"}}', encoding="utf-8")
    for command in ("draft", "show", "export", "validate"):
        assert main([command, "desk.json"]) == 3
        said = capsys.readouterr().err
        assert "Open Threat Model format (OTM)" in said
        assert "threatparley import" in said


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.json", b"{"),
        ("x.html", b"<!"),
        ("x.sarif", b"{"),
        ("x.OTM.json", b"{"),
        ("x.mmd", b"flowchart"),
        ("AGENTS.md", b"#"),
        ("x.docx", b"PK"),
        ("x.pdf", b"%PDF"),
        ("x.markdown", b"#"),
        ("plain", b"#"),
    ],
)
def test_the_ending_of_the_file_says_what_is_written(native: Path, name: str, begins: bytes) -> None:
    assert main(["export", str(native), "-o", name]) == 0
    assert (native.parent / name).read_bytes().startswith(begins)


def test_a_named_format_goes_before_the_ending(native: Path) -> None:
    assert main(["export", str(native), "-f", "md", "-o", "x.txt"]) == 0
    assert (native.parent / "x.txt").read_bytes().startswith(b"#")


@pytest.mark.parametrize("name", ["x.txt", "x.visio", "x.yaml", "x.zip", "x.py"])
def test_an_ending_that_is_not_known_is_refused_with_those_that_are(
    native: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(native), "-o", name]) != 0
    said = capsys.readouterr().err
    assert f"into {Path(name).suffix} files" in said
    assert all(one in said for one in (".json", ".docx", "-f"))
    assert not (native.parent / name).exists()


def test_the_lines_of_a_table_in_word_are_quiet(native: Path) -> None:
    main(["export", str(native), "-o", "x.docx"])
    with zipfile.ZipFile(native.parent / "x.docx") as archive:
        styles = archive.read("word/styles.xml").decode()
    grid = styles[styles.index('w:styleId="TableGrid"') :]
    borders = re.findall(r"<w:(?:top|left|bottom|right|insideH|insideV) [^>]*", grid[: grid.index("</w:tblBorders>")])
    assert len(borders) == 6
    assert all('w:color="C9CFD8"' in one for one in borders)
