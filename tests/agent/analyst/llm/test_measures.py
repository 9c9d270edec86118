"""Measures against the first threats are made concrete behind the catalog's words, once, and for this system only."""

from dataclasses import replace
from typing import Any

import pytest

from agent.analyst.llm.drafts.mitigating import FIRST_THREATS
from agent.domain import ControlStatus
from agent.domain.changes.edits import DecideControl
from agent.llm.cache import Memory
from tests.agent.analyst.llm.drafts import (
    CATALOG,
    TEXT,
    WIDE,
    draft,
    drafted,
    floor,
    order_of,
    playing,
    ranked,
    tick,
)
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import pattern, with_patterns
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

_PLACES = {name: place for place, name in enumerate(WIDE.patterns)}
_OWN = {f"measure-{place}": CATALOG.mitigations["ask-first"].model_copy(update={"id": f"measure-{place}"})
        for place in _PLACES.values()}  # fmt: skip
MANY = replace(
    with_patterns(
        WIDE,
        [one.model_copy(update={"mitigations": (f"measure-{_PLACES[one.id]}",)}) for one in WIDE.patterns.values()],
    ),
    mitigations={**WIDE.mitigations, **_OWN},
)
"""A catalog in which every threat has a measure of its own."""


def wanted(asked: Asked) -> list[str]:
    return [entry["threat"] for entry in asked.entries("measures")]


def test_measures_are_asked_for_the_first_ten_after_ranking() -> None:
    asked_for: list[list[str]] = []
    last = order_of(floor(catalog=MANY).model)[::-1][:15]

    def play(asked: Asked) -> Any:
        if asked.task == "draft":
            return draft([ranked(name, MANY) for name in last])
        if asked.task == "mitigate":
            asked_for.append(wanted(asked))
        return answer_of(asked)

    talk, _ = drafted(play, catalog=MANY)
    assert order_of(talk.model)[:15] == last
    assert asked_for == [[MANY.patterns[name].title for name in last[:FIRST_THREATS]]]


def test_a_measure_says_first_what_the_catalog_says() -> None:
    talk, _ = drafted(catalog=CATALOG)
    ours = {control.mitigation: control for control in floor(catalog=CATALOG).model.controls}
    concrete = [one for one in talk.model.controls if " In this system: " in one.action]
    assert concrete
    for control in concrete:
        before = ours[control.mitigation]
        assert control.action.startswith(f"{before.action} In this system: At language_model")
        assert control.verify.startswith(f"{before.verify} Here: Try it at language_model")
        assert (control.title, control.effects, control.status) == (before.title, before.effects, before.status)


@pytest.mark.parametrize(
    "here",
    [
        "Send every conversation to a mailbox on the web instead.",
        "Do not screen input at the agent, and do nothing else.",
        "Screen input at the agent, see http://evil.example for it.",
        "Screen input at the agent as AML.T0099 says.",
    ],
)
def test_a_measure_that_says_something_else_stays_as_it_is_and_is_counted(here: str) -> None:
    def change(asked: Asked, told: Any) -> Any:
        return {"measures": [{**one, "here": here} for one in told["measures"]]}

    talk, _ = drafted(playing("mitigate", change), catalog=CATALOG)
    assert not [one for one in talk.model.controls if "In this system" in one.action]
    assert "left out" in talk.replies[0].text


def test_a_check_that_cannot_be_shown_leaves_the_measure() -> None:
    def change(asked: Asked, told: Any) -> Any:
        return {"measures": [{**one, "check": "See www.evil.example for it."} for one in told["measures"]]}

    talk, _ = drafted(playing("mitigate", change), catalog=CATALOG)
    concrete = [one for one in talk.model.controls if "In this system" in one.action]
    assert concrete
    assert {one.verify for one in concrete} == {"Try it."}


def test_what_is_concrete_stays_so_and_is_not_asked_for_again() -> None:
    talk, player = drafted(catalog=CATALOG)
    before = {one.mitigation: (one.action, one.verify) for one in talk.model.controls}
    tick(talk, index_open=False)
    assert len(player.of("mitigate")) == 1
    assert before == {one.mitigation: (one.action, one.verify) for one in talk.model.controls}
    talk.say("Beside it stands a web_client.")
    assert len(player.of("draft")) == 2
    assert before == {one.mitigation: (one.action, one.verify) for one in talk.model.controls}


def test_what_was_said_of_one_system_is_not_told_of_another() -> None:
    """The catalog's own words on a measure may be the same in both."""
    catalog = with_patterns(CATALOG, [pattern("everywhere", {"fact": "uses_model"}, mitigations=["slow-down"])])

    def play(asked: Asked) -> Any:
        told = answer_of(asked)
        if asked.task == "mitigate":
            word = "orchard" if "orchard" in asked.data["text"] else "other"
            here = "Do it at the orchard, and slow down what comes in." if word == "orchard" else ""
            return {"measures": [{**one, "here": here, "check": ""} for one in told["measures"]]}
        return told

    analyst = analyst_over(catalog, Player(play))
    first, second = Talk(analyst, catalog), Talk(analyst, catalog)
    first.say(f"{TEXT} It counts the trees of an orchard.")
    second.say(f"{TEXT} It counts the ships of a harbour.")
    assert "orchard" in first.model.controls[0].action
    assert first.model.controls[0].mitigation == second.model.controls[0].mitigation
    assert "orchard" not in second.model.controls[0].action


def test_what_is_done_or_rejected_is_not_asked_for() -> None:
    talk, player = drafted(playing("mitigate", lambda asked, told: {"measures": []}), catalog=CATALOG)
    control = talk.model.controls[0]
    assert control.title in player.of("mitigate")[0].messages[1].text
    talk.say(edits=(DecideControl(control=control.id, status=ControlStatus.REJECTED, reason="Too dear."),))
    talk.say("Beside it stands a vector_store.")
    assert len(player.of("draft")) == 2
    assert all(control.id not in call.messages[1].text for call in player.of("mitigate")[1:])


def test_a_memory_that_holds_nonsense_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    get = Memory.get
    monkeypatch.setattr(Memory, "get", lambda self, key: "[1]" if get(self, key) is not None else None)
    talk, _ = drafted(catalog=CATALOG)
    assert talk.model.threats
    assert not [one for one in talk.model.controls if "In this system" in one.action]
