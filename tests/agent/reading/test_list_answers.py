"""Answers to a list of lines: by button or in words, and nothing is taken from silence or from news."""

import pytest

from agent.domain import Provenance, Question, Reading, Session, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from agent.domain.sessions.session import Option
from agent.reading.answering.list_places import places_answered
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import said
from tests.agent.reading.readings import catalog, facts_of, reader, session_of, turn_of
from tests.agent.reading.readings import told as told_by

LINES = ("calls_tools", "exposure=public", "stores_conversations", "accepts_files", "audience=customers,employees")
WORDS = "Customers send us their photos through the page."


def the_list() -> Question:
    return Question(
        id="read_back",
        facts=tuple(line.partition("=")[0] for line in LINES),
        stage=catalog().facts["calls_tools"].stage,
        text="Which of them are so?",
        why="because",
        options=tuple(Option(value=line, label=line, quote=WORDS) for line in LINES),
        several=True,
        three_states=True,
    )


def waiting() -> Session:
    """A session in which the list waits; all of it but the files stands as inferred."""
    values: dict[str, AnswerValue] = {"calls_tools": True, "exposure": "public", "stores_conversations": True,
              "audience": ("customers", "employees")}  # fmt: skip
    edits = [SetFact(value=said(fact, value, provenance=Provenance.INFERRED)) for fact, value in values.items()]
    model = apply(ThreatModel(), edits, catalog()).model
    return session_of(model, the_list()).model_copy(update={"turns": (turn_of(f"Hello. {WORDS}", 1),)})


def answered(text: str = "", chosen: tuple[str, ...] | None = None, question: str | None = "read_back") -> ThreatModel:
    reading = heard(text, chosen, question)
    outcome = apply(waiting().model, reading.edits, catalog())
    assert not outcome.refused
    return outcome.model


def heard(text: str = "", chosen: tuple[str, ...] | None = None, question: str | None = "read_back") -> Reading:
    return reader().read(turn_of(text, 2, question=question, chosen=chosen), waiting())


def provenance(model: ThreatModel) -> dict[str, Provenance]:
    return {kept.fact: kept.provenance for kept in model.facts}


def test_a_yes_makes_what_was_inferred_the_owners_answer_with_their_words() -> None:
    model = answered(chosen=("calls_tools", "exposure=public", "accepts_files", "audience=customers,employees"))
    assert {fact: facts_of(model)[fact] for fact in ("calls_tools", "exposure", "accepts_files", "audience")} == {
        "calls_tools": True, "exposure": "public", "accepts_files": True, "audience": ("customers", "employees"),
    }  # fmt: skip
    assert provenance(model)["accepts_files"] is Provenance.ANSWERED
    kept = model.fact("accepts_files")
    assert kept is not None
    assert [(quote.turn, quote.text) for quote in kept.quotes] == [(1, WORDS)]


def test_what_is_not_touched_keeps_its_inferred_value_and_is_not_waived() -> None:
    model = answered(chosen=("calls_tools",))
    assert provenance(model)["stores_conversations"] is Provenance.INFERRED
    assert "accepts_files" not in facts_of(model)
    assert model.waivers == ()
    assert model.lists[0].lines == LINES
    assert model.lists[0].answers == ("calls_tools",)


def test_a_no_to_a_yes_or_no_is_an_answer_and_a_no_to_a_choice_takes_it_away() -> None:
    model = answered(chosen=("no:stores_conversations", "no:exposure=public"))
    assert facts_of(model)["stores_conversations"] is False
    assert provenance(model)["stores_conversations"] is Provenance.ANSWERED
    assert "exposure" not in facts_of(model)
    assert model.waivers == ()


def test_not_known_is_not_asked_again_and_changes_no_value() -> None:
    model = answered(chosen=("unknown:calls_tools",))
    assert [(waiver.fact, waiver.why) for waiver in model.waivers] == [("calls_tools", "not_sure")]
    assert provenance(model)["calls_tools"] is Provenance.INFERRED


def test_sending_nothing_settles_nothing_but_the_list() -> None:
    model = answered(chosen=())
    assert model.facts == waiting().model.facts
    assert [listed.question for listed in model.lists] == ["read_back"]


@pytest.mark.parametrize("words", ["skip", "Skip"])
def test_skipping_the_list_says_nothing_of_any_line(words: str) -> None:
    for model in (answered(words), answered(chosen=("skip",))):
        assert model.facts == waiting().model.facts
        assert model.waivers == ()
        assert len(model.lists) == 1


