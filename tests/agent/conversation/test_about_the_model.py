"""Questions about a drafted model, each answered from it, with nothing changed and no question closed."""

from typing import Any

import pytest

from agent.analyst.base import Heard
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Reading, Reply, Session, ThreatModel
from agent.domain.changes.edits import Outcome
from tests.agent.conversation.test_orders import data, model_of
from tests.agent.reading.readings import session_of, turn_of

QUESTIONS = data("about_the_model")


def answered(say: str, analyst: RulesAnalyst, session: Session) -> tuple[Reading, str]:
    reading = analyst.read(turn_of(say, 2), session)
    outcome = Outcome(model=session.model)
    heard = Heard(reading=reading, outcome=outcome, before=session.model, question=session.question)
    return reading, analyst.reply(session, heard).text


def test_thirty_questions_are_asked() -> None:
    assert len(QUESTIONS) >= 30


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked["say"][:60])
def test_a_question_about_the_model_is_answered_from_it(
    asked: dict[str, Any], analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    question = analyst.next_question(drafted)
    reading, text = answered(asked["say"], analyst, session_of(drafted, question))
    assert (reading.edits, reading.unread) == ((), ())
    assert reading.wish.value == asked.get("wish", "ask")
    assert (reading.topic.value if reading.topic else None, reading.about) == (asked.get("topic"), asked.get("of"))
    assert [words for words in asked["holds"] if words.lower() not in text.lower()] == []
    assert [words for words in asked.get("not", ()) if words in text] == []
    assert len(text.split()) <= 470


@pytest.mark.parametrize("say", ["what should I do first?", "top five", "how many threats?", "what would lower T-1?"])
def test_before_a_draft_the_answer_says_how_to_get_one(say: str, analyst: RulesAnalyst) -> None:
    _, text = answered(say, analyst, session_of(model_of("claims")))
    assert "draft" in text or "threat" in text


def test_a_question_about_that_one_means_the_threat_last_spoken_of(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    turn = turn_of("why T-004?", 1)
    session = session_of(drafted).model_copy(update={"turns": (turn,)})
    reading, _ = answered("how would that happen?", analyst, session)
    assert reading.about == "T-004"
    reading, text = answered("what would change this score?", analyst, session)
    assert (reading.about, "T-004" in text) == ("T-004", True)


def test_without_a_threat_to_mean_the_first_of_the_list_is_meant(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    reading, text = answered("how would that happen?", analyst, session_of(drafted))
    assert (reading.about, text.startswith("**T-001**")) == ("T-001", True)


def test_what_was_called_worst_is_meant_by_that(analyst: RulesAnalyst, drafted: ThreatModel) -> None:
    session = session_of(drafted)
    _, text = answered("what is worst and why?", analyst, session)
    turn = turn_of("what is worst and why?", 1).model_copy(update={"reply": Reply(text=text)})
    reading, _ = answered("how would that happen here?", analyst, session.model_copy(update={"turns": (turn,)}))
    assert text.startswith(f"**{reading.about}**")


@pytest.mark.parametrize(
    "say",
    ["can the vendor read our photos", "do we need to comply with the law on payments?", "what do the adjusters wear",
     "who is the insurer", "is there a way to hire a second expert", "what if it rained for a week?"],
)  # fmt: skip
def test_whatever_only_asks_is_answered_and_makes_nothing(
    say: str, analyst: RulesAnalyst, drafted: ThreatModel
) -> None:
    reading = analyst.read(turn_of(say, 2), session_of(drafted))
    heard = Heard(reading=reading, outcome=Outcome(model=drafted), before=drafted)
    reply = analyst.reply(session_of(drafted), heard)
    assert (reading.edits, reply.unread) == ((), ())
    assert "I answer from this model alone" in reply.text
    assert "what is worst?" in reply.text
