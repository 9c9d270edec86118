"""The terminal says where texts go and what a draft takes, and keeps a model offline from its first word."""

import argparse
import builtins
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.settings import Settings
from tests.agent.analyst.llm.desk import DESCRIPTION, Desk
from tests.agent.analyst.llm.playing import Player
from ui.cli import main
from ui.commands.authoring import drafting, interviewing
from ui.commands.maintenance import doctor

MODEL = {"model": "player", "base_url": "https://model.test/v1"}
SENT = "are sent to the language model player at model.test"
KEPT = "Nothing leaves this machine. Offline only is on, so the language model player at model.test is not asked."


@pytest.fixture
def player() -> Player:
    return Player()


@pytest.fixture
def desk(player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The commands of a test meet a facilitator that asks a played model."""
    opened = Desk(tmp_path / "desk", player)
    settings = Settings.model_validate({"data_dir": tmp_path, **MODEL})
    for command, name in ((interviewing, "assemble"), (drafting, "assemble_once"), (doctor, "assemble")):
        monkeypatch.setattr(command, name, lambda settings: opened.facilitator)
        monkeypatch.setattr(command, "load_settings", lambda: settings)
    yield opened
    opened.close()


def interview(monkeypatch: pytest.MonkeyPatch, *typed: str, offline: bool = False, session: str | None = None) -> None:
    lines = iter([*typed, "quit"])
    monkeypatch.setattr(builtins, "input", lambda prompt: next(lines))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    interviewing.run(argparse.Namespace(session=session, offline=offline, no_input=False))


def draft(folder: Path, offline: bool = False) -> None:
    (folder / "system.md").write_text(DESCRIPTION)
    file = str(folder / "system.md")
    assert main(["draft", file, "-f", "csv", *(["--offline"] if offline else [])]) == 0


def test_an_interview_begins_with_where_texts_go_and_what_may_be_used(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(monkeypatch, DESCRIPTION, "")
    before, after = capsys.readouterr().out.split("Describe your AI system", 1)
    assert SENT in before
    assert "Used so far: 0 calls, 0 tokens. Limit of this conversation: 1,000,000 tokens" in before
    assert "'draft now' drafts with what we have. A full draft takes of the language model: " in after


def test_an_interview_that_is_offline_asks_nothing(
    desk: Desk, player: Player, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(monkeypatch, DESCRIPTION, "", offline=True)
    said = capsys.readouterr().out
    assert player.calls == []
    assert KEPT in said
    assert "takes of the language model" not in said


def test_an_interview_can_be_switched_by_a_word(
    desk: Desk, player: Player, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(monkeypatch, "offline", "", DESCRIPTION, "")
    assert player.calls == []
    assert KEPT in capsys.readouterr().out
    interview(monkeypatch, "online", "", session=desk.facilitator.sessions()[0].id)
    assert SENT not in capsys.readouterr().out, "it may be the answer to a question"
    interview(monkeypatch, "go online", "", session=desk.facilitator.sessions()[0].id)
    said = capsys.readouterr().out
    assert said.index(KEPT) < said.index(SENT)


def test_going_on_with_an_interview_can_switch_it(desk: Desk, player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    interview(monkeypatch, "help", "", session=desk.session.id, offline=True)
    assert desk.facilitator.open(desk.session.id).model.offline


def test_a_draft_says_it_beside_the_document(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft(tmp_path)
    said = capsys.readouterr()
    assert SENT in said.err
    assert "A full draft takes of the language model: at most 8 calls and 60,000 tokens." in said.err
    assert "player at model.test: " in said.err
    assert "player at model.test" not in said.out


def test_a_draft_can_be_offline(desk: Desk, player: Player, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft(tmp_path, offline=True)
    said = capsys.readouterr()
    assert player.calls == []
    assert said.err.startswith(KEPT)
    assert "takes of the language model" not in said.err


def test_the_doctor_breaks_long_findings_on_a_terminal_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.run(argparse.Namespace(endpoint=False, json=False))
    assert SENT in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    doctor.run(argparse.Namespace(endpoint=False, json=False))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert SENT in " ".join(" ".join(lines).split())
