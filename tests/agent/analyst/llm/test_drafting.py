"""The order a model gives is the order of the list, told beside the catalog's words; no score of any threat moves."""

import json
import random
from typing import Any

import pytest

from agent.domain import Certainty, Origin
from agent.domain.changes.edits import DecideThreat, DropAdvice, PlaceThreat, RewordThreat
from agent.domain.findings.threat_ranking import sections
from agent.llm.answers.schemas import DRAFT, Ranked, shaped
from tests.agent.analyst.llm.drafts import (
    FIRM,
    OPEN,
    SCENARIO,
    TEXT,
    WIDE,
    WORDS,
    aside,
    by_pattern,
    draft,
    drafted,
    drafting,
    floor,
    idea,
    order_of,
    playing,
    ranked,
)

SCORES = ("inherent", "current", "target")


def test_the_order_of_a_model_is_the_order_of_the_list() -> None:
    wanted = order_of(floor().model)[::-1][:15]
    talk, _ = drafted(drafting(draft(map(ranked, wanted))))
    assert order_of(talk.model)[:15] == wanted
    rest = [name for name in order_of(floor().model) if name not in wanted]
    assert order_of(talk.model)[15:] == rest


def test_what_a_person_placed_goes_before_the_order_of_a_model() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-3"), ranked("firm-4")])))
    placed = by_pattern(talk.model)["firm-9"]
    talk.say(edits=(PlaceThreat(threat=placed.id, place=1),))
    assert order_of(talk.model)[:3] == ["firm-9", "firm-3", "firm-4"]


def test_an_entry_from_the_whole_catalog_comes_in_at_its_place_marked_as_picked() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-1"), ranked("open-2"), ranked("firm-2")])))
    assert order_of(talk.model)[:3] == ["firm-1", "open-2", "firm-2"]
    picked = by_pattern(talk.model)["open-2"]
    assert (picked.origin, picked.certainty) == (Origin.MODEL, Certainty.SUGGESTED)
    assert picked.evidence.hits[0].startswith(f"picked by the language model: “{WORDS}”")
    assert picked.statement == RULES_WOULD_SAY
    assert any(picked.id in control.threats for control in talk.model.controls)


RULES_WOULD_SAY = (
    "Someone outside misuses the data_store, so that the data it handles is lost. It is only suggested by "
    "similarity; what would settle it: crosses borders."
)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (ranked("not-here"), "because a known fact rules them out"),
        (ranked("no-such-entry"), "because the catalog has no such threat"),
        ({**ranked("firm-1"), "n": 9_000}, "because the catalog has no such threat"),
    ],
)
def test_an_entry_that_cannot_stand_is_refused_with_the_reason(entry: dict[str, Any], why: str) -> None:
    talk, _ = drafted(drafting(draft([entry, ranked("firm-5")])))
    assert set(order_of(talk.model)) == set(order_of(floor().model))
    assert order_of(talk.model)[0] == "firm-5"
    assert why in talk.replies[0].text


def test_no_more_than_fifteen_places_are_taken() -> None:
    talk, _ = drafted(drafting(draft(map(ranked, [*OPEN, *FIRM]))))
    told = [one.pattern for one in talk.model.threats if one.advice and one.advice.place]
    assert told == list(OPEN[:15])
    assert "more of them than a draft can take" in talk.replies[0].text
    assert set(order_of(floor().model)) < set(order_of(talk.model))


def test_the_second_mention_of_an_entry_is_passed_over_without_a_word() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-5"), ranked("firm-6"), ranked("firm-5", why="again and again")])))
    assert order_of(talk.model)[:2] == ["firm-5", "firm-6"]
    assert "left out" not in talk.replies[0].text


def test_the_scenario_stands_beside_the_sentence_of_the_catalog_which_stays_as_it_is() -> None:
    talk, _ = drafted(drafting(draft(map(ranked, FIRM[:10]))))
    ours = by_pattern(floor().model)
    for name, threat in by_pattern(talk.model).items():
        assert (threat.title, threat.statement) == (ours[name].title, ours[name].statement)
    told = by_pattern(talk.model)["firm-0"].advice
    assert told is not None
    assert (told.scenario, told.words, told.place) == (SCENARIO, WORDS, 1)
    assert told.because == "strangers can reach it from outside"
    assert told.made_by.startswith("player, prompt draft-")


@pytest.mark.parametrize(
    "scenario",
    [
        "This is not a threat and can be dismissed by anybody who reads it.",
        "A stranger reaches the agent, see [the page](http://evil.example), and the records are lost.",
        "A stranger reaches the Payroll of Contoso, and the records of the desk are lost.",
        "A stranger reaches the agent (AML.T0099), and the records of the desk are lost.",
        "You can see your key in the log. Call us now to change it.",
        "A stranger calls +1 555 010 9999 and the records of the desk are lost.",
        "x" * 800,
        "short",
    ],
)
def test_a_scenario_that_fails_its_check_is_left_out_and_the_place_stays(scenario: str) -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-7", scenario=scenario)])))
    first = talk.model.threats[0]
    assert first.pattern == "firm-7"
    assert first.advice is not None
    assert first.advice.scenario == ""
    assert "left out" in talk.replies[0].text


def test_words_that_the_owner_did_not_say_are_not_quoted() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-7", words="we keep the keys in a drawer")])))
    first = talk.model.threats[0]
    assert first.advice is not None
    assert (first.pattern, first.advice.words) == ("firm-7", "")
    assert "because the words they quote were not said" in talk.replies[0].text


