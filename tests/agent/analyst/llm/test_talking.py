"""What a model answers is used, whatever else the turn did; what it wants changed is offered; it asks what it chose."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.analyst.llm.guardrails.safeguard import HEARD
from agent.analyst.llm.replying import SAYS
from agent.domain import Provenance, Question
from agent.domain.changes.edits import ConfirmThreat, DropAdvice, PlaceThreat
from agent.domain.threats import Advice
from tests.agent.analyst.llm.playing import Model, Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
STATED = "Beside it stands a vector_store."
DOUBT = "Why should the topmost threat weigh so much at all?"
ANSWER = "The agent takes orders from strangers, and that is not a small matter. T-001 is first because of it."
_ORDER = {"order": "", "threat": "", "other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}
_EMPTY: dict[str, Any] = {
    "read": {"facts": [], "parts": [], "flows": []},
    "draft": {"order": [], "aside": [], "own": []},
    "mitigate": {"measures": []},
}


def wanted(kind: str = "other", answer: str = "", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "threat": "", "answer": answer, "facts": [], "orders": [], **more}


def talk_with(reply: Any, ask: Callable[[Asked], Any] | None = None, read: Any = None) -> tuple[Talk, Player]:
    """A conversation over a drafted model with a language model that answers every message like this."""
    replies = list(reply) if isinstance(reply, list) else None

    def play(asked: Asked) -> Any:
        if asked.task == "reply":
            return replies.pop(0) if replies else replies if replies is not None else reply
        if asked.task == "ask":
            return (ask or worded(1))(asked)
        if asked.task == "read" and read is not None:
            return read
        return _EMPTY[asked.task]

    model: Model = play
    player = Player(model)
    talk = Talk(analyst_over(CATALOG, player), CATALOG, shown=[])
    talk.say(TEXT)
    return talk, player


@pytest.mark.parametrize("text", [DOUBT, f"{STATED} {DOUBT}"])
@pytest.mark.parametrize("kind", ["why", "what_if", "other", "change"])
def test_an_answer_is_used_whatever_the_rules_made_of_the_message(kind: str, text: str) -> None:
    talk, player = talk_with(wanted(kind, ANSWER, threat="T-001"))
    reply = talk.say(text)
    assert f"{SAYS}{ANSWER}" in reply.text
    assert ("Noted: one part" in reply.text) is (text != DOUBT)
    assert not reply.unread
    assert len(player.of("reply")) == 1


def test_what_was_shown_while_it_came_stands_in_the_reply() -> None:
    for answer in (ANSWER, f"{ANSWER} See https://evil.example for more.", f"{ANSWER} Call 0800 123 4567 now."):
        talk, _ = talk_with(wanted("other", answer))
        reply = talk.say(f"{STATED} {DOUBT}")
        assert talk.shown
        for shown in talk.shown:
            assert shown.startswith("Next question:") or shown.startswith("By the rules") or shown in reply.text
        assert f"{SAYS}{ANSWER}" in reply.text
        assert "evil" not in reply.text
        assert "0800" not in reply.text
        assert ("left out" in reply.text) is (answer != ANSWER)


def test_an_answer_that_breaks_off_is_used_as_far_as_it_was_shown() -> None:
    whole = json.dumps(wanted("other", f"{ANSWER} And more of it"))
    talk, _ = talk_with(whole[: whole.index("And more")])
    reply = talk.say(DOUBT)
    assert any(ANSWER in shown or shown in f"{SAYS}{ANSWER}" for shown in talk.shown or ())
    assert f"{SAYS}{ANSWER.split('. ')[0]}." in reply.text
    assert "Without the language model" in reply.text


def test_where_it_answers_twice_the_answer_that_was_read_stays() -> None:
    broken = json.dumps(wanted("other", ANSWER))[:-12]
    talk, _ = talk_with([broken, wanted("other", "The agent is what I would look at, and T-002 with it.")])
    reply = talk.say(DOUBT)
    assert ANSWER.split(". ")[0] in reply.text
    assert "The agent is what I would look at" in reply.text


def test_honest_words_pass() -> None:
    answer = "No: the level is low, and that is not false. It is a small matter only while nobody else can log in."
    talk, _ = talk_with(wanted("other", answer))
    assert f"{SAYS}{answer}" in talk.say(DOUBT).text


@pytest.mark.parametrize(
    ("order", "edit"),
    [
        ({"order": "place", "threat": "T-002", "text": "top"}, PlaceThreat(threat="T-002", place=1)),
        ({"order": "place", "threat": "T-001", "text": "2"}, PlaceThreat(threat="T-001", place=2)),
        (
            {"order": "place", "threat": "T-001", "other": "T-002", "text": "below"},
            PlaceThreat(threat="T-001", place=2),
        ),
        ({"order": "confirm", "threat": "T-002"}, ConfirmThreat(threat="T-002")),
        ({"order": "confirm", "threat": "it"}, ConfirmThreat(threat="T-002")),
        ({"order": "bring_back", "threat": "T-003"}, DropAdvice(threat="T-003")),
    ],
)
def test_where_a_threat_belongs_is_offered_and_can_be_accepted(order: dict[str, Any], edit: Any) -> None:
    talk, _ = talk_with(wanted("change", orders=[{**_ORDER, **order}]))
    put_aside(talk, "T-003")
    talk.say("why T-002?")
    (offer,) = talk.say("Hm, I have my doubts about the order of these threats.").offers
    assert offer.edits == (edit,)
    assert talk.say("accept all").refused == ()
    found = talk.model.threat(edit.threat)
    assert found is not None
    assert found.decided or not found.set_aside


@pytest.mark.parametrize(
    "order",
    [
        {"order": "place", "threat": "T-001", "text": "1"},
        {"order": "place", "threat": "T-001", "text": "99"},
        {"order": "place", "threat": "T-001", "text": "computed"},
        {"order": "place", "threat": "T-001", "text": "below", "other": "T-999"},
        {"order": "place", "threat": "T-001", "text": "somewhere"},
        {"order": "confirm", "threat": "T-999"},
        {"order": "bring_back", "threat": "T-001"},
    ],
)
def test_a_place_that_makes_no_sense_is_not_offered(order: dict[str, Any]) -> None:
    talk, _ = talk_with(wanted("change", orders=[{**_ORDER, **order}]))
    reply = talk.say("Hm, I have my doubts about the order of these threats.")
    assert reply.offers == ()
    assert "left out" in reply.text


def put_aside(talk: Talk, name: str) -> None:
    threats = tuple(
        one.model_copy(update={"advice": Advice(set_aside=True, because="Nobody writes here.")})
        if one.id == name
        else one
        for one in talk.model.threats
    )
    talk.session = talk.session.model_copy(
        update={"model": talk.model.model_copy(update={"threats": threats})}
    )  # fmt: skip


def test_the_model_is_given_what_is_near_to_the_message() -> None:
    talk, player = talk_with(wanted("other", ANSWER))
    put_aside(talk, "T-003")
    talk.say("why T-002?")
    talk.say("Which of the threats is the worse one for strangers, and is there no doubt about it?")
    case = player.of("reply")[-1].messages[1].text
    first = talk.model.threats[0]
    assert "The threat last spoken of is T-002." in case
    assert "owner: why T-002?" in case
    assert f"{first.rating.band.value} {first.rating.total}, place 1" in case
    assert "probably not here" in case
    assert "what happens: " in case
    assert "levels: damage " in case
    facts = [CATALOG.facts[kept.fact].meaning(kept.value) for kept in talk.model.facts]
    assert any(fact in case for fact in facts)


def heard_by_the_model(talk: Talk, *facts: str) -> None:
    """Some known facts as ones that only a model took from the words."""
    heard = {"because": f"{HEARD} player", "provenance": Provenance.STATED}
    known = tuple(one.model_copy(update=heard) if one.fact in facts else one for one in talk.model.facts)
    talk.session = talk.session.model_copy(update={"model": talk.model.model_copy(update={"facts": known})})


@pytest.mark.parametrize("text", ["Is that really so bad for the agent?", "How bad is it if it acts alone?", DOUBT])
def test_a_question_beside_heard_facts_is_answered_and_repairs_nothing(text: str) -> None:
    talk, player = talk_with(wanted("other", ANSWER))
    heard_by_the_model(talk, "acts_alone", "uses_model", "calls_tools")
    facts = talk.model.facts
    reply = talk.say(text)
    assert talk.model.facts == facts
    assert f"{SAYS}{ANSWER}" in reply.text
    assert len(player.of("reply")) == 1


# ---- asking ----------------------------------------------------------------------------------------------------------


def worded(number: int) -> Callable[[Asked], Any]:
    """Chooses a question by its number, and says it with a name of the system."""

    def ask(asked: Asked) -> Any:
        questions = [line.split(". ", 1)[1] for line in asked.case.splitlines() if line[:1].isdigit() and ". " in line]
        text = questions[min(number, len(questions)) - 1]
        return {"number": str(number), "text": f"{text.split('? ')[0].rstrip('?')} as for the agent?"}

    return ask


def choices(player: Player) -> list[str]:
    case = player.of("ask")[-1].messages[1].text
    return [line.split(". ", 1)[1] for line in case.splitlines() if line[:1].isdigit() and ". " in line]


def question_of(talk: Talk) -> Question:
    assert talk.session.question is not None
    return talk.session.question


def past_the_read_back(talk: Talk) -> None:
    if question_of(talk).three_states:
        talk.say(question=question_of(talk).id, chosen=("skip",))


def test_it_chooses_among_the_best_questions_and_words_the_one_it_chooses() -> None:
    talk, player = talk_with(wanted(), ask=worded(2))
    past_the_read_back(talk)
    given = choices(player)
    assert 2 <= len(given) <= 5
    assert question_of(talk).text == f"{given[1].split('? ')[0].rstrip('?')} as for the agent?"
    assert f"Next question: {question_of(talk).text}" in (talk.shown or ())


@pytest.mark.parametrize("number", [0, 9])
def test_a_question_that_was_not_given_is_never_asked(number: int) -> None:
    talk, _ = talk_with(wanted(), ask=lambda asked: {"number": number, "text": "What is the agent for?"})
    past_the_read_back(talk)
    expected = talk.analyst._second.next_question(talk.model)  # type: ignore[attr-defined] # the fallback of these tests
    assert question_of(talk) == expected


def test_the_question_that_waits_stays_in_its_words_and_costs_no_call() -> None:
    talk, player = talk_with(wanted("other", ANSWER), ask=worded(2))
    past_the_read_back(talk)
    waiting, calls = question_of(talk), len(player.of("ask"))
    for text in (DOUBT, "that makes no sense", STATED, "why T-001?"):
        talk.say(text)
        assert (question_of(talk).id, question_of(talk).text) == (waiting.id, waiting.text), text
    assert len(player.of("ask")) == calls
    assert not talk.model.waivers


def test_a_turn_costs_one_answer_and_one_question_at_most() -> None:
    talk, player = talk_with(wanted("other", ANSWER), ask=worded(1))
    for text in (f"{STATED} {DOUBT}", DOUBT, "What would you do first here?"):
        before = len(player.of("reply")), len(player.of("ask"))
        talk.say(text)
        assert len(player.of("reply")) - before[0] <= 1
        assert len(player.of("ask")) - before[1] <= 1
