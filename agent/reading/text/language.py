"""Tell English from other languages: by the script, and by the share of English function words."""

import unicodedata
from functools import cache

from pydantic import Field

from agent.reading.text.words import lexicon, words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class FunctionWords(Value):
    """The table ``function_words.yaml``."""

    words: str = Field(description="The function words of the language, parted by spaces.")


FEWEST_WORDS = 7
"""Shorter passages are names, labels and remarks, whose language cannot be told."""
_FEW_LETTERS, _MOST_STRANGE, _FEWEST_OTHER = 8, 0.3, 2


def is_foreign(passage: str) -> bool:
    """Whether a passage is in another language than English."""
    return _in_other_script(passage) or _in_other_words(passage)


def _in_other_script(passage: str) -> bool:
    letters = [letter for letter in passage if letter.isalpha()]
    strange = sum(not _is_latin(letter) for letter in letters)
    return strange >= _FEW_LETTERS and strange >= _MOST_STRANGE * len(letters)


def _in_other_words(passage: str) -> bool:
    """Whether the small words that hold the passage together are those of other languages rather than of English."""
    words = [word for word, _, _ in words_of(passage) if word != ","]
    if len(words) < FEWEST_WORDS:
        return False
    english = sum(word in function_words() for word in words)
    other = sum(word in _other_words() for word in words)
    return other >= _FEWEST_OTHER and other > english


@cache
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "LATIN").startswith(
        ("LATIN", "MATHEMATICAL", "FULLWIDTH LATIN")
    )


@cache
def function_words() -> frozenset[str]:
    """Short words that hold English sentences together."""
    return lexicon(word_table("function_words", FunctionWords).words)


@cache
def _other_words() -> frozenset[str]:
    return lexicon(word_table("function_words", FunctionWords, language="other").words) - function_words()
