"""Offers through the whole house: kept with their turn, accepted in words or by ticks, named in the history."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Session, ThreatStatus, apply
from agent.domain.changes.edits import RetireThreat
from agent.domain.sessions.offer_replies import reason_of
from agent.store import Database, SessionStore
from tests.agent.analyst.llm.desk import CATALOG, DESCRIPTION, PUZZLE, Desk
from tests.agent.analyst.llm.playing import Player
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

_EMPTY = {"order": "", "threat": "", "other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}


def play(asked: Asked) -> Any:
    if asked.task != "reply":
        return answer_of(asked)
    orders = [
        {
            **_EMPTY,
            "order": "level",
            "threat": "T-001",
            "factor": "damage",
            "level": 10,
            "reason": "regulators watch us",
        },
        {**_EMPTY, "order": "dismiss", "threat": "T-002"},
    ]
    return {"kind": "change", "threat": "", "facts": [], "orders": orders, "answer": ""}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A conversation in which two changes are offered."""
    opened = Desk(tmp_path, Player(play))
    opened.say(DESCRIPTION)
    opened.say(PUZZLE)
    yield opened
    opened.close()


def offers_of(session: Session) -> Any:
    reply = session.turns[-1].reply
    assert reply is not None
    return reply.offers


def test_offers_are_stored_with_their_turn(desk: Desk) -> None:
    kept = desk.facilitator.open(desk.session.id)
    assert len(offers_of(kept)) == 2
    assert kept == desk.session
    assert kept.model.threats[0].overrides == ()


def by_words(desk: Desk) -> Session:
    return desk.say("accept all")


def by_ticks(desk: Desk) -> Session:
    offers = offers_of(desk.session)
    return desk.say(edits=[edit.model_dump(mode="json") for offer in offers for edit in offer.edits],
                    reason=reason_of(offers))  # fmt: skip


@pytest.mark.parametrize("accept", [by_words, by_ticks])
def test_the_version_names_the_model_the_prompt_and_the_owner(desk: Desk, accept: Callable[[Desk], Session]) -> None:
    session = accept(desk)
    threat = session.model.threat("T-001")
    assert threat is not None
    (override,) = threat.overrides
    assert (override.level, override.reason, override.author) == (10, "regulators watch us", "owner")
    line = desk.facilitator.history(session.id)[-1]
    assert line.author == "owner"
    assert line.reason.startswith("Accepted a proposal: Set the damage of T-001")
    assert "Proposed by player, prompt reply-" in line.reason
    assert line.reason.endswith("accepted by the owner.")


def test_an_accepted_change_can_be_undone(desk: Desk) -> None:
    before = desk.session.model
    desk.say("accept 2")
    assert desk.facilitator.undo(desk.session.id).model == before


def test_an_offer_whose_threat_has_gone_is_refused_with_its_reason(desk: Desk) -> None:
    offers = offers_of(desk.session)
    gone = RetireThreat(threat="T-002", because="It no longer applies.")
    model = apply(desk.session.model, (gone,), CATALOG).model
    other = desk.facilitator.import_model(model)
    desk.session, desk.said = other, []
    session = desk.say(edits=[edit.model_dump(mode="json") for offer in offers for edit in offer.edits])
    reply = session.turns[-1].reply
    assert reply is not None
    assert ["there is no threat T-002" in refusal.reason for refusal in reply.refused] == [True]
    first = session.model.threat("T-001")
    assert first is not None
    assert first.overrides[0].level == 10


def test_words_of_a_file_accept_nothing(desk: Desk) -> None:
    session = desk.say("accept all", source="notes.txt")
    second = session.model.threat("T-002")
    assert second is not None
    assert second.status is ThreatStatus.OPEN


def test_a_reply_that_was_stored_before_there_were_offers_still_opens(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.folder / "threatparley.sqlite")) as database:
        (cell,) = database.execute("select reply from tw_turns where number = 2").fetchone()
        old = json.loads(zlib.decompress(cell))
        assert old.pop("offers")
        assert old.pop("made_with")
        packed = zlib.compress(json.dumps(old).encode())
        database.execute("update tw_turns set reply = ? where number = 2", (packed,))
        database.commit()
    opened = SessionStore(Database(f"sqlite:///{desk.folder / 'threatparley.sqlite'}")).open(desk.session.id)
    assert offers_of(opened) == ()
    assert opened.turns[-1].said == desk.session.turns[-1].said
