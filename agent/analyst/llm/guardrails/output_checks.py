"""Check words that a model wrote before anybody reads them: plain, about the same thing, naming only what is there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from agent.reading.text.words import lexicon

TURNED = "they turned the meaning round"
NEW_WORDS = 2
"""How many words beyond those of the field and of the system a sentence may bring in."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")  # noqa: RUF001
_MARKUP = re.compile(r"[<>`\[\]{}|\\^=\n]|://|\bwww\.|\bdata:|\bjavascript:", re.IGNORECASE)
_ODD = re.compile(r"\S*[*_#~@$]\S*")
"""Words with marks that format a text, and that also stand in some names."""
_ADDRESS = re.compile(r"\b[\w-]{1,60}\.[a-z]{2,10}\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:AML|LLM|ASI|CVE|CWE|[TCMFPBDA])[-.]?T?\d[\w.:-]*", re.IGNORECASE)
_NEGATIONS = lexicon(
    "not no never none nobody nothing neither nor cannot without hardly barely unlikely impossible harmless negligible "
    "ignore ignored ignoring irrelevant acceptable accept accepted dismissed dismiss safe safely unnecessary "
    "exaggerated theoretical mitigated resolved solved fixed false minor trivial low lower small tiny little rare "
    "rarely seldom limited cosmetic benign overstated"
)
"""Words that can turn a sentence round, or make what it says sound small."""
_DENIALS = lexicon("not no never none nobody nothing neither nor cannot without")
_SMALL = lexicon(
    "a an and are as at be been but by can could do does for from had has have he her his how i if in into is it its "
    "may might more most must of on one or our out over shall she should so some such than that the their them then "
    "there these they this those to up upon was we were what when where which while who whom whose why will with would "
    "you your about after again all also any because before being between both during each every few just like made "
    "make makes many much off once only other own same still through under until very via here"
)
_STEM = 5


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]  # noqa: RUF001


def stems_of(text: str) -> frozenset[str]:
    """What the telling words of a text begin with, so that forms of one word count as the same."""
    return frozenset(stem(word) for word in words_of(text) if word not in _SMALL and len(word) > 2)


def stem(word: str) -> str:
    """The beginning that the forms of a word share, roughly."""
    return word.removesuffix("'s")[:_STEM]


@dataclass(frozen=True)
class Vocabulary:
    """The words that may be used: those of the field, and those of this system."""

    field: frozenset[str]
    texts: tuple[str, ...]

    @cached_property
    def own(self) -> frozenset[str]:
        """What the words of this system begin with."""
        return frozenset(stem(word) for text in self.texts for word in words_of(text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of this system in full, for names, numbers and ids."""
        return frozenset(word for text in self.texts for word in words_of(text))

    def holds(self, word: str) -> bool:
        """Whether a word stands so, letter for letter, in a text of this system, whatever marks are around it."""
        whole = re.compile(rf"(?<![\w*_#~@$]){re.escape(word)}(?![\w*_#~@$])")
        return any(whole.search(text) for text in self.texts)

    def knows(self, word: str) -> bool:
        """Whether a word belongs to the field or to this system."""
        return stem(word) in self.own or stem(word) in self.field


def field_words(texts: Iterable[str]) -> frozenset[str]:
    """What the words of the catalog begin with."""
    return frozenset(stem(word) for text in texts for word in words_of(text))


def objection(text: str, most: int, vocabulary: Vocabulary, least: int = 12) -> str:
    """Why words cannot be shown; empty when they can."""
    if not least <= len(text) <= most:
        return "they were too long or too short"
    odd = (word.strip(".,;:!?()") for word in _ODD.findall(text))
    if _MARKUP.search(text) or not all(vocabulary.holds(word) for word in odd):
        return "they held links or markup"
    if not _all_known(_ADDRESS.findall(text), vocabulary):
        return "they held links or markup"
    if not _all_known(_NUMBERED.findall(text), vocabulary):
        return "they named ids"
    if any(one.isdigit() and one not in vocabulary.names for one in words_of(text)):
        return "they held numbers of their own"
    if not _all_known(_proper_names(text), vocabulary):
        return "they named what is not in the system"
    new = {word for word in words_of(text) if word not in _SMALL and len(word) > 3 and not vocabulary.knows(word)}
    return "they brought in words of their own" if len(new) > NEW_WORDS else ""


def has_markup(text: str) -> bool:
    """Whether a text holds links, or marks that could format what stands around it."""
    return bool(_MARKUP.search(text) or _ADDRESS.search(text) or _ODD.search(text))


def turned(text: str, original: str, least_shared: float, enough: int = 1_000) -> str:
    """Why words do not say the same as the original; empty when they do, as far as a program can tell.

    They share so large a part of its telling words with it, or so many of them that they are about it in any case.
    """
    before, after = stems_of(original), stems_of(text)
    if not before or (len(before & after) / len(before) < least_shared and len(before & after) < enough):
        return "they said something else"
    return TURNED if negations(text) - negations(original) else ""


def denies(text: str) -> bool:
    """Whether a text says that something is not so."""
    return any(word in _DENIALS or word.endswith("n't") for word in words_of(text))


def negations(text: str) -> frozenset[str]:
    """The words in a text that turn its meaning round or make light of it."""
    return frozenset(word for word in words_of(text) if word in _NEGATIONS or word.endswith("n't"))


def _proper_names(text: str) -> list[str]:
    """Words with a capital inside a sentence; abbreviations in capitals only are left to the other checks."""
    found = []
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        found += [word for word in _WORD.findall(sentence)[1:] if word[:1].isupper() and word != "I"]
    return found


def _all_known(names: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Whether every word of some names is a word of this system or of the field."""
    words = [word for name in names for word in words_of(name)]
    return all(word in vocabulary.names or stem(word) in vocabulary.field for word in words)
