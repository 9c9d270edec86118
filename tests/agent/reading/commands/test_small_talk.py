"""What people say beside the matter: they do not know, are done, take words back, and ask how it stands."""

import pytest

from agent.domain import Wish
from agent.domain.changes.edits import ClearFact, WaiveFact
from agent.domain.sessions.session import Topic
from tests.agent.reading.commands.hearing import DESK, names, offered, said

DOUBTS = [
    "no idea",
    "no clue",
    "don't know",
    "dunno, sorry",
    "don't know, ask Petra",
    "not sure, Jonas would know that",
]


@pytest.mark.parametrize("text", DOUBTS)
def test_not_knowing_takes_no_part_out_where_nothing_was_asked(text: str) -> None:
    reading, model, after = said(text, DESK)
    assert after == model
    assert "no question waits" in offered(reading)


@pytest.mark.parametrize("text", DOUBTS)
def test_not_knowing_lays_a_question_aside_in_many_words(text: str) -> None:
    _, _, after = said(text, DESK, question=["multi_tenant"])
    assert [one.fact for one in after.waivers] == ["multi_tenant"]


@pytest.mark.parametrize(
    "text",
    ["idk what that means", "I don't know what this means", "no idea what you want", "what is that supposed to mean?"],
)
def test_who_does_not_understand_a_question_has_not_answered_it(text: str) -> None:
    reading, _, _ = said(text, DESK, question=["multi_tenant"])
    assert reading.wish is Wish.WHY_QUESTION
    assert not any(isinstance(edit, WaiveFact) for edit in reading.edits)


@pytest.mark.parametrize(
    "text",
    ["thanks, that's all for today", "ok that's it, thank you", "That was everything from me.", "great, that's all",
     "see you tomorrow", "bye, until next week"],
)  # fmt: skip
def test_a_goodbye_is_not_called_unintelligible(text: str) -> None:
    reading, model, after = said(text, DESK)
    assert after == model
    assert not reading.unread
    assert "everything is saved" in offered(reading)


@pytest.mark.parametrize(
    "text",
    [
        "forget what I said about the help pages",
        "ignore everything we told you about the help pages",
        "scrap that bit about the help pages",
        "what I said about the help pages is wrong",
        "I was wrong about the help pages",
        "I take back what I said about the help pages",
    ],
)
def test_words_taken_back_offer_to_forget_what_was_taken_from_them(text: str) -> None:
    reading, model, after = said(text, DESK)
    assert after == model, "nothing goes without a yes"
    assert reading.offers
    for offer in reading.offers:
        assert isinstance(offer.edits[0], ClearFact)
        assert "help pages" in offer.words


@pytest.mark.parametrize("text", ["forget what I said about the weather", "I was wrong about the archive"])
def test_words_that_were_never_said_cannot_be_taken_back_and_no_part_is_looked_for(text: str) -> None:
    reading, model, after = said(text, DESK)
    assert after == model
    assert not reading.offers
    assert "nothing that i took from your words" in offered(reading)


@pytest.mark.parametrize(
    ("text", "topic", "about"),
    [
        ("show me all accepted risks", Topic.DECIDED, "accepted"),
        ("which risks did we accept?", Topic.DECIDED, "accepted"),
        ("what have we accepted so far?", Topic.DECIDED, "accepted"),
        ("which threats have been dismissed", Topic.DECIDED, "dismissed"),
        ("what did I set aside?", Topic.DECIDED, "dismissed"),
        ("when is the next measure due?", Topic.DUE, None),
        ("what's overdue?", Topic.DUE, None),
        ("which measures are due this month?", Topic.DUE, None),
        ("show me the deadlines", Topic.DUE, None),
        ("is it safe?", Topic.SAFE, None),
        ("can we go live like this?", Topic.SAFE, None),
        ("do we have to worry?", Topic.SAFE, None),
        ("how bad can it get?", Topic.TOP, "1"),
    ],
)
def test_how_things_stand_is_a_question_about_the_model(text: str, topic: Topic, about: str | None) -> None:
    reading, _, _ = said(text, DESK)
    assert (reading.wish, reading.topic, reading.about) == (Wish.ASK, topic, about)


@pytest.mark.parametrize(
    "text",
    ["what did I change today?", "what has changed since yesterday?", "what's new?", "what did we do last time?"],
)
def test_what_changed_is_told_however_it_is_asked(text: str) -> None:
    assert said(text, DESK)[0].wish is Wish.SHOW_CHANGES


@pytest.mark.parametrize(
    "text", ["I take that back", "I want to take my last answer back", "we take back what I just said"]
)
def test_taking_back_the_last_words_undoes(text: str) -> None:
    assert said(text, DESK)[0].wish is Wish.UNDO


@pytest.mark.parametrize(
    "text",
    [
        "Redis is not used by the assistant, remove it",
        "Redis has nothing to do with this, take it out",
        "Redis is never touched by the bot",
        "Redis doesn't have anything to do with the assistant",
    ],
)
def test_a_part_that_the_system_does_not_use_goes(text: str) -> None:
    _, model, after = said(text, f"{DESK} It keeps sessions in Redis.")
    assert "redis" in names(model)
    assert "redis" not in names(after)


def test_half_a_sentence_of_sameness_merges_nothing_and_names_no_empty_part() -> None:
    reading, model, after = said("the chatbot is the same as the dashboard", DESK)
    assert after == model
    assert "called ," not in offered(reading)


def test_a_pronoun_is_no_department() -> None:
    for text in ("it's people who decide", "The desk is no part, it's people.", "Behind the desk it's people."):
        assert "it people" not in names(said(text, DESK)[2])
    assert "it people" in names(said("Our IT people run the service.", DESK)[2])


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("only me and my wife use it", True), ("My daughter types her homework into it.", True),
        ("my nephew set it up", False), ("My brother built the server.", False),
    ],
)  # fmt: skip
def test_somebody_of_the_family_is_no_crowd_and_who_only_made_it_does_not_use_it(text: str, there: bool) -> None:
    found = names(said(text, DESK)[2])
    assert ("family members" in found) is there
    assert not found & {"wives", "nephews", "brothers", "daughters"}
