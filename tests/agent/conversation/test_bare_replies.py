"""A bare yes or no answers the offer that was made last, also while a list waits that no bare word could answer."""

import pytest

from agent.domain import Offer, Question, Reply, Said, Session, Turn
from agent.domain.changes.edits import SetFact
from agent.domain.facts import FactValue, Provenance
from agent.domain.sessions.offer_replies import acceptance
from tests.agent.reading.readings import NOON, ask, session_of

LIST = ask("calls_tools", "browses_web", id="confirm")
ONE = ask("calls_tools")


def waiting(question: Question | None) -> Session:
    """A session in which a change is offered, while a question may wait."""
    value = FactValue(fact="public_face", value=False, provenance=Provenance.ANSWERED)
    offer = Offer(line="Nobody outside sees it", edits=(SetFact(value=value),))
    turn = Turn(number=1, said=Said(text="hm", key="k" * 8), reply=Reply(text="Shall I?", offers=(offer,)), at=NOON)
    return session_of(question=question).model_copy(update={"turns": (turn,)})


@pytest.mark.parametrize("words", ["nope", "no", "Nah", "no thanks", "rather not", "nope, thanks", "No!"])
@pytest.mark.parametrize("question", [None, LIST], ids=["nothing asked", "a list waits"])
def test_a_bare_no_leaves_what_was_offered(words: str, question: Question | None) -> None:
    taken = acceptance(Said(text=words, key="k" * 8), waiting(question))
    assert taken is not None
    assert taken.offers == ()
    assert taken.note.startswith("Left as it is")


@pytest.mark.parametrize("words", ["yes", "yep", "sure", "ok, do it", "Do that"])
@pytest.mark.parametrize("question", [None, LIST], ids=["nothing asked", "a list waits"])
def test_a_bare_yes_takes_what_was_offered(words: str, question: Question | None) -> None:
    taken = acceptance(Said(text=words, key="k" * 8), waiting(question))
    assert taken is not None
    assert len(taken.offers) == 1


@pytest.mark.parametrize("words", ["nope", "yes"])
def test_a_question_that_a_bare_word_answers_is_answered_first(words: str) -> None:
    assert acceptance(Said(text=words, key="k" * 8), waiting(ONE)) is None
