"""How cases are told: whole, in an interview, or cut short."""

from pathlib import Path

import pytest

from evals.case_runs.modes import AFTER_LIST, TurnFailed, Way, first_sentences, hold, sentences
from evals.case_runs.persona import Persona
from evals.case_runs.rewording import ASIDES, SYNONYMS, reordered, rewordings, with_synonyms
from tests.agent.scripted import scripted
from tests.evals.made import case


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two. Three.", "One. Two."),
        ("It costs 3.5 euros. Really? Yes.", "It costs 3.5 euros. Really?"),
        ("He asked “why?” Then he left. End.", "He asked “why?” Then he left."),
        ("Tools such as e.g. mail help. More. Rest.", "Tools such as e.g. mail help. More."),
        ("Only one", "Only one"),
    ],
)
def test_the_first_two_sentences_are_kept_as_they_stand(text: str, cut: str) -> None:
    assert first_sentences(text, 2) == cut


def test_sentences_lose_nothing_but_the_space_between() -> None:
    assert sentences("One is here. Two!  Three") == ("One is here.", "Two!", "Three")


def test_a_description_is_one_turn_that_ends_in_a_draft(tmp_path: Path) -> None:
    talk = hold(scripted(tmp_path), case(), Way.DESCRIPTION, Persona({}))
    assert [threat.pattern for threat in talk.session.model.threats] == ["threat-reads-mail"]
    assert len(talk.session.turns) == 1
    assert talk.session.model.interview_closed


def test_an_interview_answers_until_nothing_is_asked(tmp_path: Path) -> None:
    told = {"tools": "fact sends_money yes", "users": "fact keeps_logs no"}
    talk = hold(scripted(tmp_path), case(), Way.INTERVIEW, Persona(told))
    assert [answer.question.id for answer in talk.answers] == ["sends_money", "keeps_logs"]
    assert len(talk.session.model.threats) == 2


def test_after_the_list_a_few_questions_are_answered(tmp_path: Path) -> None:
    told = {"tools": "fact sends_money yes", "users": "fact keeps_logs no"}
    talk = hold(scripted(tmp_path), case(), Way.LIST, Persona(told))
    assert len(talk.answers) <= AFTER_LIST
    assert talk.session.model.interview_closed


def test_a_failed_turn_is_an_error_with_the_analysts_words(tmp_path: Path) -> None:
    with pytest.raises(TurnFailed, match="could not do this step"):
        hold(scripted(tmp_path), case(description="breaks"), Way.DESCRIPTION, Persona({}))


def test_rewordings_are_the_same_each_time() -> None:
    text = "A company uses it. It shows pictures. Many customers come. It is small."
    assert rewordings(text, "seed") == rewordings(text, "seed")
    assert sorted(sentences(reordered(text, "seed"))) == sorted(sentences(text))
    assert with_synonyms(text).startswith("A firm employs it. It displays images. Numerous clients")
    assert all(aside in rewordings(text, "seed")["asides"] for aside in ASIDES)


def test_synonyms_are_other_words() -> None:
    assert all(word != other and word == word.lower() for word, other in SYNONYMS.items())
