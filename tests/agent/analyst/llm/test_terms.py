"""The terms on which a model is asked: the limit that bites is named, tasks go to the rules, requests fit the room."""

from dataclasses import dataclass, field

import pytest

from agent.llm.answers.schemas import ASK
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, Patience
from agent.llm.costs.budget import Limits, TokenBudget
from agent.llm.errors import Kind, ModelError
from agent.llm.gateway import ModelGateway, Terms
from agent.llm.turn_log import MOST_LINES, TurnLog
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, ask_slots
from tests.agent.builders import small_catalog

TEXT = "Our desk runs a language_model, an agent and a data_store. Strangers write to the agent."


@dataclass
class Patient(Player):
    """Notes how long each call may take; says nothing within it."""

    seconds: list[float] = field(default_factory=list)

    def complete(self, call: Call, patience: Patience) -> Answer:
        self.seconds.append(patience.seconds)
        raise ModelError(Kind.TIMEOUT, self.host, self.model)


@pytest.mark.parametrize(
    ("terms", "most", "named"),
    [
        (Terms(), 48, "raise THREATPARLEY_TURN_DEADLINE_SECONDS, which is 60 now"),
        (Terms(deadline_seconds=3600), 3588, "raise THREATPARLEY_TURN_DEADLINE_SECONDS, which is 3600 now"),
        (Terms(call_seconds=5), 5, "raise THREATPARLEY_CALL_SECONDS, which is 5 now, or remove it"),
        (Terms(call_seconds=90), 48, "raise THREATPARLEY_TURN_DEADLINE_SECONDS, which is 60 now"),
    ],
)
def test_a_call_has_what_is_left_of_the_turn_and_a_timeout_names_what_ended_it(
    terms: Terms, most: float, named: str
) -> None:
    model = Patient()
    with pytest.raises(ModelError) as caught:
        ModelGateway(model, Memory(), terms).ask(ASK, ask_slots())
    assert named in str(caught.value)
    assert 0 < model.seconds[0] <= most
    assert terms.deadline_seconds < 3600 or model.seconds[0] > 600, "no other limit bites"


ALL = {"read", "draft", "mitigate", "reply"}


@pytest.mark.parametrize("tasks", [*({task} for task in sorted(ALL)), ALL])
def test_tasks_left_to_the_rules_ask_nothing_and_are_no_trouble(tasks: set[str]) -> None:
    player = Player()
    talk = Talk(analyst_over(small_catalog(), player, Terms(by_rules=frozenset(tasks))), small_catalog())
    text = talk.say(TEXT).text + talk.say("The topmost thing should weigh more because regulators watch us.").text
    assert not tasks & {call.task for call in player.calls}
    assert "Without the language model" not in text
    assert bool(player.calls) is (len(tasks) < 4)


def test_what_belongs_to_a_task_goes_with_it() -> None:
    gateway = ModelGateway(Player(), Memory(), Terms(by_rules=frozenset({"draft", "reply"})))
    assert [task for task in ("read", "draft", "mitigate", "reply", "ask") if gateway.does(task)] == [
        "read",
        "mitigate",
    ]


def test_a_request_that_is_longer_than_the_room_is_not_sent() -> None:
    player = Player(lambda asked: {"text": "Is it so?"})
    small, usual = (ModelGateway(player, Memory(), terms) for terms in (Terms(context_tokens=8_000), Terms()))
    assert (small.room, usual.room) == (6_000, 24_000)
    with pytest.raises(ModelError) as caught:
        small.ask(ASK, ask_slots(system="word " * 5_000))
    assert (caught.value.kind, player.calls) == (Kind.CONTEXT, [])
    usual.ask(ASK, ask_slots(system="word " * 5_000))
    assert len(player.calls) == 1


def test_a_listener_is_shown_a_few_lines_at_once() -> None:
    shown = list[str]()
    turn_log = TurnLog(budget=TokenBudget(Limits(), Memory()), until=1e12, listener=shown.append)
    turn_log.tell("\n".join(map(str, range(MOST_LINES))))
    turn_log.tell("\n".join(map(str, range(40))))
    assert [len(words.splitlines()) for words in shown] == [5, 6]
    assert shown[1].endswith("\n4\n…")
