"""Answers that thoughts or length use up get twice the room once; what suffices is kept, and two losses are enough."""

from typing import Any

import pytest

from agent.llm.answers.schemas import ASK
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, Message, Patience
from agent.llm.costs.max_tokens import OF_TASK, AnswerRoom
from agent.llm.errors import LOST, Kind, ModelError
from agent.llm.gateway import ModelGateway, Terms
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, ask_slots
from tests.agent.builders import small_catalog
from tests.stub_endpoint import Asked

BASE = OF_TASK["ask"]
MESSAGES = (Message("user", "Hello"),)


class Thinker(Player):
    """A model whose answers come to an end only where they have so much room."""

    needs, kind = 0, Kind.THOUGHTS

    def complete(self, call: Call, patience: Patience) -> Answer:
        answer = super().complete(call, patience)
        if call.most_output < self.needs:
            raise ModelError(self.kind, self.host, self.model)
        return answer

    @property
    def rooms(self) -> list[int]:
        return [call.most_output for call in self.calls]


def thinker(needs: int, kind: Kind = Kind.THOUGHTS) -> Thinker:
    one = Thinker(lambda asked: {"text": "Is it so?"})
    one.needs, one.kind = needs, kind
    return one


def ask(gateway: ModelGateway, number: int = 1) -> None:
    gateway.ask(ASK, ask_slots(f"Q{number}?"))


def failing(gateway: ModelGateway, *numbers: int) -> list[Kind]:
    met = []
    for number in numbers:
        with pytest.raises(ModelError) as caught:
            ask(gateway, number)
        met.append(caught.value.kind)
    return met


@pytest.mark.parametrize("kind", sorted(LOST))
def test_twice_the_room_is_given_once_and_what_sufficed_is_remembered(kind: Kind) -> None:
    memory = Memory()
    for rooms in ([BASE, 2 * BASE, 2 * BASE], [2 * BASE, 2 * BASE]):
        model = thinker(2 * BASE, kind)
        gateway = ModelGateway(model, memory, Terms())
        ask(gateway, len(rooms))
        ask(gateway, len(rooms) + 10)
        assert model.rooms == rooms, "another program begins with what sufficed"


def test_what_sufficed_is_remembered_for_one_endpoint_and_model() -> None:
    memory = Memory()
    ask(ModelGateway(thinker(2 * BASE), memory, Terms()))
    other = Thinker(lambda asked: {"text": "Is it so?"}, model="another")
    ask(ModelGateway(other, memory, Terms()))
    assert other.rooms == [BASE]


def test_after_two_losses_no_further_call_of_the_turn_is_made() -> None:
    model = thinker(100_000)
    gateway = ModelGateway(model, Memory(), Terms())
    with gateway.turn_log() as turn_log:
        assert failing(gateway, 1, 2, 3, 4, 5) == [Kind.THOUGHTS] * 5
        assert turn_log.lost == 2
    assert model.rooms == [BASE, 2 * BASE, 4 * BASE]
    with gateway.turn_log():
        failing(gateway, 6, 7, 8)
    assert model.rooms[3:] == [8 * BASE, 8_000, 8_000], "the next turn goes on from where this one ended"


def test_the_room_never_passes_the_limit_nor_the_context() -> None:
    small = AnswerRoom(Memory(), "h m", most=1_000)
    assert small.first("read", MESSAGES) == 1_000
    assert small.more(1_000, MESSAGES) == 1_000
    full = (Message("user", "word " * 5_000),)
    near = AnswerRoom(Memory(), "h m", most=8_000, context=8_000)
    assert near.more(1_600, full) < 8_000 - 5_000
    assert near.more(1_600, MESSAGES) == 3_200
    model = thinker(100_000)
    failing(ModelGateway(model, Memory(), Terms(most_output_tokens=BASE)), 1)
    assert model.rooms == [BASE], "without more room to give, nothing is asked again"


@pytest.mark.parametrize("kept", ["", "x", "[]", "-5", "1e9", "999999"])
def test_nonsense_that_is_kept_does_no_harm(kept: str) -> None:
    memory = Memory()
    memory.put("room h m", kept)
    assert AnswerRoom(memory, "h m").first("ask", MESSAGES) == BASE


def test_a_turn_tells_it_once_with_what_to_do_and_spends_little() -> None:
    def play(asked: Asked) -> Any:
        return Kind.THOUGHTS

    player = Player(play)
    talk = Talk(analyst_over(small_catalog(), player), small_catalog())
    text = talk.say("Our desk runs a language_model, an agent and a data_store. Strangers write to the agent.").text
    assert len(player.calls) == 3
    assert text.count("used up its whole answer on thoughts") == 1
    assert "lower THREATPARLEY_REASONING_EFFORT, or raise THREATPARLEY_MOST_OUTPUT_TOKENS" in text
    assert talk.model.threats
