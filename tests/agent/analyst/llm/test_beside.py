"""A message that states facts and asks for a change has the facts taken and the change offered."""

from typing import Any

import pytest

from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
STATED = "Beside it stands a vector_store."
WISH = "The topmost threat should weigh more because regulators watch us."
IDLE = "Blue is a colour of the sky and so on."
CATALOG = small_catalog()


def conversation() -> tuple[Talk, Player]:
    player = Player()
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(TEXT)
    return talk, player


def test_the_change_is_offered_beside_what_was_noted() -> None:
    talk, player = conversation()
    reply = talk.say(f"{STATED} {WISH} {IDLE}")
    assert any(part.name == "vector_store" for part in talk.model.components)
    assert "Noted: one part" in reply.text
    (offer,) = reply.offers
    assert offer.line.startswith("Set the damage of T-001")
    assert "Nothing is changed until you agree" in reply.text
    assert reply.unread == (IDLE,)
    assert "One sentence was not understood" in reply.text
    (call,) = player.of("reply")
    assert STATED not in call.messages[1].text
    assert IDLE not in call.messages[1].text


@pytest.mark.parametrize("text", [f"{STATED} {IDLE}", STATED])
def test_sentences_about_the_system_cost_no_further_call(text: str) -> None:
    talk, player = conversation()
    reply = talk.say(text)
    assert player.of("reply") == []
    assert reply.offers == ()


def test_a_first_description_that_speaks_of_risks_is_not_taken_for_a_wish() -> None:
    player = Player()
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(f"{TEXT} Our threats and risks are many and so on.")
    assert player.of("reply") == []
    assert talk.model.threats


@pytest.mark.parametrize("kind", ["why", "other", "what_if"])
def test_an_answer_is_told_beside_what_was_noted(kind: str) -> None:
    def play(asked: Asked) -> Any:
        if asked.task != "reply":
            return answer_of(asked)
        return {"kind": kind, "threat": "T-001", "facts": [], "orders": [], "answer": "Tell me more about the agent."}

    talk = Talk(analyst_over(CATALOG, Player(play)), CATALOG)
    talk.say(TEXT)
    reply = talk.say(f"{STATED} {WISH}")
    assert "Noted: one part" in reply.text
    assert "The language model answers: Tell me more about the agent." in reply.text
    assert ("**T-001**" in reply.text) is (kind == "why")
    assert reply.unread == ()
    assert reply.offers == ()


def test_a_threat_that_is_named_is_listed_first() -> None:
    talk, player = conversation()
    last = talk.model.threats[-1]
    talk.say(f"Hm, {last.id} is a puzzle in some way that nobody here can tell.")
    (call,) = player.of("reply")
    listed = call.messages[1].text.split("Threats:")[1]
    assert listed.index(last.id) < listed.index(talk.model.threats[0].id)
