"""Cleaning text: nothing hidden stays, nothing seen is lost, and quotes of the cleaned text still match."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.wording.text import LIMIT, clean_text
from agent.errors import InputError
from tests.counting import growth

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("raw", "clean", "removed"),
    [
        ("plain words", "plain words", 0),
        ("zero\u200bwidth\ufeff", "zerowidth", 2),
        ("right\u202eto left\u202c", "rightto left", 2),
        ("isolate\u2066d\u2069", "isolated", 2),
        ("tags\U000e0069\U000e0067", "tags", 2),
        ("sel\ufe0fector\U000e0101", "selector", 2),
        ("a\x00b\x07c", "abc", 2),
        ("\x1b[31mred\x1b[0m", "red", 9),
        ("\x1b]0;title\x07text", "text", 10),
        ("lone\ud800surrogate", "lonesurrogate", 1),
        ("soft\xadhyphen", "softhyphen", 1),
        ("filler\u3164s\u2800", "fillers", 2),
        ("no\xa0break", "no break", 0),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", 0),
        ("tab\tstays", "tab\tstays", 0),
        ("cafe\u0301", "caf\u00e9", 0),
        ("日本語 العربية עברית हिन्दी", "日本語 العربية עברית हिन्दी", 0),
        ("x" + "\u0301" * 100, "x" + "\u0301" * 8, 92),
    ],
)
def test_hidden_characters_are_taken_out_and_counted(raw: str, clean: str, removed: int) -> None:
    done = clean_text(raw)
    assert (done.text, done.removed) == (clean, removed)


def test_a_text_over_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(InputError, match="200,000"):
        clean_text("a" * (LIMIT + 1))
    assert len(clean_text("a" * LIMIT).text) == LIMIT


@given(ANY_TEXT)
def test_what_is_left_can_be_seen_stored_and_composed(raw: str) -> None:
    text = clean_text(raw).text
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c in "\n\t" for c in text)
    text.encode("utf-8")
    assert unicodedata.is_normalized("NFC", text)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean_text(raw)
    again = clean_text(once.text)
    assert again.text == once.text
    assert again.removed == 0


@given(st.text(st.characters(categories=["L", "Nd", "P", "Sm", "Sc"]), max_size=40))
def test_letters_digits_and_signs_survive(raw: str) -> None:
    kept = clean_text(raw).text
    expected = unicodedata.normalize("NFC", "".join(c for c in raw if c not in "\u115f\u1160\u3164\uffa0"))
    assert kept == expected.strip()


@given(ANY_TEXT, st.data())
def test_a_quote_of_the_cleaned_text_is_found_in_the_text_cleaned_again(raw: str, data: st.DataObject) -> None:
    text = clean_text(raw).text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert text[start:end] in clean_text(text).text


@pytest.mark.parametrize("pattern", ["a\u0301\u0316", "\x1b[", "\x1b]x", "\u200b", "\ud800", "e\u0301\u0323\n"])
def test_cleaning_hostile_text_grows_with_the_text_and_no_faster(pattern: str) -> None:
    assert growth(lambda size: clean_text((pattern * size)[:size]), 4_000) < 2.5


def test_a_text_of_full_length_is_cleaned_and_a_longer_one_refused() -> None:
    assert clean_text("e\u0301" * (LIMIT // 2)).text == "\u00e9" * (LIMIT // 2)
    with pytest.raises(InputError):
        clean_text("a" * (LIMIT + 1))
