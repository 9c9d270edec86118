"""A wording is one sentence that tells what happens, and never takes the place of what the rules put behind theirs."""

import pytest

from agent.analyst.llm.drafting import sentence_of
from agent.analyst.llm.output_checks import Vocabulary, field_words, off_form
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.wording import Wording
from agent.assessment.picture import Picture
from agent.domain import ThreatModel
from tests.agent.builders import small_catalog

SENTENCE = "Someone outside misuses the desk, so that data is lost."
WORDS = Vocabulary(field_words(["misuse data lost"]), ("the desk of St. Anne runs Node.js v2.",))


@pytest.mark.parametrize(
    "behind",
    [
        " This applies because it runs a model. It is also assumed that it keeps talks.",
        " This rests on the assumption that it keeps talks.",
        " It is also assumed that it keeps talks.",
        " It is only suggested by similarity; what would settle it: keeping talks.",
        "",
    ],
)
def test_whatever_the_rules_put_behind_their_sentence_stays(behind: str) -> None:
    assert sentence_of(SENTENCE + behind) == SENTENCE


def test_everything_that_the_rules_can_put_behind_is_known() -> None:
    catalog = small_catalog()
    wording = Wording(catalog, ThreatModel(), _picture())
    pattern = next(iter(catalog.patterns.values()))
    bare = sentence_of(wording.statement(pattern, (), (), ()))
    assert sentence_of(wording.suggestion(pattern, (), tuple(catalog.facts)[:2])) == bare
    assert wording.suggestion(pattern, (), tuple(catalog.facts)[:2]) != bare


def _picture() -> Picture:
    return RulesAnalyst(small_catalog()).bookkeeper.painter.picture(ThreatModel())


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Someone outside misuses the desk of St. Anne, e.g. by mail, so that data is lost",
        "Someone outside misuses Node.js v2. at the desk, so that data is lost.",
        "Someone outside has the desk check nothing, and you could lose data.",
    ],
)
def test_one_sentence_that_tells_what_happens_passes(text: str) -> None:
    assert off_form(text, SENTENCE, WORDS) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{SENTENCE} Then it is gone.", "more than one sentence"),
        ("Someone misuses the desk! Data is lost.", "more than one sentence"),
        ("Someone misuses the desk; you should limit what it takes.", "advice"),
        ("Someone misuses the desk, so check each mail before data is lost.", "advice"),
        ("Filter each mail before someone misuses the desk and data is lost.", "advice"),
        ("Someone misuses the desk, which you can prevent before data is lost.", "advice"),
        ("Someone misuses the desk; make sure that no data is lost.", "advice"),
        ("Someone misuses the desk, and staff must look at it before data is lost.", "advice"),
    ],
)
def test_more_sentences_and_advice_are_caught(text: str, why: str) -> None:
    assert why in off_form(text, SENTENCE, WORDS)


def test_words_of_the_given_sentence_are_no_advice() -> None:
    given = "Someone sends what the desk must keep apart, so that data is lost."
    assert off_form("A stranger sends what the desk must keep apart, so that data is lost.", given, WORDS) == ""
