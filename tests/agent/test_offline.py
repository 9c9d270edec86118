"""No way back in the history lets a language model in again; only the owner's own switch does."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.domain.changes.edits import StayOffline
from agent.domain.sessions.session import Said, Session
from agent.facilitator import Facilitator
from tests.agent.scripted import scripted

BOT = "name Helpdesk\ncomponent agent Bot\nfact reads_mail yes"
_keys = (f"key-{number:06}" for number in itertools.count())


@pytest.fixture
def facilitator(tmp_path: Path) -> Iterator[Facilitator]:
    made = scripted(tmp_path)
    yield made
    made.close()


def said(facilitator: Facilitator, session: Session, text: str = "", **more: object) -> Session:
    return facilitator.hear(session.id, Said.model_validate({"text": text, "key": next(_keys), **more}))


def switched(facilitator: Facilitator) -> Session:
    """A model that was described, then set to stay offline."""
    session = said(facilitator, facilitator.start(), BOT)
    return said(facilitator, session, edits=(StayOffline(),))


def test_a_session_can_be_offline_before_its_first_word(facilitator: Facilitator) -> None:
    session = facilitator.start(offline=True)
    assert facilitator.open(session.id).model.offline
    assert said(facilitator, session, BOT).model.offline
    assert facilitator.undo(session.id).model.offline


def test_undo_and_redo_by_button_keep_it(facilitator: Facilitator) -> None:
    session = switched(facilitator)
    for step in (facilitator.undo, facilitator.undo, facilitator.redo, facilitator.redo):
        assert step(session.id).model.offline
    assert facilitator.open(session.id).model.threats


def test_undo_and_redo_by_word_keep_it(facilitator: Facilitator) -> None:
    session = switched(facilitator)
    for word in ("undo", "undo", "redo"):
        assert said(facilitator, session, word).model.offline
    assert facilitator.open(session.id).model.components


def test_only_the_switch_itself_ends_it_and_undo_brings_it_back(facilitator: Facilitator) -> None:
    session = said(facilitator, switched(facilitator), edits=(StayOffline(offline=False),))
    assert not session.model.offline
    assert facilitator.undo(session.id).model.offline
