"""What the check cannot judge: one line that names the file, the place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate.repository import MODEL, TODAY, Repository, first_model, repository
from ui.cli import main


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


BAD: dict[str, tuple[Callable[[str], str], str]] = {
    "half": (lambda text: text[:5000], "not valid JSON at line"),
    "version": (lambda text: text.replace('"schema_version": 1', '"schema_version": 7', 1), "schema version 7"),
    "conflict": (
        lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 3), "a conflict marker of git at line 2",
    ),
    "schema": (
        lambda text: text.replace('"damage": {\n', '"damage": {\n "wrong": 1,\n', 1), "/model/threats/0/",
    ),
    "link": (lambda text: text.replace('"C-1"', '"C-77"', 1), "C-"),
    "empty": (lambda text: "", "is empty"),
    "huge": (lambda text: text + " " * 21_000_000, "the limit is"),
    "other kind": (lambda text: "services:\n  web:\n    image: x\n", "is a Docker Compose file"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
@pytest.mark.parametrize("where", ["file", "base"])
def test_a_file_that_cannot_be_judged_is_refused_in_one_line_with_its_place(
    fault: str, where: str, shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, said = BAD[fault]
    shop.write("spoilt.json", spoil(shop.read(MODEL)))
    arguments = ["spoilt.json"] if where == "file" else [MODEL, "--base", "spoilt.json"]
    assert main(["check", *arguments]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert "spoilt.json" in line


def test_another_model_is_no_base(shop: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    other = shop.model.system.model_copy(update={"name": "Lighthouse", "description": "Elsewhere.", "opening": ""})
    shop.write("other.json", shop.read(MODEL))
    shop.keep(shop.model.model_copy(update={"system": other}))
    assert main(["check", MODEL, "--base", "other.json"]) == 3
    assert "is a model of Harbour support assistant, and threat-model.json of Lighthouse" in capsys.readouterr().err


def test_a_revision_that_is_not_there_is_told_and_one_without_the_model_is_no_fault(
    shop: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check", MODEL, "--base", "git:nowhere"]) == 3
    assert "there is no revision 'nowhere' here" in capsys.readouterr().err
    assert main(["check", MODEL, "--base", "git:--help"]) == 3
    shop.git("mv", MODEL, "moved.json")
    assert main(["check", "moved.json", "--base", "git:HEAD", "--today", str(TODAY)]) == 1
    assert "is not in HEAD" in capsys.readouterr().out
    assert main(["check", "moved.json", "--base", f"git:HEAD:{MODEL}", "--today", str(TODAY)]) == 0
    monkeypatch.setattr("agent.gate.git_revisions.shutil.which", lambda _: None)
    capsys.readouterr()
    assert main(["check", "moved.json", "--base", "git:HEAD"]) == 3
    assert "git, which is not installed" in capsys.readouterr().err


def test_outside_of_a_repository_a_revision_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Repository(tmp_path)
    made.keep(first_model())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["check", MODEL, "--base", "git:HEAD"]) == 3
    assert "is in no git repository" in capsys.readouterr().err
