"""Words as cues compare them: without case, accents and closing 's; and the classes of words that mean alike."""

import re
from collections.abc import Collection
from functools import lru_cache
from unicodedata import combining, normalize

from knowledge.loading.tables import word_table
from knowledge.owners_words import keeping_words
from knowledge.vocabulary import Value


class WordClasses(Value):
    """Words that mean alike wherever a cue needs any of them."""

    classes: dict[str, tuple[str, ...]]
    """Class, then its words; one that ends in a star stands for all that begin so."""


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as cues see them, with their places; commas count as words."""
    return [(plain(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


@keeping_words(50_000)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes a word belongs to, as cues write them."""
    single, stems = _class_words()
    found = {name for stem, names in stems.items() if word.startswith(stem) for name in names}
    return tuple(sorted(found | single.get(word, set())))


@lru_cache(maxsize=1)
def _class_words() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Words and stems with the classes that hold them."""
    single: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for name, words in word_table("word_classes", WordClasses).classes.items():
        for word in words:
            shelf = stems if word.endswith("*") else single
            shelf.setdefault(plain(word.removesuffix("*")), set()).add(f"{{{name}}}")
    return single, stems


def lexicon(words: str) -> frozenset[str]:
    """A set of words, in the form in which texts are compared."""
    return frozenset(plain(word) for word in words.split())


def is_class(name: str) -> bool:
    """Whether there is a class of words of that name."""
    return name in class_names()


def class_names() -> Collection[str]:
    """The names of all classes of words."""
    return word_table("word_classes", WordClasses).classes.keys()


_WORD = re.compile(r"(?:(?<![^\W_])[^\W\d_]-(?=[^\W\d_]{2}))?[^\W_]+(?:['\u2019\u02bc][^\W\d_]+)*|,")
_CLOSINGS = ("'s", "'re", "'ve", "'m", "'d")


def plain(word: str) -> str:
    """A word in the one form that is compared."""
    if word.isascii() and word.isalpha():  # nearly all are, and this is asked tens of thousands of times at a start
        return word.lower()
    plain = word.lower().replace("\u2019", "'").replace("\u02bc", "'").replace("-", "")
    if not plain.isascii():
        plain = "".join(mark for mark in normalize("NFKD", plain) if not combining(mark))
    for closing in _CLOSINGS:
        plain = plain.removesuffix(closing)
    return plain
