"""The commands for whoever keeps an installation, as they are typed."""

import json
from pathlib import Path

import pytest

from agent.domain import Said
from agent.domain.sessions.principal import LOCAL
from tests.agent.scripted import scripted
from ui.cli import main


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A model in the store that the commands see."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(folder))
    door = scripted(folder)
    said = Said(text="name Desk\ncomponent agent Bot\nfact reads_mail yes", key="keeping-1")
    made = door.hear(door.start().id, said).id
    door.close()
    return made


def said_by(call: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(call.split()) == code
    return capsys.readouterr().out


def test_a_store_is_backed_up_and_comes_back(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 models are in kept.zip" in said_by("backup kept.zip", capsys)
    assert oct(Path("kept.zip").stat().st_mode & 0o777) == "0o600"
    assert main(["backup", "kept.zip"]) == 3, "a file that is there is not overwritten"
    assert main(["restore", "kept.zip"]) == 3, "a store that is not empty is not either"
    assert "1 models are back" in said_by("restore kept.zip --replace", capsys)
    assert "Desk" in said_by(f"show {session}", capsys)
    assert json.loads(said_by("audit verify --json", capsys))["wrong"] == []


def test_a_damaged_backup_is_refused(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    said_by("backup kept.zip", capsys)
    Path("kept.zip").write_bytes(Path("kept.zip").read_bytes()[:400])
    assert main(["restore", "kept.zip", "--replace"]) == 3
    assert "cannot be brought back" in capsys.readouterr().err
    assert "Desk" in said_by(f"show {session}", capsys)


def test_the_audit_is_printed_and_verified(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in said_by("audit export", capsys).splitlines()]
    assert [(row["number"], row["action"], row["name"], row["session"]) for row in rows] == [
        (1, "change", "owner", session), (2, "change", "owner", session),
    ]  # fmt: skip
    end = json.loads(said_by("audit verify --json", capsys))["end"]
    assert end == f"2:{rows[-1]['hash']}"
    assert "nothing wrong" in said_by(f"audit verify --known {end}", capsys)
    assert "is not the one that was known" in said_by(f"audit verify --known 2:{'0' * 64}", capsys, code=1)
    assert main(["audit", "verify", "--known", "two"]) == 3


def test_an_export_of_a_kept_model_is_in_the_audit(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    said_by(f"export {session} --format csv -o kept.csv", capsys)
    said_by(f"show {session}", capsys)
    *_, last = (json.loads(line) for line in said_by("audit export", capsys).splitlines())
    assert (last["action"], last["name"], last["session"]) == ("export", "owner", session)
    assert last["detail"] == {"format": "csv"}
    assert json.loads(said_by("audit verify --json", capsys))["wrong"] == []


def test_a_store_says_where_it_stands_and_steps_back_after_a_yes(
    session: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = json.loads(said_by("store status --json", capsys))
    assert status["version"] == status["known"]
    assert status["missing"] == []
    assert "Nothing was changed" in said_by("store downgrade", capsys)
    assert f"version {status['known'] - 1} now" in said_by("store downgrade --yes", capsys)
    assert "An upgrade would make step" in said_by("store status", capsys, code=1)
    assert f"version {status['known']}" in said_by("store upgrade", capsys)
    assert "Desk" in said_by(f"show {session}", capsys)


def test_a_person_is_handed_out_and_deleted_after_a_yes(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(said_by("audit export", capsys).splitlines()[0])
    assert row["name"] == "owner"
    told = json.loads(said_by(f"person export {LOCAL.key}", capsys))
    assert [one["session"] for one in told["turns"]] == [session]
    assert "Nothing was changed" in said_by(f"person delete {LOCAL.key}", capsys)
    assert "Deleted, with 0 models" in said_by(f"person delete {LOCAL.key} --yes", capsys)
    assert main(["person", "export", LOCAL.key]) == 3
    assert "Desk" in said_by(f"show {session}", capsys), "nobody owned it, so it stays"


def test_a_sweep_counts_what_went(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said_by("store sweep", capsys) == "0 removed for good.\n"
