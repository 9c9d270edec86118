"""Offers of changes: ticked as a rule, accepted by a button, and history once something else was said."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain import Offer, Reply, Said, Session, ThreatStatus, Turn, TurnStatus
from agent.domain.changes.edits import DecideThreat, OverrideFactor
from agent.domain.sessions.offer_replies import LEAVE
from knowledge.vocabulary import DreadFactor
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import button, labels, words

Page = Callable[..., AppTest]
LEVEL = OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=9, reason="regulators watch us")
ASIDE = DecideThreat(threat="T-002", status=ThreatStatus.DISMISSED, reason=HOSTILE)
OFFERS = (
    Offer(line="Set the damage of T-001 to 9.", edits=(LEVEL,), made_by="player, prompt reply-1-abc"),
    Offer(line=f"Set T-002 aside. Reason: {HOSTILE}", edits=(ASIDE,), made_by="player, prompt reply-1-abc"),
)


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    """A session whose newest reply offers two changes."""
    opened = facilitator.import_model(rich_model())
    said = Said(text="The first should weigh more, the second not.", key="key-00001")
    reply = Reply(text="Nothing is changed until you agree.", offers=OFFERS)
    turn = Turn(number=1, said=said, status=TurnStatus.DONE, reply=reply, at=datetime.now(UTC))
    offered = opened.model_copy(update={"turns": (turn,)})
    facilitator._keep(offered)
    return offered


def test_all_offers_are_ticked_and_numbered(page: Page, session: Session) -> None:
    app = page(s=session.id)
    ticks = [one for one in app.checkbox if str(one.key).startswith("offer_1_")]
    assert [one.value for one in ticks] == [True, True]
    assert [one.label[:3] for one in ticks] == ["1\\.", "2\\."]
    assert {"Accept chosen", LEAVE} <= set(labels(app))


def test_a_decision_that_nobody_asked_for_is_not_ticked(page: Page, facilitator: FakeFacilitator) -> None:
    opened = facilitator.import_model(rich_model())
    reply = Reply(text="An agent proposes two changes.", offers=OFFERS)
    said = Said(offers=OFFERS, author="coding agent", key="key-00002")
    turn = Turn(number=1, said=said, status=TurnStatus.DONE, reply=reply, at=datetime.now(UTC))
    facilitator._keep(opened.model_copy(update={"turns": (turn,)}))
    app = page(s=opened.id)
    ticks = [one for one in app.checkbox if str(one.key).startswith("offer_1_")]
    assert [one.value for one in ticks] == [True, False]


def test_what_is_ticked_is_accepted_as_one_turn_with_its_reason(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id)
    app.checkbox(key="offer_1_2").uncheck().run()
    assert facilitator.sent == []
    button(app, "accept_offers").click().run()
    (said,) = facilitator.sent
    assert (said.text, said.edits) == ("", (LEVEL,))
    assert said.reason == (
        "Accepted a proposal: Set the damage of T-001 to 9. "
        "Proposed by player, prompt reply-1-abc; accepted by the owner."
    )
    threat = facilitator.open(session.id).model.threat("T-001")
    assert threat is not None
    assert threat.overrides[-1].reason == "regulators watch us"


def test_without_a_tick_nothing_can_be_accepted(page: Page, session: Session) -> None:
    app = page(s=session.id)
    for place in (1, 2):
        app.checkbox(key=f"offer_1_{place}").uncheck().run()
    assert button(app, "accept_offers").disabled


def test_leaving_it_sends_the_words_and_no_edit(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    button(app, "leave_offers").click().run()
    (said,) = facilitator.sent
    assert (said.text, said.edits) == (LEAVE, ())
    assert facilitator.open(session.id).model == session.model


@pytest.mark.parametrize("answer", ["accept_offers", "leave_offers"])
def test_after_an_answer_the_offers_are_history_without_buttons(page: Page, session: Session, answer: str) -> None:
    app = page(s=session.id)
    button(app, answer).click().run()
    again = page(s=session.id)
    assert "Accept chosen" not in labels(again)
    assert not [one for one in again.checkbox if str(one.key).startswith("offer_")]
    assert "1. Set the damage of T-001 to 9." in words(again)


def test_offered_words_are_shown_as_written(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    label = app.checkbox(key="offer_1_2").label
    assert "](javascript" not in label
    assert "<script>" not in label
    button(app, "leave_offers").click().run()
    assert f"2. {OFFERS[1].line}" in [one.value for one in page(s=session.id).text]


def test_a_double_click_accepts_once(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    button(app, "accept_offers").click()
    app.run()
    app.run()
    assert len(facilitator.sent) == 1


SAID = "Actually the nurses always confirm the level."
HELD = Offer(
    line="A person checks it: T-001 would fall from high to medium.", edits=(LEVEL,), before="not known",
    after="a person checks it", words=SAID,
)  # fmt: skip
NEWER = Offer(
    line="The newer holds.", edits=(LEVEL,), newer=True, before="conversations are kept", after="nothing is kept",
    earlier="It keeps them for a year", words="We keep nothing",
)  # fmt: skip


def offering(session: Session, facilitator: FakeFacilitator, *offers: Offer) -> None:
    reply = Reply(text="It waits.", offers=offers)
    turn = session.turns[0].model_copy(update={"reply": reply})
    facilitator._keep(session.model_copy(update={"turns": (turn,)}))


def test_a_proposal_shows_before_after_and_the_owners_words(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    offering(session, facilitator, HELD)
    app = page(s=session.id)
    shown = words(app)
    assert all(part in shown for part in ("Now: not known", "Then: a person checks it", f"“{SAID}”"))
    assert {"Accept the change", LEAVE} <= set(labels(app))
    button(app, "accept_offers").click().run()
    assert facilitator.sent[0].edits == (LEVEL,)


def test_a_contradiction_shows_both_quotes_and_a_button_for_each(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    offering(session, facilitator, NEWER)
    app = page(s=session.id)
    shown = words(app)
    assert all(part in shown for part in ("It keeps them for a year", "We keep nothing", "Which holds?"))
    assert {"Keep the earlier", "Take the newer"} <= set(labels(app))
    button(app, "leave_offers").click().run()
    assert (facilitator.sent[0].text, facilitator.sent[0].edits) == (LEAVE, ())


def test_of_several_ways_to_understand_it_one_button_is_pressed(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    ways = tuple(one.model_copy(update={"either": True}) for one in OFFERS)
    offering(session, facilitator, *ways)
    app = page(s=session.id)
    assert "accept_offers" not in {str(one.key) for one in app.button}
    button(app, "choose_offer_2").click().run()
    assert facilitator.sent[0].edits == (ASIDE,)