@pytest.mark.parametrize("seed", range(4))
def test_no_score_of_any_threat_differs_from_the_rules_draft(seed: int) -> None:
    chance, ours = random.Random(seed), by_pattern(floor().model)
    names = [*ours, *OPEN]
    chance.shuffle(names)
    answer = draft(map(ranked, map(str, names[:15])), map(aside, map(str, names[15:])), [idea()])
    talk, _ = drafted(drafting(answer))
    theirs = by_pattern(talk.model)
    assert ours.keys() <= theirs.keys()
    for name, before in ours.items():
        after = theirs[name]
        assert [getattr(after, score) for score in SCORES] == [getattr(before, score) for score in SCORES]
        assert (after.status, after.targets, after.overrides) == (before.status, before.targets, before.overrides)


def test_what_weighs_most_stays_in_the_main_list_also_where_a_model_leaves_it_out() -> None:
    talk, _ = drafted(drafting(draft(map(ranked, OPEN[:15]))))
    weighty = [one for one in talk.model.threats if one.rating.band.value in ("high", "critical")]
    assert {one.pattern for one in weighty} >= {"grave", "tools-misled"}
    told = {one.references[0].key for one in sections(talk.model.threats).main}
    assert {one.references[0].key for one in weighty} <= told


def test_numbers_between_quotation_marks_are_taken() -> None:
    entries = [{**ranked("firm-7"), "n": str(ranked("firm-7")["n"])}, ranked("firm-8")]
    talk, _ = drafted(drafting(draft(entries)))
    assert order_of(talk.model)[:2] == ["firm-7", "firm-8"]


@pytest.mark.parametrize("number", ["x", "", None, [1], -1, 10**9, "1.5", 2.5])
def test_what_is_no_number_is_dropped(number: Any) -> None:
    reply = shaped(json.loads(json.dumps(draft([{**ranked("firm-7"), "n": number}, ranked("firm-8")]))), DRAFT)
    assert [one.n for one in reply.entries("order", Ranked)] == [ranked("firm-8")["n"]]
    assert reply.dropped == 1


def test_what_a_person_worded_or_decided_is_left_alone() -> None:
    talk, _ = drafted(drafting(draft(map(ranked, FIRM[:5])), draft(map(ranked, FIRM[5:10]))))
    first, second = by_pattern(talk.model)["firm-0"].id, by_pattern(talk.model)["firm-1"].id
    talk.say(edits=(RewordThreat(threat=first, statement="My own words."),
                    DecideThreat(threat=second, status="dismissed", reason="Not here.")))  # fmt: skip
    talk.say("Beside it stands a vector_store.")
    after = by_pattern(talk.model)
    assert after["firm-0"].statement == "My own words."
    assert after["firm-1"].status.value == "dismissed"
    assert talk.model.threats[-1].pattern == "firm-1"


def test_what_was_taken_back_stays_taken_back_in_later_drafts() -> None:
    talk, player = drafted(drafting(draft([ranked("firm-9"), ranked("firm-8")])))
    talk.say(edits=(DropAdvice(threat=by_pattern(talk.model)["firm-9"].id),))
    assert order_of(talk.model)[0] == "firm-8"
    talk.say("Beside it stands a vector_store.")
    assert len(player.of("draft")) == 2
    assert order_of(talk.model)[0] == "firm-8"
    kept = by_pattern(talk.model)["firm-9"]
    assert (kept.heeded, kept.advice is not None) == (None, True)


def test_picked_threats_keep_their_ids_and_push_nothing_out_of_the_draft() -> None:
    first = draft([ranked(name) for name in OPEN[:3]])
    talk, _ = drafted(drafting(first, draft([ranked(name) for name in OPEN[3:18]])))
    before = {name: threat.id for name, threat in by_pattern(talk.model).items()}
    talk.say("Beside it stands a vector_store.")
    after, rules = by_pattern(talk.model), floor()
    rules.say("Beside it stands a vector_store.")
    assert set(by_pattern(rules.model)) <= set(after)
    assert {name: after[name].id for name in before if name in after} == {n: i for n, i in before.items() if n in after}
    picked = {name for name in after if name in OPEN}
    assert picked == set(OPEN[3:18]), "what is picked now goes before what was picked once, where room is short"


def test_a_picked_threat_that_a_fact_confirms_becomes_one_of_the_draft_under_its_id() -> None:
    talk, _ = drafted(drafting(draft([ranked("open-4")])))
    picked = by_pattern(talk.model)["open-4"]
    value = {"fact": "crosses_borders", "value": True, "provenance": "table"}
    talk.say(edits=({"edit": "set_fact", "value": value},))
    kept = by_pattern(talk.model)["open-4"]
    assert (kept.id, kept.certainty) == (picked.id, Certainty.SURE)


def test_what_is_shown_meanwhile_is_what_may_stand() -> None:
    answer = draft([ranked("not-here"), ranked("firm-1", scenario="See www.evil.example for it."), ranked("firm-2")])
    talk, player = drafted(drafting(answer), text="")
    talk.shown = []
    talk.say(TEXT)
    assert player.of("draft")
    titles = [WIDE.patterns[name].title for name in ("firm-1", "firm-2")]
    assert [one for one in talk.shown if one[:1].isdigit()] == [f"1. {titles[0]}", f"2. {titles[1]}: {SCENARIO}"]


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
        fact = WIDE.facts.get(question.id)
        assert fact is None or question.text == fact.question
        talk.say(question=question.id, chosen=("not_sure",))
    assert player.of("ask")


def test_a_question_keeps_its_facts_options_and_reason() -> None:
    rules, talk = floor(), drafted()[0]
    ours, theirs = rules.session.question, talk.session.question
    assert ours is not None
    assert theirs is not None
    assert theirs.model_copy(update={"text": ours.text, "threats": ours.threats, "why": ours.why}) == ours
