"""In the terminal, offers are numbered and accepted in words."""

import argparse
import builtins
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.settings import Settings
from tests.agent.analyst.llm.desk import DESCRIPTION, PUZZLE, Desk
from tests.agent.analyst.llm.playing import Player
from ui.commands.authoring import interviewing


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A conversation with a played model that takes the puzzle as a wish to set a level."""
    opened = Desk(tmp_path / "desk", Player())
    settings = Settings.model_validate({"data_dir": tmp_path, "model": "player", "base_url": "https://model.test/v1"})
    monkeypatch.setattr(interviewing, "assemble", lambda settings: opened.facilitator)
    monkeypatch.setattr(interviewing, "load_settings", lambda: settings)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    opened.say(DESCRIPTION)
    yield opened
    opened.close()


def typed(desk: Desk, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    waiting = iter([*lines, "quit"])
    monkeypatch.setattr(builtins, "input", lambda prompt: next(waiting))
    interviewing.run(argparse.Namespace(session=desk.session.id, offline=False, no_input=False))


def test_an_offer_is_numbered_and_accepted_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = desk.session.model.threats[0]
    ending = () if desk.session.question else ("",)
    typed(desk, monkeypatch, PUZZLE, *ending, "accept 1", *ending)
    shown = capsys.readouterr().out
    assert f"  1. Set the damage of {first.id} {first.title} to 10 instead of " in shown
    after = desk.facilitator.open(desk.session.id).model.threat(first.id)
    assert after is not None
    assert [one.level for one in after.overrides] == [10]


def test_leaving_it_in_the_terminal_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = desk.session.model
    ending = () if desk.session.question else ("",)
    typed(desk, monkeypatch, PUZZLE, *ending, "leave it", *ending)
    assert "Left as it is" in capsys.readouterr().out
    kept = desk.facilitator.open(desk.session.id).model
    assert kept.threats == before.threats
