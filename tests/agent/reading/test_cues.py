"""The language of cues: what each part matches, what is malformed, and that finding stays cheap."""

import random

import pytest

from agent.reading.text.cue_automata import compiled
from agent.reading.text.cues import CueBank
from agent.reading.text.words import words_of
from knowledge.errors import CatalogError
from tests.agent.reading.readings import catalog
from tests.counting import growth


def found_in(cue: str, text: str) -> bool:
    return bool(CueBank([(cue, True)]).find([word for word, _, _ in words_of(text)]))


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("store", "we store it", True),
        ("store", "we stored it", False),
        ("stor*", "we stored it", True),
        ("fine-tune", "they Fine Tune it", True),
        ("e-mail", "an email", True),
        ("e-mail*", "two e-mails", True),
        ("(mail|chat log) store", "the chat log store", True),
        ("(mail|chat log) store", "the chat store", False),
        ("(the|) index", "index", True),
        ("read .. mail", "read all of the new mail", True),
        ("read .. mail", "read a b c d e mail", True),
        ("read .. mail", "read a b c d e f mail", False),
        ("read . mail", "read a b mail", True),
        ("read . mail", "read a b c mail", False),
        ("web pages", "web, pages", False),
        ("web .. pages", "web, pages", True),
        ("(big (red|blue)|small) box", "a big blue box", True),
        ("(big (red|blue)|small) box", "a big box", False),
        ("user password", "the user\u2019s password", True),
        ("don't know", "I don\u2019t know", True),
    ],
)
def test_a_cue_matches_as_its_language_says(cue: str, text: str, found: bool) -> None:
    assert found_in(cue, text) is found


@pytest.mark.parametrize(
    "cue", ["", ".. store", "store ..", "a .. b .. c .. d", "(a|b", "a) b", "Store", "st*re", "(a|)"]
)
def test_a_malformed_cue_is_refused_by_name(cue: str) -> None:
    with pytest.raises(CatalogError, match="cue"):
        compiled(cue)


def test_from_one_place_the_shortest_form_counts_once() -> None:
    hits = CueBank([("store .. chats", 1), ("store (all|the) chats", 1)]).find(["store", "all", "chats"])
    assert [(hit.start, hit.end) for hit in hits] == [(0, 3)]


def test_no_gap_passes_the_turn_to_a_new_statement() -> None:
    bank = CueBank([("send .. files", True)])
    words = ["send", "mail", "and", "they", "share", "files"]
    assert bank.find(words)
    assert not bank.find(words, turns=frozenset({3}))


def test_named_places_leave_out_what_a_gap_passed() -> None:
    hit = CueBank([("chats .. stored", True)]).find(["chats", "are", "not", "stored"])[0]
    assert hit.named == (0, 3)


def test_every_cue_of_the_catalog_is_sound() -> None:
    for fact in catalog().facts.values():
        for cue in (*fact.cues, *fact.signs, *fact.denials, *(cue for choice in fact.choices for cue in choice.cues)):
            compiled(cue)
    for kind in catalog().kinds.values():
        for cue in kind.cues:
            compiled(cue)


def test_all_cues_together_read_hostile_text_in_work_linear_in_its_length() -> None:
    cues = [(cue, fact.id) for fact in catalog().facts.values() for cue in fact.cues]
    bank = CueBank(cues)
    words = sorted({word for cue, _ in cues for word, _, _ in words_of(cue)})
    text = random.Random(7).choices(words, k=10_000)
    assert growth(lambda size: bank.find(text[:size]), 5_000) < 2.3
