"""The terminal shows the threats in the sections of the page, and what a language model says of them."""

from pathlib import Path

import pytest

from agent.domain.findings.threat_ranking import sections
from agent.exchange import to_json
from knowledge.publications import incidents
from knowledge.vocabulary import Framework
from tests.agent.reading.readback.sessions import told
from tests.ui.models import TELLER, advised_model, catalog, rich_model
from ui.cli import main


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "advised.json"
    file.write_text(to_json(advised_model(), catalog()), encoding="utf-8")
    assert main(["show", str(file)]) == 0
    return capsys.readouterr().out


def test_every_threat_stands_once_under_the_title_of_its_section(shown: str) -> None:
    model = advised_model()
    for title, threats in sections(model.threats).named():
        below = shown.split(f"{title} ({len(threats)}):\n")[1].split("\n\n")[0]
        assert [line.split()[0] for line in below.splitlines() if line.startswith("  T-")] == [t.id for t in threats]


def test_what_a_model_says_is_told_with_its_name(shown: str) -> None:
    assert "The language model gave 3 their place, set 2 aside" in shown
    assert f"{TELLER} tells: A customer hides orders" in shown
    assert f"{TELLER} holds it to be none of this system: nothing here is trained" in shown
    assert "(no citation: a suggestion of the language model)" in shown


def test_a_model_that_nobody_advised_shows_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "plain.json"
    file.write_text(to_json(rich_model(), catalog()), encoding="utf-8")
    assert main(["show", str(file)]) == 0
    told = capsys.readouterr().out
    assert "To talk about (" in told
    assert "language model gave" not in told


def test_the_words_of_a_model_are_shown_with_what_was_taken_from_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    session = told("Customers ask our shop assistant about their orders in a chat. It glitters in the sun.")
    file = tmp_path / "shop.json"
    file.write_text(to_json(session.model, catalog()), encoding="utf-8")
    assert main(["show", str(file), "--words"]) == 0
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("  “Customers ask our shop assistant about their orders in a chat.”")
    assert "      people: customers" in lines[place:]
    assert "      part: shop assistant" in lines[place:]
    assert lines[-1] == "      not understood, nothing was taken from it"


def test_recorded_incidents_are_told_where_the_package_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a line where they come from; without the package one line says how to get them."""
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "rich.json"
    file.write_text(to_json(rich_model(), catalog()), encoding="utf-8")
    assert main(["show", str(file)]) == 0
    without = capsys.readouterr().out
    assert without.count("threatparley[incidents]") == 1
    assert "on record:" not in without
    cited = next(one for one in rich_model().threats[0].references if one.framework is Framework.ATLAS)
    row = {"date": "2026-08-03", "title": "A", "primary_reference": "https://example.org/a", "mitre_atlas": [cited.id]}
    content = {"version": "9", "generated": "2026-10-09", "incident_count": 1, "incidents": [row]}
    monkeypatch.setattr(incidents, "records", lambda: incidents.counted(content, {}))
    assert main(["show", str(file)]) == 0
    shown = capsys.readouterr().out
    assert f"on record: 1 recorded incident is filed under {cited.id}, the latest of 2026-08-03" in shown
    assert "source: genai-incidents 9 of 2026-10-09, 1 incidents, CC BY 4.0" in shown
    assert "threatparley[incidents]" not in shown
