"""Which of the owner's sentences may stand behind a threat as their own words: those that bear on it, else none.

That two texts share words or lie near each other is no sign of it: "shift" is work and a change of the data, "chain" a
row of shops and of suppliers. A sentence bears on a threat where a fact was read from it that speaks of that threat.
"""

import re
from collections.abc import Iterable
from functools import cache

from agent.reading.text.words import classes_of, lexicon, words_of
from knowledge.loading.tables import statement_table
from knowledge.vocabulary import Slug, Value

FEWEST_WORDS = 6
"""Fewer words of the owner are a title or a label, and tell nothing."""
_OPENING = re.compile(r"(?P<mark>[(,;:.)\u2013\u2014-])|(?P<first>\w+)(?: (?P<second>\w+))?")
"""The mark with which words begin, else their first word, and the second where only a space parts the two."""
_ENDS_OPEN = (":", "?", "(", ",")


_DEEDS = frozenset({"{type_in}", "{send}", "{read}", "{change}", "{score}", "{approve}"})
"""Classes of words among which verbs are."""


class Telling(Value):
    """What one fact speaks of, and how."""

    threats: frozenset[Slug]
    words: tuple[str, ...]
    """Words of which a sentence that speaks of it has one; a star stands for any ending."""


class Quotable(Value):
    """The table ``quotable.yaml``."""

    facts: dict[Slug, Telling]
    verbs: str
    """Words that are surely verbs."""
    doers: str
    """Words behind which a bare form is one."""
    broken_off: str
    """First words of what was cut out of a sentence, of a denial and of a heading."""
    made_whole: str
    """Words behind these with which they open a sentence all the same: no one, no human."""


def tells_of(fact: str, pattern: str, words: str) -> bool:
    """Whether words of the owner from which a fact was read bear on a threat by themselves."""
    telling = quotable().facts.get(fact)
    return telling is not None and pattern in telling.threats and bool(_any_of(telling.words).search(words))


def is_sentence(words: str, told: Iterable[str]) -> bool:
    """Whether words can be told as they are: a statement of the text that is no title, no question and no denial."""
    said = words.strip()
    if len(said.split()) < FEWEST_WORDS or said.endswith(_ENDS_OPEN) or _is_broken_off(said):
        return False
    return _has_verb(said) and any(said in one or one.rstrip(" .;,") in said for one in told)


def _is_broken_off(said: str) -> bool:
    """Whether words open as what was cut out of a sentence, as a denial or as a heading."""
    opening = _OPENING.match(said)
    if opening is None or opening["mark"]:
        return opening is not None
    first, second = opening["first"].lower(), (opening["second"] or "").lower()
    return first in _listed("broken_off") and second not in _listed("made_whole")


def _has_verb(said: str) -> bool:
    """Whether something is stated: a list of things or the name of a thing tells an owner nothing."""
    words = ["", *(word for word, _, _ in words_of(said))]
    return any(map(_is_verb, words[1:], words))


def _is_verb(word: str, before: str) -> bool:
    """Whether a word is surely a verb; a bare form is one only behind whoever does it: they type, agents read."""
    if word in _listed("verbs"):
        return True
    formed = word.endswith(("s", "ed")) or before in _listed("doers") or before.endswith("s")
    return formed and not word.endswith("ing") and bool(_DEEDS.intersection(classes_of(word)))


@cache
def quotable() -> Quotable:
    """The table of facts whose words bear on threats."""
    return statement_table("quotable", Quotable)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"(?!\w)") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})", re.IGNORECASE)


@cache
def _listed(row: str) -> frozenset[str]:
    """The words of a row of the table."""
    words: str = getattr(quotable(), row)
    return lexicon(words)
