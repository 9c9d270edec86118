"""The templates and answer words in the data are sound, and every intent has somebody to carry it out."""

import pytest
from pydantic import ValidationError

from agent.reading.answering.answer_banks import Banks
from agent.reading.commands.commands import HANDLERS as LINES
from agent.reading.commands.components.parts import HANDLERS as SENTENCES
from agent.reading.commands.templates import MOST_WORDS, fits, matches, names
from agent.reading.text.cue_automata import compiled
from tests.agent.reading.readings import catalog

ELSEWHERE = {
    "question", "request", "addition", "suppose", "drops", "later_heading", "aside_heading", "says_of_system",
    "says_why", "answers_for", "looks_again",
}  # fmt: skip


def test_every_intent_of_the_data_is_carried_out_and_no_other() -> None:
    assert set(names()) == {*LINES, *SENTENCES, *ELSEWHERE}


def test_answer_words_are_cues_that_compile_and_values_that_exist() -> None:
    for fact in catalog().facts.values():
        for words in (*([fact.named] if fact.named else []), *(one.words for one in fact.answers)):
            assert compiled(words)
        assert all(fact.accepts(fact.whole(one.value)) for one in fact.answers)
    assert Banks(catalog())


def test_an_answer_that_is_no_value_of_its_fact_is_refused() -> None:
    fact = catalog().facts["exposure"]
    with pytest.raises(ValidationError, match="answers that are none of its values"):
        type(fact).model_validate(
            {**fact.model_dump(exclude={"defaults"}), "answers": [{"words": "moon", "value": "moon"}]}
        )


def test_words_are_given_as_they_were_typed_whatever_their_case_and_marks() -> None:
    match = next(matches("Please RENAME the “Order-DB” to Vault!", "rename"))
    assert match.order
    assert (match.words("thing"), match.words("name").strip("!")) == ("“Order-DB”", "Vault")


def test_a_long_line_fits_no_template() -> None:
    assert fits("remove " + "a " * (MOST_WORDS - 1), "remove")
    assert not fits("remove " + "a " * MOST_WORDS, "remove")


@pytest.mark.parametrize("words", ["yes", "Yes", "yes please", "now", "please", "right", "alright", "ok then", "just"])
def test_words_that_only_open_a_sentence_ask_nothing_of_the_model(words: str) -> None:
    assert {match.intent for match in matches(words)} <= {"thanks", "aside"}
