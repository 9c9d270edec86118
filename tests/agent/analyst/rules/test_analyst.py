"""The analyst as a whole: one turn read, drafted, asked and answered, without graph or store."""

from datetime import UTC, datetime

import pytest

from agent.analyst.base import Analyst, Assessor, Heard
from agent.analyst.rules import RulesAnalyst
from agent.domain import (
    Control,
    ControlStatus,
    Outcome,
    Reading,
    Reply,
    Said,
    Session,
    ThreatModel,
    Turn,
    Wish,
    apply,
)
from agent.domain.changes.edits import CloseInterview, OverrideFactor, PutControl, SetFact
from agent.domain.system import SystemProfile
from knowledge import load_catalog
from knowledge.vocabulary import DreadFactor
from tests.agent.builders import said

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DESCRIPTION = (
    "Our support assistant Mia runs on GPT-4 and answers customers on our web site. "
    "It looks answers up in our help pages and can open tickets. Flurb gnarl."
)


def heard(analyst: RulesAnalyst, session: Session, said_now: Said) -> tuple[Session, Reply]:
    """One turn without graph or store: read, apply, draft, ask, reply."""
    turn = Turn(number=len(session.turns) + 1, said=said_now, at=NOW)
    reading = analyst.read(turn, session)
    catalog = load_catalog()
    first = apply(session.model, reading.edits, catalog, "owner")
    edits = analyst.drafted(first.model)
    second = apply(first.model, edits if first.model.facts else (), catalog)
    assert second.refused == ()
    question = analyst.next_question(second.model)
    outcome = Outcome(model=second.model, applied=(*first.applied, *second.applied), refused=first.refused)
    reply = analyst.reply(session, Heard(reading=reading, outcome=outcome, before=session.model, question=question))
    done = turn.model_copy(update={"reply": reply})
    update = {"model": second.model, "question": question, "turns": (*session.turns, done)}
    return session.model_copy(update=update), reply


@pytest.fixture(scope="module")
def analyst() -> RulesAnalyst:
    return RulesAnalyst(load_catalog())


@pytest.fixture
def session() -> Session:
    return Session(id="s" * 20, version=0, model=ThreatModel(), created=NOW)


def test_it_is_an_analyst_and_an_assessor(analyst: RulesAnalyst) -> None:
    thinking: Analyst = analyst
    showing: Assessor = analyst
    assert thinking.next_question(ThreatModel()) is not None
    assert len(showing.ledger(ThreatModel()).verdicts) == len(load_catalog().patterns)


def test_the_first_turn_gives_a_draft_a_question_and_says_what_was_not_understood(
    analyst: RulesAnalyst, session: Session
) -> None:
    after, reply = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    assert reply.text.startswith("Noted: ")
    assert "At the top of the list:" in reply.text
    assert reply.unread == ("Flurb gnarl.",)
    assert "One sentence was not understood, and nothing was taken from it." in reply.text
    assert reply.question == after.question is not None
    assert 0 < len(reply.gaps) <= 3
    assert after.model.threats[0].id == "T-001"


def test_an_answer_through_a_quick_reply_changes_the_draft(analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    assert after.question is not None
    chosen = tuple(option.value for option in after.question.options)
    answer = Said(question=after.question.id, chosen=chosen, key="l" * 8)
    later, reply = heard(analyst, after, answer)
    assert later.question != after.question
    assert set(after.question.facts) <= {value.fact for value in later.model.facts}
    assert reply.text.startswith("Noted: ")


def test_a_score_set_by_hand_is_not_called_no_change(analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    low = OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=1, reason="only test data")
    _, reply = heard(analyst, after, Said(edits=(low,), key="l" * 8))
    assert "Nothing in the model changed" not in reply.text
    assert any("T-001" in line for line in reply.changes)


def test_a_measure_that_comes_planned_is_not_called_no_change(analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    planned = Control(
        id="M-900", title="Ask before acting", action="Ask.", threats=("T-001",), status=ControlStatus.PLANNED
    )
    _, reply = heard(analyst, after, Said(edits=(PutControl(control=planned),), key="l" * 8))
    assert "Nothing in the model changed" not in reply.text
    assert any("M-900 Ask before acting: now planned" in line for line in reply.changes)


def test_words_that_only_lengthen_the_description_are_not_called_understood(
    analyst: RulesAnalyst, session: Session
) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    said = Said(text="Unser Chatbot beantwortet die Fragen der Kunden und liest dabei das Handbuch.", key="l" * 8)
    later, reply = heard(analyst, after, said)
    assert "not in English" in reply.text
    assert "I took that" not in reply.text
    assert later.question == after.question


def test_words_that_answer_nothing_leave_the_question_standing(analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    assert after.question is not None
    later, reply = heard(analyst, after, Said(question=after.question.id, text="Flurb gnarl blip.", key="l" * 8))
    assert "I could not read an answer" in reply.text
    assert later.question == after.question
    assert later.model.waivers == after.model.waivers


def test_the_last_question_closes_the_interview_once(analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    closed, reply = heard(analyst, after, Said(edits=(CloseInterview(),), key="l" * 8))
    assert closed.question is None
    assert "No further questions are asked, as you wished." in reply.text
    _, silent = heard(analyst, closed, Said(edits=(SetFact(value=said("multi_tenant", True)),), key="m" * 8))
    assert "No further questions" not in silent.text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("help", "You can:"),
        ("why T-001?", "**T-001**"),
        ("why this question?", "You can also answer"),
        ("show what changed", "The last changes, made in turn 1:"),
    ],
)
def test_questions_about_the_work_are_answered(words: str, shown: str, analyst: RulesAnalyst, session: Session) -> None:
    after, _ = heard(analyst, session, Said(text=DESCRIPTION, key="k" * 8))
    later, reply = heard(analyst, after, Said(text=words, key="l" * 8))
    assert shown in reply.text
    assert later.model == after.model


def test_a_step_back_over_mere_words_says_which_words(analyst: RulesAnalyst) -> None:
    before = ThreatModel(system=SystemProfile(description="A bot.\n\nDer Bot ist *neu*."))
    outcome = Outcome(model=ThreatModel(system=SystemProfile(description="A bot.")))
    heard_now = Heard(reading=Reading(wish=Wish.UNDO), outcome=outcome, before=before)
    reply = analyst.reply(Session(id="s" * 20, version=2, model=before, created=NOW), heard_now)
    assert "only words in the description, “Der Bot ist" in reply.text
    assert "Say *undo* once more" in reply.text
