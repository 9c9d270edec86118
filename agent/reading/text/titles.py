"""Words of titles: those that say what kind of text it is, and those that stand for a whole system."""

import re
from functools import cache

from pydantic import Field

from agent.reading.text.words import lexicon, words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class TitleWords(Value):
    """The table ``titles.yaml``: each row is a list of phrases parted by commas."""

    genre: str = Field(description="What kind of text it is; no part of a name.")
    of_texts: str = Field(description="Names of a text, which say nothing of the system.")
    systems: str = Field(description="Words for a whole system.")


@cache
def genre_words() -> frozenset[tuple[str, ...]]:
    """The phrases of a title that are no part of a name."""
    row = word_table("titles", TitleWords).genre
    return frozenset(tuple(word for word, _, _ in words_of(phrase)) for phrase in row.split(","))


@cache
def names_of_texts() -> re.Pattern[str]:
    """Where a text speaks of itself, as in ``this threat model``."""
    phrases = sorted(word_table("titles", TitleWords).of_texts.split(","), key=len, reverse=True)
    return re.compile("|".join(rf"\b{phrase.strip().replace(' ', '[ -]')}\b" for phrase in phrases), re.IGNORECASE)


@cache
def system_words() -> frozenset[str]:
    """Words for a whole system."""
    return lexicon(word_table("titles", TitleWords).systems.replace(",", " "))
