"""Parting text into sentences and clauses: where they end, what a bracket and a quote do, and that places are exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reading.text.sentences import sentences_of
from tests.counting import growth


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("We use e.g. Slack. Done.", ["We use e.g. Slack.", "Done."]),
        ("It costs 0.5 cents. Good.", ["It costs 0.5 cents.", "Good."]),
        ("See example.com for more. Bye.", ["See example.com for more.", "Bye."]),
        ("Really? Yes!", ["Really?", "Yes!"]),
        ("Parts:\n- a store\n- a model", ["Parts:", "a store", "a model"]),
        ("first line\nSecond line", ["first line", "Second line"]),
        ("one paragraph\n\nanother", ["one paragraph", "another"]),
        ("a long line of prose that goes on until it is wrapped here\nand then goes on", 1),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str] | int) -> None:
    found = [sentence.text for sentence in sentences_of(text)]
    assert (len(found) if isinstance(sentences, int) else found) == sentences


def clauses(text: str) -> list[str]:
    return [" ".join(clause.texts) for sentence in sentences_of(text) for clause in sentence.clauses]


def test_hard_punctuation_parts_clauses_and_a_bracket_stands_aside() -> None:
    assert clauses("The bot (built on Llama) answers; nobody logs in.") == [
        "the bot answers",
        "built on llama",
        "nobody logs in",
    ]


def test_what_others_are_quoted_to_say_is_not_read() -> None:
    assert clauses("It answers “delete all my files” with a no.") == ["it answers with a no"]


def test_a_message_that_is_one_quote_is_read() -> None:
    assert clauses('"We store every chat."') == ["we store every chat"]


def test_a_new_subject_opens_a_new_statement() -> None:
    clause = sentences_of("Guests send mail and it reads files, which we keep.")[0].clauses[0]
    assert [clause.texts[turn] for turn in sorted(clause.turns)] == ["it", "which"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_every_sentence_and_word_is_found_at_its_place(text: str) -> None:
    for sentence in sentences_of(text):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
        for clause in sentence.clauses:
            for word in clause.words:
                assert sentence.start <= word.start < word.end <= sentence.start + len(sentence.text)


@pytest.mark.parametrize("pattern", ["a.", "(", "? ", "\n", "“a ", "- x\n", "a. b", '"', "e.g. ", "1. ", "!"])
def test_parting_hostile_text_grows_with_the_text_and_no_faster(pattern: str) -> None:
    assert growth(lambda size: sentences_of((pattern * size)[:size]), 2_000) < 2.5
