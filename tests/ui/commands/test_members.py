"""Whoever runs the program shows, adds and removes members, and hands over what has no owner who signed in."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from agent.domain import Said
from agent.domain.sessions.principal import LOCAL, Principal, Role
from agent.errors import SessionNotFound
from agent.facilitator import Facilitator
from tests.agent.scripted import scripted
from ui.cli import main

ANA = Principal.signed_in("https://accounts.example", "ana", "Ana")
BEN = Principal.signed_in("https://accounts.example", "ben", "Ben")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Facilitator]:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    assemble = partial(scripted, tmp_path, membership=True)
    for room in ("members", "handing_over"):
        monkeypatch.setattr(f"ui.commands.maintenance.{room}.assemble", lambda _: assemble())
    door = assemble()
    for who in (ANA, BEN):
        door.as_(who).sharing.meet()
    yield door
    door.close()


def test_members_are_shown_added_and_removed(made: Facilitator, capsys: pytest.CaptureFixture[str]) -> None:
    session = made.as_(ANA).start().id
    assert main(["members", session, "--add", "Ben", "--role", "viewer"]) == 0
    assert made.as_(BEN).sharing.role(session) is Role.VIEWER
    assert "viewer     Ben" in capsys.readouterr().out
    assert main(["members", session, "--remove", BEN.key[:10], "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == ["Ana"]
    with pytest.raises(SessionNotFound):
        made.as_(BEN).open(session)


def test_a_name_that_nobody_has_is_answered_with_those_there_are(
    made: Facilitator, capsys: pytest.CaptureFixture[str]
) -> None:
    session = made.as_(ANA).start().id
    assert main(["members", session, "--add", "Cam"]) == 3
    assert f"known are: Ana ({ANA.key[:12]}), Ben" in capsys.readouterr().err


def test_the_last_owner_is_not_removed_by_a_command_either(made: Facilitator) -> None:
    session = made.as_(ANA).start().id
    assert main(["members", session, "--remove", "Ana"]) == 3
    assert made.as_(ANA).sharing.role(session) is Role.OWNER


def test_models_of_this_machine_are_handed_over(made: Facilitator, capsys: pytest.CaptureFixture[str]) -> None:
    session = made.hear(made.start().id, Said(text="name Harbour", key="said-00001")).id
    assert made.sharing.role(session) is Role.OWNER
    assert main(["hand-over", "Ana", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["models"] == [session]
    assert [(one.name, one.role) for one in made.as_(ANA).sharing.members(session)] == [("Ana", Role.OWNER)]
    with pytest.raises(SessionNotFound):
        made.as_(LOCAL).open(session)


def test_where_nobody_signs_in_there_are_no_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("ui.commands.maintenance.members.assemble", lambda _: scripted(tmp_path))
    assert main(["members", "x" * 22]) == 2
    assert "no sign-in is set up" in capsys.readouterr().err
