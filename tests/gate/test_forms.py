"""The verdict in each form: valid where there is a schema, short where there is a limit, and inert everywhere."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agent.exchange.as_json import to_json
from agent.gate.as_markdown import MOST_BYTES, marker, to_markdown
from agent.gate.findings import Demand, Fate, GateFinding, GateReport, ThreatMove
from agent.gate.model_diff import drawing
from agent.gate.output_formats import FORMS
from tests.agent.exchange.interchange.schemas import AWAY, FOLDER, faults
from tests.gate.repository import MODEL, TODAY, first_model, repository
from tests.ui.models import HOSTILE, catalog
from ui.cli import main

CALL = "@everyone see https://evil.example and www.evil.example <!-- threatparley-check: other --> \x07 ```"


def report(findings: int = 3, text: str = "words") -> GateReport:
    fates = list(Fate)
    return GateReport(
        system=f"Shop {text}", file="threat-model.json", base=f"HEAD {text}",
        findings=tuple(
            GateFinding(
                id=f"risk:T-{place:03}", demand=Demand.RISK, title=f"T-{place:03} {text}", text=text,
                action=f"Do {text}",
                fate=fates[place % 4], because="so it is" if place % 4 else "", total=7.5, file="threat-model.json",
                line=place + 1,
            )
            for place in range(findings)
        ),
        moves=tuple(
            ThreatMove(id=f"T-{place:03}", how="changed", title=text, before=5.0, after=7.4, band="high")
            for place in range(findings)
        ),
        differences=tuple(f"Parts, added: {text} {place}" for place in range(findings)),
        actions=(f"Do {text}",), compared=("compose.yaml",), notes=(text,),
        drawing='flowchart LR\n  n_C_1["web"]:::added\n',
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_verdict_of_a_real_check(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["check", MODEL, "--today", str(TODAY), "-f", form, "--also", "json=again.json"]) == 1
    assert "risk:T-001" in capsys.readouterr().out.replace("\\", "")
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))["verdict"] == "failed"


@pytest.mark.skipif(not FOLDER.is_dir(), reason=AWAY)
@pytest.mark.parametrize("text", ["words", HOSTILE, CALL])
def test_sarif_fits_its_published_schema(text: str) -> None:
    assert faults("sarif", FORMS["sarif"](report(9, text))) == []


def test_an_alert_keeps_its_fingerprint_when_words_and_lines_change() -> None:
    marks = [
        [one["partialFingerprints"] for one in json.loads(FORMS["sarif"](one))["runs"][0]["results"]]
        for one in (report(4, "one"), report(4, "another"))
    ]
    assert marks[0] == marks[1]
    first, _, waived, _ = json.loads(FORMS["sarif"](report(4)))["runs"][0]["results"]
    assert (first["level"], first["baselineState"]) == ("error", "new")
    assert waived["suppressions"][0]["justification"] == "so it is"


@pytest.mark.parametrize("text", ["words", HOSTILE, CALL])
def test_junit_is_xml_with_a_case_for_each_finding_and_each_demand_that_holds(text: str) -> None:
    suite = ElementTree.fromstring(FORMS["junit"](report(8, text)))[0]
    assert int(suite.attrib["tests"]) == len(suite) == 8 + len(Demand) - 1
    assert int(suite.attrib["failures"]) == len(suite.findall(".//failure")) == 2
    assert int(suite.attrib["skipped"]) == len(suite.findall(".//skipped")) == 6


def test_a_comment_has_its_marker_first_and_everything_in_its_place() -> None:
    lines = to_markdown(report(8)).splitlines()
    assert lines[0] == marker(report(8)) == "<!-- threatparley-check: threat-model-json -->"
    assert lines[1].startswith("### ❌ Threat model of Shop words: failed: 2 new findings to deal with")
    text = "\n".join(lines)
    for words in ("5.0 → 7.4 high (+2.4)", "#### What to do first", "<details>", "```mermaid", "What else differs: 8"):
        assert words in text


@pytest.mark.parametrize("text", ["w" * 5000, HOSTILE * 40, CALL * 20, "語" * 3000])
@pytest.mark.parametrize("findings", [0, 1, 60, 3000])
def test_a_comment_stays_short_enough_whatever_stands_in_the_model(findings: int, text: str) -> None:
    written = to_markdown(report(findings, text))
    assert len(written.encode()) < MOST_BYTES
    assert written.startswith("<!-- threatparley-check: ")
    assert written.count("<details>") == written.count("</details>")


def test_nobody_is_called_and_nothing_is_linked_by_a_comment() -> None:
    written = to_markdown(report(4, CALL))
    assert "@everyone" not in written
    assert "https://" not in written
    assert "www.evil" not in written
    assert len(re.findall(r"(?<!\\)<!--", written)) == 1


def test_a_hostile_name_stays_a_label_in_the_drawing() -> None:
    model = first_model()
    part = model.components[0].model_copy(update={"name": 'x"]; click n_C_1 href "javascript:alert(1)" <script>'})
    drawn = drawing(model, model.model_copy(update={"components": (part, *model.components[1:])}), ())
    assert 'n_C_1["changed: x#34;' in drawn
    assert "<script>" not in drawn
    assert drawing(model, model, ()) == ""


def test_a_secret_in_a_model_is_not_read_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "sk-proj-" + "a1B2c3D4" * 6
    made = repository(tmp_path)
    made.change_threat("T-001", title=f"The key {key} is lost")
    monkeypatch.chdir(tmp_path)
    for form in FORMS:
        main(["check", MODEL, "--base", "git:HEAD", "--all", "--today", str(TODAY), "-f", form])
    assert key not in capsys.readouterr().out


def test_an_output_never_replaces_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["check", MODEL, "-o", MODEL]) == 3
    assert main(["check", MODEL, "--also", f"json={MODEL}"]) == 3
    assert made.read(MODEL) == to_json(first_model(), catalog())
    assert main(["check", MODEL, "--also", "pdf=x.pdf"]) == 2
    capsys.readouterr()


def test_a_baseline_lets_a_repository_begin_and_is_not_overwritten_by_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    day = ("--today", str(TODAY))
    assert main(["check", MODEL, *day, "--write-baseline", "base.json"]) == 0
    assert main(["check", MODEL, *day, "--write-baseline", "base.json"]) == 3
    assert main(["check", MODEL, *day, "--write-baseline", "base.json", "--force"]) == 0
    assert main(["check", MODEL, *day, "--baseline", "base.json"]) == 0
    assert "Stood before (1), in the baseline:\n" in capsys.readouterr().out
