"""A model that stays offline is never shown to a language model, from the very turn that says so."""

import pytest

from agent.domain import ThreatModel
from agent.domain.changes.edits import CloseInterview, StayOffline
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, session_of
from tests.agent.builders import small_catalog

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
PUZZLE = "The topmost thing should weigh more because regulators watch us."


def talk_about(model: ThreatModel) -> tuple[Talk, Player]:
    player = Player()
    return Talk(analyst_over(CATALOG, player), CATALOG, session_of(model)), player


def test_no_step_of_an_offline_model_asks_anything() -> None:
    talk, player = talk_about(ThreatModel(offline=True))
    talk.say(TEXT)
    talk.say(PUZZLE)
    talk.say(edits=(CloseInterview(),))
    assert player.calls == []
    assert talk.model.threats
    assert all("language model" not in reply.text for reply in talk.replies)


def test_the_same_words_are_asked_about_where_the_model_may_be_sent() -> None:
    talk, player = talk_about(ThreatModel())
    talk.say(TEXT)
    talk.say(PUZZLE)
    assert {"read", "draft", "mitigate", "reply"} <= {call.task for call in player.calls}


@pytest.mark.parametrize("before", [ThreatModel(), ThreatModel(offline=True)], ids=["allowed", "offline"])
def test_the_turn_that_brings_the_switch_is_kept_back_already(before: ThreatModel) -> None:
    talk, player = talk_about(before)
    reply = talk.say(TEXT, edits=(StayOffline(), CloseInterview()))
    assert player.calls == []
    assert talk.model.offline
    said = "From now on nothing of this model is sent to a language model"
    assert (said in reply.changes) is not before.offline


def test_words_said_while_it_was_offline_are_not_read_by_the_turn_that_ends_it() -> None:
    talk, player = talk_about(ThreatModel(offline=True))
    reply = talk.say(PUZZLE, edits=(StayOffline(offline=False),))
    assert "read" not in {call.task for call in player.calls}
    assert "From now on a language model may be asked for this model again" in reply.changes
    talk.say(TEXT)
    assert "read" in {call.task for call in player.calls}


def test_a_model_that_is_kept_offline_gets_the_rules_draft() -> None:
    offline, _ = talk_about(ThreatModel(offline=True))
    rules = Talk(analyst_over(CATALOG, Player())._second, CATALOG, session_of(ThreatModel(offline=True)))
    offline.say(TEXT)
    rules.say(TEXT)
    assert offline.model == rules.model
    assert offline.replies == rules.replies
