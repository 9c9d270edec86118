"""What is done with whole models: copied, deleted, brought back, removed for good, and older versions brought back."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.domain.sessions.retention import BLANK_HOURS
from agent.domain.sessions.session import Said
from agent.errors import SessionNotFound
from agent.facilitator import Facilitator
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_keys = (f"shelf-{number:06}" for number in itertools.count())


class Clock:
    """A clock that a test sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def facilitator(tmp_path: Path, clock: Clock) -> Iterator[Facilitator]:
    made = scripted(tmp_path, analyst=ScriptedAnalyst(small_catalog()))
    made._clock = clock
    yield made
    made.close()


def heard(facilitator: Facilitator, name: str, session: str = "") -> str:
    session = session or facilitator.start().id
    facilitator.hear(session, Said(text=f"name {name}\ncomponent agent Bot\nfact reads_mail yes", key=next(_keys)))
    return session


def test_a_duplicate_has_the_conversation_and_a_name_of_its_own(facilitator: Facilitator) -> None:
    first = heard(facilitator, "Desk")
    copy = facilitator.duplicate(first)
    assert copy.model.system.name == "Desk (copy)"
    assert [turn.said.text for turn in copy.turns] == [turn.said.text for turn in facilitator.open(first).turns]
    assert facilitator.undo(copy.id).model.system.name == "Desk"
    assert facilitator.open(first).model.system.name == "Desk"


def test_a_deleted_model_comes_back_whole(facilitator: Facilitator) -> None:
    session = heard(facilitator, "Desk")
    before = facilitator.open(session)
    facilitator.delete(session)
    assert facilitator.sessions() == ()
    assert [line.id for line in facilitator.shelf()] == [session]
    with pytest.raises(SessionNotFound):
        facilitator.open(session)
    facilitator.bring_back(session)
    assert facilitator.open(session) == before


def test_a_start_removes_only_what_was_deleted_long_enough_ago(facilitator: Facilitator, clock: Clock) -> None:
    old, recent, kept = (heard(facilitator, name) for name in ("Old", "Recent", "Kept"))
    blank = facilitator.start().id
    facilitator.delete(old)
    clock.now = NOON + timedelta(hours=BLANK_HOURS - 1)
    facilitator.delete(recent)
    assert facilitator.tidy() == 0
    clock.now = NOON + timedelta(hours=BLANK_HOURS + 1)
    assert facilitator.tidy() == 2
    assert {line.id for line in facilitator.shelf()} == {recent, kept}
    with pytest.raises(SessionNotFound):
        facilitator.open(blank)
    with pytest.raises(SessionNotFound):
        facilitator.bring_back(old)


def test_a_page_left_without_a_word_goes_and_any_other_stays(facilitator: Facilitator) -> None:
    blank, told = facilitator.start().id, heard(facilitator, "Desk")
    facilitator.leave(blank)
    facilitator.leave(told)
    with pytest.raises(SessionNotFound):
        facilitator.open(blank)
    assert facilitator.open(told).model.system.name == "Desk"


def test_no_file_of_the_data_folder_holds_a_word_of_what_was_removed(facilitator: Facilitator, tmp_path: Path) -> None:
    session, kept = heard(facilitator, "Heronry"), heard(facilitator, "Kept")
    left = facilitator.submit(session, Said(text="name Heronry\nwaits 0", key=next(_keys)))
    assert left == 2, "a turn that waits is removed with the rest"
    pieces = (session.encode(), b"Heronry")
    assert all(any(piece in content for content in _files(tmp_path)) for piece in pieces)
    facilitator.delete(session)
    facilitator.purge(session)
    assert not [piece for piece in pieces if any(piece in content for content in _files(tmp_path))]
    assert facilitator.open(kept).model.system.name == "Kept"


def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_an_older_version_comes_back_as_one_new_version_that_can_be_undone(facilitator: Facilitator) -> None:
    session = heard(facilitator, "One")
    for name in ("Two", "Three"):
        heard(facilitator, name, session)
    facilitator.name_version(session, 1, "  as \u200breviewed ")
    restored = facilitator.restore(session, 1)
    assert (restored.version, restored.model.system.name) == (4, "One")
    assert facilitator.history(session)[-1].reason == "Restored version 1, “as reviewed”"
    assert restored.model.issued == facilitator.at(session, 3).issued, "no number is given out twice"
    assert facilitator.undo(session).model.system.name == "Three"
    assert facilitator.redo(session).model.system.name == "One"
    assert facilitator.restore(session, 4).version == 6, "what is there already makes no new version"
