"""What is lost on the way is told in a few lines, and whole where it is asked for."""

from pathlib import Path

import pytest

from agent.exchange import to_json
from tests.ui.models import catalog, rich_model
from ui.cli import main


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    Path("model.json").write_text(to_json(rich_model(), catalog()), encoding="utf-8")


def test_a_long_report_is_cut_and_says_where_the_rest_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "model.json", "-f", "threat-dragon", "-o", "a.json"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) <= 6
    assert said[-1].startswith("  … and ")
    assert "--losses FILE" in said[-1]


def test_all_of_it_is_said_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "model.json", "-f", "threat-dragon", "-o", "a.json", "--verbose"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) > 6
    assert not [line for line in said if "more; --verbose" in line]


def test_the_whole_with_every_name_is_written_into_a_file() -> None:
    assert main(["export", "model.json", "-f", "threat-dragon", "-o", "a.json", "--losses", "lost.txt"]) == 0
    text = Path("lost.txt").read_text(encoding="utf-8")
    assert text.startswith("OWASP Threat Dragon (version 2) does not hold all of the model:\n")
    assert all(f"  {one.id}\n" in text for one in rich_model().assumptions)


@pytest.mark.parametrize("name", ["model.json", "a.json"])
def test_the_file_of_losses_replaces_neither_source_nor_output(name: str) -> None:
    before = Path("model.json").read_bytes()
    assert main(["export", "model.json", "-f", "otm", "-o", "a.json", "--force", "--losses", name]) != 0
    assert Path("model.json").read_bytes() == before
    assert not Path("a.json").exists()


def test_draft_and_show_count_the_same_sentences_as_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    Path("words.md").write_text(
        "# The desk\n\nOur assistant answers customers. Qwertz flam brumble. Learn more\n\nThe moon waxes on Tuesdays. "
        "It uses a hosted model from OpenAI.\n",
        encoding="utf-8",
    )
    assert main(["draft", "words.md", "-f", "json", "-o", "w.json"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "nothing was understood from" in line]
    assert main(["show", "w.json", "--words"]) == 0
    counted = capsys.readouterr().out.splitlines()[0]
    number = told[0].partition("from ")[2].split()[0]
    assert f"{number} not understood" in counted
