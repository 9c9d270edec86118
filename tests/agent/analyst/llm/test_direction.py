"""A change of a level is only offered where it goes the way that the owner's words point."""

from typing import Any

import pytest

from agent.analyst.llm.guardrails.level_direction import contradicts
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of


@pytest.mark.parametrize(
    ("message", "up", "down"),
    [
        ("Make T-001 worse, please.", True, False),
        ("T-001 is rated too low.", True, False),
        ("T-001 should be higher, it cannot be undone.", True, False),
        ("Raise the damage of T-001.", True, False),
        ("The first one should weigh more because regulators watch us.", True, False),
        ("Lower the damage of T-001.", False, True),
        ("T-001 is less likely here.", False, True),
        ("T-001 is much too high, we are overrated there.", False, True),
        ("T-001 should not be lower but higher.", True, False),
        ("Please don't raise T-001; lower it.", False, True),
        ("T-001 is worse. T-002 is less bad.", True, False),
        ("T-002 is less bad. And T-001 is worse!", True, False),
        ("Set the damage of T-001 to this.", True, True),
        ("T-001 has more checks now and reaches less people.", True, True),
        ("Raise one of T-001 and lower the other.", True, True),
    ],
)
def test_the_words_say_which_way_a_level_may_go(message: str, up: bool, down: bool) -> None:
    assert contradicts(message, "T-001", 5, 7) is not up
    assert contradicts(message, "T-001", 5, 3) is not down


@pytest.mark.parametrize(("level", "offered"), [(0, False), (10, True)])
def test_make_it_worse_never_lowers_a_level(level: int, offered: bool) -> None:
    order = {"order": "level", "threat": "T-001", "other": "", "part": "", "factor": "damage", "level": level,
             "text": "", "reason": ""}  # fmt: skip
    shown: list[str] = []

    def play(asked: Asked) -> Any:
        if asked.task != "reply":
            return answer_of(asked)
        shown.append(asked.data["threats"])
        return {"kind": "change", "threat": "", "facts": [], "orders": [order], "answer": ""}

    catalog = small_catalog()
    talk = Talk(analyst_over(catalog, Player(play)), catalog)
    talk.say("Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent.")
    reply = talk.say("The topmost thing is worse than that because regulators watch us.")
    first = talk.model.threats[0]
    levels = ", ".join(map(str, first.current.levels().values()))
    assert f"{first.id}: {first.title} (open; {levels})" in shown[0]
    assert bool(reply.offers) is offered


@pytest.mark.parametrize(
    "wish",
    [
        "The first one is graver because our customers read it.",
        "The second item is milder since only employees get there.",
        "Because regulators watch us the last point is worse.",
        "That looks underrated to our auditors.",
        "Our customers would call that too low.",
    ],
)
def test_a_wish_that_names_people_is_still_put_to_the_model(wish: str) -> None:
    catalog, player = small_catalog(), Player()
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say("Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent.")
    talk.say(wish)
    assert player.of("reply")