def test_not_sure_is_not_known_for_every_line() -> None:
    for model in (answered("not sure"), answered(chosen=("not_sure",)), answered("I don't know")):
        assert {waiver.fact for waiver in model.waivers} == {line.partition("=")[0] for line in LINES}
        assert len(model.lists) == 1


def test_a_line_that_is_not_there_is_said_and_the_list_goes_on_waiting() -> None:
    reading = heard(chosen=("writes_code",))
    assert reading.edits == ()
    assert "no line of this list" in reading.notes[0]


@pytest.mark.parametrize(
    ("words", "states"),
    [
        ("yes to 1, 3 and 4, no to 2", "yny y"),
        ("all but the third", "yynyy"),
        ("all of them", "yyyyy"),
        ("All of these are right.", "yyyyy"),
        ("yes", "yyyyy"),
        ("none", "nnnnn"),
        ("no, none of them", "nnnnn"),
        ("no to all", "nnnnn"),
        ("none but 2", "nynnn"),
        ("1 3 5", "y y y"),
        ("1 and 3, not 2", "yny  "),
        ("1 yes, 2 no", "yn   "),
        ("1: yes, 2: no, the rest unknown", "ynuuu"),
        ("1-3 yes, the rest no", "yyynn"),
        ("numbers 2 to 4", " yyy "),
        ("the first two, not the last", "yy  n"),
        ("first and third are right, the second is wrong", "yny  "),
        ("everything except 3 and 5", "yynyn"),
        ("yes to all but 2, don't know 3", "ynuyy"),
        ("don't know 5", "    u"),
        ("2 isn't true", " n   "),
        ("1 and 2, the rest no", "yynnn"),
        ("1st and 4th", "y  y "),
    ],
)
def test_words_answer_lines_by_their_places(words: str, states: str) -> None:
    answers = places_answered(words, 5)
    assert answers is not None
    assert "".join(answers[place].value[0] if place in answers else " " for place in range(5)) == states.replace(
        "yny y", "ynyy "
    )


@pytest.mark.parametrize(
    "words",
    [
        "no", "not all of them", "7", "yes to 11", "1 yes, 2 no, 3", "1 and 2, but 3 I don't know", "0", "maybe",
        "Yes, customers can upload files", "All staff use it daily.", "None of our customers can upload files.",
        "The first version ran on AWS.", "We have 3 models and 2 agents.", "Everything runs in Azure.", "",
        "4-2", "12345678901234567890",
    ],
)  # fmt: skip
def test_words_that_are_no_plain_answer_by_place_answer_no_line(words: str) -> None:
    assert places_answered(words, 5) is None


def test_words_by_place_need_no_id_of_the_question() -> None:
    model = answered("yes to 1, no to 3", question=None)
    assert (facts_of(model)["calls_tools"], facts_of(model)["stores_conversations"]) == (True, False)
    assert model.lists[0].answers == ("calls_tools", "no:stores_conversations")


@pytest.mark.parametrize("question", ["read_back", None])
def test_news_while_the_list_waits_is_read_on_its_own_merits_and_the_list_stays(question: str | None) -> None:
    model = answered("The agent can send mail without approval.", question=question)
    assert model.lists == ()
    assert model.waivers == ()
    assert facts_of(model)["acts_unapproved"] is True
    assert provenance(model)["stores_conversations"] is Provenance.INFERRED


def test_words_that_are_no_answer_are_told_what_can_be_said() -> None:
    first = reader().read(turn_of("purple", 2, question="read_back"), session_of(None, the_list()))
    assert "stays open" in first.notes[0]
    assert first.edits == ()


def test_a_late_answer_never_overrules_what_was_told_since() -> None:
    session = waiting()
    known = apply(session.model, [SetFact(value=said("exposure", "internal"))], catalog()).model
    turn = turn_of("", 3, question="read_back", chosen=("exposure=public",))
    reading = reader().read(turn, session.model_copy(update={"model": known}))
    assert apply(known, reading.edits, catalog()).model.value_of("exposure") == "internal"


def test_a_choice_that_was_denied_is_not_read_into_a_later_description() -> None:
    text = "Our assistant answers customers on our public website about their orders and keeps every chat for a year."
    assert "no:exposure=public" not in str(told_by(text).lists)
    denied = answered(chosen=("no:exposure=public",))
    reading = reader().read(turn_of(text, 3), session_of(denied))
    expected = [edit.value for edit in reading.edits if isinstance(edit, SetFact)]
    assert not any(
        one.fact == "exposure" and one.value == "public" and one.provenance is Provenance.INFERRED for one in expected
    )
