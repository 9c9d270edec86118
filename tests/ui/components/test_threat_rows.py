"""The row of a threat quotes what its sentence quotes, and no other words of the owner."""

from agent.domain import Threat
from tests.ui.models import catalog, rich_model
from ui.components.threats.threat_row_text import Grounds

MODEL = rich_model(6)
GROUNDS = Grounds(MODEL, catalog())


def because(statement: str) -> str:
    threat: Threat = MODEL.threats[0].model_copy(update={"statement": statement})
    assert threat.evidence.quotes, "its evidence has words of the owner"
    return GROUNDS.because(threat)


def test_words_that_the_sentence_tells_are_quoted_in_the_row() -> None:
    told = "Someone fools it, so that it errs. In your words: \u201cAnyone can write to the mailbox\u201d."
    assert because(told) == "you said \u201cAnyone can write to the mailbox\u201d"


def test_words_that_only_stand_behind_a_fact_are_not_quoted() -> None:
    found = because("Someone fools it, so that it errs.")
    assert "you said" not in found
    assert found


def test_no_row_of_a_draft_quotes_what_its_sentence_does_not() -> None:
    for threat in MODEL.threats:
        assert "you said" not in GROUNDS.because(threat) or "In your words" in threat.statement
