"""A threat that no catalog entry covers is marked as a model's own idea, and stays only where a person confirms it."""

from typing import Any

import pytest

from agent.domain import Certainty, Origin, Threat
from agent.domain.changes.edits import ConfirmThreat, DecideThreat, DropAdvice
from tests.agent.analyst.llm.drafts import (
    SCENARIO,
    WIDE,
    WORDS,
    by_pattern,
    draft,
    drafted,
    drafting,
    floor,
    idea,
    order_of,
    ranked,
)
from tests.agent.analyst.llm.playing import Talk

MORE = "Beside it stands a vector_store."


def ideas_in(talk: Talk) -> list[Threat]:
    return [one for one in talk.model.threats if one.pattern is None]


def test_an_idea_stands_at_its_place_without_a_citation() -> None:
    talk, _ = drafted(drafting(draft([ranked("firm-1"), ranked("firm-2")], [], [idea(place=1)])))
    (own,) = ideas_in(talk)
    assert own in talk.model.threats[:2]
    assert (own.title, own.statement) == ("Orders slipped into the queue", SCENARIO)
    assert (own.references, own.origin, own.certainty) == ((), Origin.MODEL, Certainty.SUGGESTED)
    assert own.unvouched
    assert own.targets == tuple(part.id for part in talk.model.components if part.name == "agent")
    assert own.evidence.hits == (f"an idea of the language model: “{WORDS}”",)
    assert by_pattern(talk.model).keys() - {None} == by_pattern(floor().model).keys()


@pytest.mark.parametrize("like", ["grave", "typed-orders", "mild"])
def test_an_idea_is_scored_like_the_entry_it_names(like: str) -> None:
    talk, _ = drafted(drafting(draft([], [], [idea(like=like)])))
    (own,) = ideas_in(talk)
    rater = floor().analyst.rater  # type: ignore[attr-defined] # the rules are known
    book = floor().analyst.bookkeeper  # type: ignore[attr-defined] # the rules are known
    expected = rater.score_in(book.rules[like], book.painter.picture(talk.model)).levels()
    assert own.inherent.levels() == own.current.levels() == own.target.levels() == expected
    reasons = {reason.text for factor in own.inherent.levels() for reason in own.inherent.factor(factor).reasons}
    told = f"taken over from “{WIDE.patterns[like].title}”, which the language model finds most like it"
    assert reasons == {told}


def test_there_are_five_at_most() -> None:
    titles = [
        f"Orders slipped into the {word} queue" for word in ["first", "second", "third", "fourth", "fifth", "sixth"]
    ]
    talk, _ = drafted(drafting(draft([], [], [idea(title) for title in titles])))
    assert {one.title for one in ideas_in(talk)} == set(titles[:5])
    assert "1 because there were more of them than a draft can take" in talk.replies[0].text


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (idea("Typed orders happens"), ""),
        (idea("TYPED  ORDERS happens"), ""),
        (idea("Orders slipped into the queue", like="no-such-entry"), "because the catalog has no such threat"),
        (idea("See www.evil.example for it"), "because they held links or markup"),
        (idea("x"), "because they were too long or too short"),
        (idea(scenario="short"), "because they were too long or too short"),
        (idea(scenario="You should call us now, and the records are safe."), "left out"),
        (idea("The Payroll of Contoso is stolen"), "because they named what is not in the system"),
    ],
)
def test_what_is_none_or_cannot_be_shown_is_left_out(told: dict[str, Any], why: str) -> None:
    talk, _ = drafted(drafting(draft([], [], [told])))
    assert ideas_in(talk) == []
    assert why in talk.replies[0].text
    assert order_of(talk.model) == order_of(floor().model)


def test_the_same_idea_counts_once() -> None:
    talk, _ = drafted(drafting(draft([], [], [idea(), idea(place=5, part="data_store")])))
    assert len(ideas_in(talk)) == 1


def test_a_part_that_is_not_there_stands_for_the_whole_system() -> None:
    talk, _ = drafted(drafting(draft([], [], [idea(part="moon base")])))
    assert ideas_in(talk)[0].targets == ("system",)


def test_an_idea_that_is_told_again_keeps_its_id() -> None:
    other = idea("Records read over a shoulder")
    talk, player = drafted(drafting(draft([], [], [idea()]), draft([], [], [other, idea(place=9)])))
    (before,) = ideas_in(talk)
    talk.say(MORE)
    assert len(player.of("draft")) == 2
    after = {one.title: one for one in ideas_in(talk)}
    assert after[before.title].id == before.id
    assert after[before.title].advice.place == 9  # type: ignore[union-attr] # it has one
    assert len({one.id for one in talk.model.threats}) == len(talk.model.threats)


def test_without_a_further_call_it_stays_as_it_is() -> None:
    talk, player = drafted(drafting(draft([], [], [idea()])))
    before = ideas_in(talk)
    talk.say(edits=({"edit": "set_fact", "value": {"fact": "safety_critical", "value": True, "provenance": "table"}},))
    assert len(player.of("draft")) == 1
    assert ideas_in(talk) == before


def test_an_idea_that_is_no_longer_told_goes() -> None:
    talk, _ = drafted(drafting(draft([], [], [idea()]), draft()))
    (gone,) = ideas_in(talk)
    talk.say(MORE)
    assert ideas_in(talk) == []
    assert gone.id not in {one.id for one in talk.model.threats}
    assert gone.id not in {one for control in talk.model.controls for one in control.threats}


@pytest.mark.parametrize(
    "decision",
    [
        lambda name: ConfirmThreat(threat=name),
        lambda name: DecideThreat(threat=name, status="dismissed", reason="Not here."),
    ],
)
@pytest.mark.parametrize("told_again", [False, True])
def test_what_a_person_confirmed_or_decided_stays(decision: Any, told_again: bool) -> None:
    talk, player = drafted(drafting(draft([], [], [idea()]), draft([], [], [idea(place=7)] * told_again)))
    (own,) = ideas_in(talk)
    talk.say(edits=(decision(own.id),))
    held = ideas_in(talk)
    talk.say(MORE)
    assert len(player.of("draft")) == 2
    assert ideas_in(talk) == held
    assert held[0].advice == own.advice
    assert not held[0].unvouched


def test_an_idea_whose_place_was_taken_back_stays_taken_back() -> None:
    talk, player = drafted(drafting(draft([ranked("firm-1")], [], [idea(like="mild", place=1)])))
    talk.say(edits=(DropAdvice(threat=ideas_in(talk)[0].id),))
    assert talk.model.threats[0].pattern == "firm-1"
    places = order_of(talk.model).index("")
    talk.say(MORE)
    assert len(player.of("draft")) == 2
    assert order_of(talk.model).index("") == places > 0
