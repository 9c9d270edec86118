"""Two states of a model are compared, files and revisions alike."""

import json
from pathlib import Path

import pytest

from tests.gate.repository import MODEL, Repository, repository
from tests.ui.models import score
from ui.cli import main


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    made.change_threat("T-002", current=score(9, 9, 9, 8, 8))
    return made


@pytest.mark.parametrize(
    ("form", "words"),
    [("text", "  rescored: T-002 "), ("markdown", "# What changed in Harbour"), ("json", '"how": "rescored"')],
)
def test_a_revision_is_compared_with_the_file_of_today(
    form: str, words: str, shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "git:HEAD", MODEL, "-f", form]) == 0
    written = capsys.readouterr().out
    assert words in written
    assert f"{MODEL} at HEAD" in written.replace("\\", "")


def test_both_may_be_revisions_where_one_names_the_path(shop: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    shop.commit("Scored anew")
    assert main(["diff", f"git:HEAD~1:{MODEL}", f"git:HEAD:{MODEL}", "-f", "json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert (line["id"], line["how"]) == ("T-002", "rescored")
    assert main(["diff", "git:HEAD~1", "git:HEAD"]) == 3
    assert "names no file; give it as git:HEAD~1:PATH" in capsys.readouterr().err


def test_the_same_state_twice_is_said_to_be_the_same(shop: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", MODEL, MODEL]) == 0
    assert "These two states are the same." in capsys.readouterr().out


def test_what_cannot_be_compared_is_refused(shop: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["git:HEAD:nowhere.json", MODEL], [MODEL, "compose.yaml"], ["git:gone", MODEL]):
        assert main(["diff", *arguments]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert main(["diff", "git:HEAD", MODEL, "-o", MODEL, "--force"]) == 3
