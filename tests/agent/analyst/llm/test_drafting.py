"""What a model adds to a draft stands beside the rules' draft, marked and checked; nothing of that draft is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Certainty, Origin, Threat, ThreatModel
from agent.domain.edits import DecideThreat, RewordThreat
from tests.agent.analyst.llm.playing import Model, Player, Talk, analyst_over
from tests.agent.builders import pattern, small_catalog, with_patterns
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."


def playing(task: str, change: Callable[[Asked, Any], Any]) -> Model:
    """A model that behaves well but for one task."""
    return lambda asked: change(asked, answer_of(asked)) if asked.task == task else answer_of(asked)


def drafted(model: Model = answer_of, text: str = TEXT) -> tuple[Talk, Player]:
    player = Player(model)
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(text)
    return talk, player


def floor(text: str = TEXT) -> Talk:
    talk = Talk(RulesAnalyst(CATALOG), CATALOG)
    talk.say(text)
    return talk


def by_pattern(model: ThreatModel) -> dict[str | None, Threat]:
    return {threat.pattern: threat for threat in model.threats}


def worded(statement: str) -> Model:
    """A model that words every threat like this."""
    return playing("draft", lambda asked, told: {**told, "threats": [{"id": one["id"], "statement": statement}
                                                                     for one in told["threats"]]})  # fmt: skip


def test_a_wording_that_passes_stands_before_the_rules_reasons() -> None:
    talk, _ = drafted()
    ours, theirs = by_pattern(floor().model)["typed-orders"], by_pattern(talk.model)["typed-orders"]
    assert theirs.statement.startswith("At agent, ")
    assert theirs.statement.endswith(ours.statement.split("lost.")[1])
    assert not theirs.reworded


@pytest.mark.parametrize(
    "statement",
    [
        "This is not a threat and can be dismissed.",
        "Someone outside misuses the language_model, so that the data it handles is lost, which is harmless.",
        "Someone outside misuses [the model](http://evil.example), so that the data it handles is lost.",
        "Someone outside misuses the Payroll of Contoso, so that the data it handles is lost.",
        "Someone outside misuses the language_model (AML.T0099), so that the data it handles is lost.",
        "",
        "x" * 800,
    ],
)
def test_a_wording_that_fails_leaves_the_rules_words_and_is_counted(statement: str) -> None:
    talk, _ = drafted(worded(statement))
    ours = by_pattern(floor().model)
    for name, threat in by_pattern(talk.model).items():
        if name in ours:
            assert threat.statement == ours[name].statement
    if statement:
        assert "left out" in talk.replies[0].text


WIDE = with_patterns(
    CATALOG,
    [*CATALOG.patterns.values(),
     *(pattern(f"extra-{place}", {"fact": "crosses_borders"}, targets=["data_store"], mitigations=["keep-less"])
       for place in range(6))],
)  # fmt: skip
"""A catalog with more open threats than similarity alone may suggest."""


def picking(place: int) -> Model:
    """A model that picks one candidate at each part."""

    def change(asked: Asked, told: Any) -> Any:
        offered = [entry["id"] for entry in asked.entries("candidates")]
        return {
            **told,
            "picks": [{"id": one, "words": "q1", "why": "Strangers write there."} for one in offered[place:][:1]],
        }

    return playing("draft", change)


def wide(model: Model) -> Talk:
    talk = Talk(analyst_over(WIDE, Player(model)), WIDE)
    talk.say(TEXT)
    return talk


def the_extra(talk: Talk) -> Threat:
    found = [threat for threat in talk.model.threats if threat.origin is Origin.MODEL]
    return next(threat for threat in found if (threat.pattern or "").startswith("extra-"))


def test_a_pick_from_the_list_comes_in_marked_with_the_owners_words() -> None:
    talk = wide(picking(-1))
    extra = [threat for threat in talk.model.threats if threat.origin is Origin.MODEL]
    assert extra
    for threat in extra:
        assert threat.certainty is Certainty.SUGGESTED
        assert threat.evidence.hits[0].startswith("picked by the language model: “")
        assert any(threat.id in control.threats for control in talk.model.controls)


@pytest.mark.parametrize("pick", ["no-such-pattern", "typed-orders", "flooded", "AML.T0051", ""])
def test_a_pick_that_is_not_on_the_list_is_dropped(pick: str) -> None:
    def change(asked: Asked, told: Any) -> Any:
        return {**told, "picks": [{"id": pick, "words": "q1", "why": "so"}]}

    talk, _ = drafted(playing("draft", change))
    assert set(by_pattern(talk.model)) == set(by_pattern(floor().model))


@pytest.mark.parametrize("words", ["q99", "q0", "", "the words", "q-1", "q1.5", "²"])
def test_a_pick_without_the_owners_words_is_dropped(words: str) -> None:
    def change(asked: Asked, told: Any) -> Any:
        return {**told, "picks": [{**one, "words": words} for one in told["picks"]], "levels": []}

    talk, _ = drafted(playing("draft", change))
    assert not [threat for threat in talk.model.threats if threat.origin is Origin.MODEL]


def test_one_factor_of_one_threat_goes_up_one_level_with_the_owners_words() -> None:
    talk, _ = drafted()
    raised = 0
    for name, before in by_pattern(floor().model).items():
        after = by_pattern(talk.model)[name]
        moved = {f: (before.inherent.levels()[f], level) for f, level in after.inherent.levels().items()
                 if level != before.inherent.levels()[f]}  # fmt: skip
        assert all(new - old == 2 for old, new in moved.values())
        assert len(moved) <= 1
        raised += len(moved)
        for factor in moved:
            assert "by your words “" in after.inherent.factor(factor).reasons[-1].text
            assert after.current.factor(factor).level <= after.inherent.factor(factor).level
    assert raised >= 1


def test_a_second_draft_costs_nothing_and_changes_nothing() -> None:
    talk, player = drafted()
    calls = len(player.calls)
    edits = talk.drafted_again()
    assert [edit.edit for edit in edits if edit.edit in ("put_threat", "put_control", "retire_threat", "remove")] == []
    assert len(player.calls) == calls


def test_a_fact_that_changes_one_threat_asks_again_about_that_one_only() -> None:
    talk, player = drafted()
    calls = len(player.calls)
    value = {"fact": "crosses_borders", "value": True, "provenance": "table"}
    talk.say(edits=({"edit": "set_fact", "value": value},))
    asked = [asked_ids(call.messages[1].text) for call in player.calls[calls:] if call.task == "draft"]
    assert [ids for ids in asked if ids] == [["exported"]]


def asked_ids(text: str) -> list[str]:
    inside = text.split("<<<data threats>>>")[1].split("<<<end")[0]
    return [line.split('"id": "')[1].split('"')[0] for line in inside.splitlines() if '"id"' in line]


def test_what_a_person_worded_or_decided_is_left_alone() -> None:
    talk, player = drafted()
    threats = by_pattern(talk.model)
    first, second = threats["typed-orders"].id, threats["flooded"].id
    talk.say(edits=(RewordThreat(threat=first, statement="My own words."),
                    DecideThreat(threat=second, status="dismissed", reason="Not here.")))  # fmt: skip
    calls = len(player.calls)
    talk.say(edits=({"edit": "set_fact", "value": {"fact": "safety_critical", "value": True, "provenance": "table"}},))
    after = by_pattern(talk.model)
    assert after["typed-orders"].statement == "My own words."
    assert after["flooded"].status.value == "dismissed"
    assert "typed-orders" not in [one for call in player.calls[calls:] if call.task == "draft"
                                  for one in asked_ids(call.messages[1].text)]  # fmt: skip


def test_picked_threats_keep_their_ids_and_push_nothing_out_of_the_draft() -> None:
    talk, rules = wide(picking(-1)), Talk(RulesAnalyst(WIDE), WIDE)
    rules.say(TEXT)
    picked = the_extra(talk)
    for name in ("keeps_talks", "safety_critical", "outside_content"):
        said: Any = ({"edit": "set_fact", "value": {"fact": name, "value": True, "provenance": "table"}},)
        talk.say(edits=said)
        rules.say(edits=said)
        assert set(by_pattern(rules.model)) <= set(by_pattern(talk.model))
        kept = talk.model.threat(picked.id)
        assert kept is not None
        assert (kept.pattern, kept.evidence.hits) == (picked.pattern, picked.evidence.hits)
    talk.say(edits=({"edit": "set_fact", "value": {"fact": "crosses_borders", "value": False, "provenance": "table"}},))
    assert talk.model.threat(picked.id) is None


def test_a_picked_threat_that_a_fact_confirms_becomes_one_of_the_draft_under_its_id() -> None:
    talk = wide(picking(-1))
    picked = the_extra(talk)
    talk.say(edits=({"edit": "set_fact", "value": {"fact": "crosses_borders", "value": True, "provenance": "table"}},))
    kept = by_pattern(talk.model)[picked.pattern]
    assert (kept.id, kept.certainty) == (picked.id, Certainty.SURE)


def test_measures_say_first_what_the_catalog_says() -> None:
    talk, _ = drafted()
    ours = {control.mitigation: control.action for control in floor().model.controls}
    concrete = [one for one in talk.model.controls if "In this system: " in one.action]
    assert concrete
    for control in talk.model.controls:
        if control.mitigation in ours and control in concrete:
            assert control.action.split(" In this system: ")[0].startswith("Do it.")


def test_a_measure_that_says_something_else_stays_as_it_is() -> None:
    def change(asked: Asked, told: Any) -> Any:
        return {"measures": [{**one, "here": "Send every conversation to a mailbox on the web instead."}
                             for one in told["measures"]]}  # fmt: skip

    talk, _ = drafted(playing("mitigate", change))
    assert not [one for one in talk.model.controls if "In this system" in one.action]


def review(flags: list[dict[str, str]], first: list[str] | None = None) -> Model:
    return playing("review", lambda asked, told: {"flags": flags, "first": first or []})


def test_a_second_look_may_point_at_a_threat_but_neither_removes_nor_rescores_it() -> None:
    talk, _ = drafted(review([{"id": "T-003", "flag": "same", "other": "T-001", "why": "Both misuse the agent."}]))
    noted = [threat for threat in talk.model.threats if threat.note]
    assert [threat.id for threat in noted] == ["T-003"]
    assert "it may say the same as T-001" in noted[0].note
    plain, _ = drafted(review([]))
    assert [threat.rating for threat in plain.model.threats] == [threat.rating for threat in talk.model.threats]


@pytest.mark.parametrize(
    "flag",
    [
        {"id": "T-999", "flag": "doubtful", "other": "", "why": "so"},
        {"id": "T-001", "flag": "doubtful", "other": "", "why": "so"},
        {"id": "T-002", "flag": "same", "other": "T-002", "why": "so"},
        {"id": "T-002", "flag": "same", "other": "T-999", "why": "so"},
        {"id": "T-002", "flag": "controlled", "other": "M-1", "why": "so"},
        {"id": "T-002", "flag": "controlled", "other": "M-99", "why": "so"},
    ],
)
def test_a_flag_that_a_program_can_refute_is_dropped(flag: dict[str, str]) -> None:
    talk, _ = drafted(review([flag]))
    assert not [threat for threat in talk.model.threats if threat.note]
    assert "left out" in talk.replies[0].text


def test_what_a_second_look_puts_first_does_not_pass_what_weighs_more() -> None:
    plain, _ = drafted(review([]))
    order = [threat.id for threat in plain.model.threats]
    talk, player = drafted(review([], first=order[::-1][:5]))
    assert player.of("review")
    assert [threat.id for threat in talk.model.threats] == order


def test_a_question_keeps_its_facts_options_and_reason() -> None:
    rules, talk = floor(), drafted()[0]
    ours, theirs = rules.session.question, talk.session.question
    assert ours is not None
    assert theirs is not None
    assert theirs.model_copy(update={"text": ours.text, "threats": ours.threats, "why": ours.why}) == ours


@pytest.mark.parametrize(
    "text",
    ["Isn't it so?", "Tell me your password", "What about audience? And what else?", "See www.evil.example?",
     "Is there no audience?", "What about the Payroll of Contoso, and its audience?"],
)  # fmt: skip
def test_a_question_that_asks_something_else_is_asked_as_the_catalog_has_it(text: str) -> None:
    talk, player = drafted(playing("ask", lambda asked, told: {"text": text}))
    for _ in range(4):
        question = talk.session.question
        if question is None:
            break
        fact = CATALOG.facts.get(question.id)
        assert fact is None or question.text == fact.question
        talk.say(question=question.id, chosen=("not_sure",))
    assert player.of("ask")
