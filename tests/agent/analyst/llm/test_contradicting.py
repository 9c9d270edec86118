"""What the owner stated stands: a model neither suggests a threat nor raises a factor against it."""

from typing import Any

import pytest

from agent.analyst.llm.stated_controls import Stated
from agent.domain import ControlStatus, Origin, Threat, ThreatModel, apply
from agent.domain.edits import DecideControl
from knowledge.vocabulary import DreadFactor
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import a_model, pattern, small_catalog, with_patterns
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
CATALOG = small_catalog()
WIDE = with_patterns(
    CATALOG,
    [*CATALOG.patterns.values(),
     *(pattern(f"extra-{place}", {"fact": "crosses_borders"}, targets=["data_store"], mitigations=["screen-input"])
       for place in range(6))],
)  # fmt: skip
STATED = Stated(CATALOG)


def table(fact: str, value: bool) -> tuple[dict[str, Any], ...]:
    return ({"edit": "set_fact", "value": {"fact": fact, "value": value, "provenance": "table"}},)


def test_a_measure_is_in_place_by_a_stated_fact() -> None:
    assert STATED.in_place(a_model({"control_screening": True})) == {"screen-input"}
    assert STATED.in_place(a_model({"control_screening": False})) == frozenset()
    assert STATED.in_place(ThreatModel()) == frozenset()


def test_a_measure_is_in_place_by_decision() -> None:
    talk = Talk(analyst_over(CATALOG, Player()), CATALOG)
    talk.say(TEXT)
    control = next(one for one in talk.model.controls if one.mitigation == "slow-down")
    done = DecideControl(control=control.id, status=ControlStatus.DONE)
    assert "slow-down" in STATED.in_place(apply(talk.model, (done,), CATALOG).model)


@pytest.mark.parametrize(
    ("facts", "answered"),
    [
        ({"control_screening": True, "control_approval": True}, True),
        ({"control_screening": True}, False),
        ({}, False),
    ],
)
def test_a_pattern_is_answered_once_all_its_measures_are_in_place(facts: dict[str, bool], answered: bool) -> None:
    assert STATED.answers("hidden-orders", a_model(facts)) is answered


def test_a_factor_is_lowered_by_the_measures_of_its_own_pattern_only() -> None:
    model = a_model({"control_screening": True})
    assert STATED.lowers("typed-orders", DreadFactor.EXPLOITABILITY, model)
    assert not STATED.lowers("typed-orders", DreadFactor.DAMAGE, model)
    assert not STATED.lowers("flooded", DreadFactor.EXPLOITABILITY, model)


def picks_last(asked: Asked) -> Any:
    told = answer_of(asked)
    if asked.task == "draft":
        offered = [entry["id"] for entry in asked.entries("candidates")]
        told["picks"] = [{"id": one, "words": "q1", "why": ""} for one in offered[-1:]]
    return told


def extras(talk: Talk) -> list[Threat]:
    return [one for one in talk.model.threats if one.origin is Origin.MODEL and "extra" in (one.pattern or "")]


def test_a_threat_whose_measures_are_all_stated_is_not_suggested() -> None:
    free, bound = (Talk(analyst_over(WIDE, Player(picks_last)), WIDE) for _ in range(2))
    free.say(TEXT)
    assert extras(free)
    bound.say(edits=table("control_screening", True))
    bound.say(TEXT)
    assert extras(bound) == []


def raises(factor: str) -> Any:
    def play(asked: Asked) -> Any:
        told = answer_of(asked)
        if asked.task == "draft":
            one = {"id": "typed-orders", "factor": factor, "words": "q1", "why": "It reaches many people."}
            told["levels"] = [one] if any(entry["id"] == "typed-orders" for entry in asked.entries("threats")) else []
        return told

    return play


@pytest.mark.parametrize(("factor", "raised"), [("exploitability", False), ("damage", True)])
def test_a_factor_that_a_stated_measure_lowers_is_not_raised(factor: str, raised: bool) -> None:
    talk = Talk(analyst_over(CATALOG, Player(raises(factor))), CATALOG)
    talk.say(edits=table("control_screening", True))
    text = talk.say(TEXT).text
    threat = next(one for one in talk.model.threats if one.pattern == "typed-orders")
    reasons = " ".join(reason.text for reason in threat.inherent.factor(DreadFactor(factor)).reasons)
    assert ("by your words" in reasons) is raised
    assert ("a measure that you stated lowers that factor" in text) is not raised


def test_the_second_look_sees_what_a_model_picked() -> None:
    player = Player(picks_last)
    talk = Talk(analyst_over(WIDE, player), WIDE)
    talk.say(TEXT)
    (picked, *_) = extras(talk)
    (call,) = player.of("review")
    assert picked.id in call.messages[1].text
    assert call.messages[1].text.count('"id"') <= 15


def test_a_picked_threat_can_be_flagged_and_stays() -> None:
    def play(asked: Asked) -> Any:
        if asked.task != "review":
            return picks_last(asked)
        ids = [entry["id"] for entry in asked.entries("threats")]
        return {"flags": [{"id": ids[-1], "flag": "doubtful", "other": "", "why": ""}], "first": []}

    talk = Talk(analyst_over(WIDE, Player(play)), WIDE)
    talk.say(TEXT)
    (noted,) = [one for one in talk.model.threats if one.note]
    assert noted.origin is Origin.MODEL
    assert "what it rests on may not fit this system" in noted.note


def test_every_measure_fits_the_threats_it_stands_against() -> None:
    talk = Talk(analyst_over(WIDE, Player(picks_last)), WIDE)
    talk.say(TEXT)
    patterns = {threat.id: threat.pattern for threat in talk.model.threats}
    links = [(control.mitigation, patterns[one]) for control in talk.model.controls for one in control.threats]
    assert links
    assert all(measure in WIDE.patterns[one or ""].mitigations for measure, one in links)
