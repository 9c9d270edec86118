"""Whether a word that names many things names a part of a system where it stands."""

from dataclasses import dataclass

from agent.reading.text.cues import Found
from agent.reading.text.sentences import Clause
from knowledge.tables import word_table
from knowledge.vocabulary import ComponentKind, Value


class PartWords(Value):
    """Words by which parts are told from other words."""

    general: tuple[str, ...]
    content: tuple[str, ...]
    taking_in: tuple[str, ...]
    pages: tuple[str, ...]
    models: tuple[str, ...]
    everyday: dict[ComponentKind, tuple[str, ...]]
    outcomes: tuple[str, ...]
    leading: tuple[str, ...]
    passed: tuple[str, ...]
    ways: tuple[str, ...]
    listed: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    any_model: tuple[str, ...]


@dataclass(frozen=True)
class PartName:
    """One cue of a kind; each counts for itself, so that the longest can win."""

    kind: ComponentKind | None
    cue: str
    proper: bool = False
    """A word of everyday language that names a product only where it has a capital."""
    product: bool = False
    everyday: bool = False
    """A word that names many things beside parts."""


PART_WORDS = word_table("parts", PartWords)
_LEADING, _OBJECTS = frozenset(PART_WORDS.leading), frozenset(PART_WORDS.objects)
_PASSED = frozenset(PART_WORDS.passed)
"""Words before a part that something passes or stands in, without a word that describes it: ``by tablet``."""
PAPER = (ComponentKind.CONTENT_SOURCE, ComponentKind.DATASET, ComponentKind.DATA_STORE)
_LEADING_ON = frozenset({"and", "then", "which", "that", "who", "it"})
"""Words between a name and what it does."""
_SUBJECTS, ANY_MODEL = frozenset(PART_WORDS.subjects), frozenset(PART_WORDS.any_model)


def stands(one: Found[PartName], clause: Clause, first: int, last: int) -> bool:
    """Whether a word that names many things names a part where it stands."""
    if one.sign.everyday and not _is_thing(one, clause, first, last):
        return False
    return one.sign.kind is not ComponentKind.CONTENT_SOURCE or _is_source(one, clause.texts)


def is_listed(span: tuple[int, int], other: tuple[int, int], clause: Clause) -> bool:
    """Whether a name stands in one list with another: ``its FAQ, return rules and past tickets``."""
    (_, end), (start, _) = sorted((span, other))
    between = set(clause.texts[end:start])
    return bool(between & _JOINS) and between <= _JOINS | _LISTED


_JOINS = frozenset({",", "and", "or", "plus"})
_LISTED = frozenset(PART_WORDS.listed)


def _is_thing(one: Found[PartName], clause: Clause, first: int, last: int) -> bool:
    """Whether an everyday word is a thing and not a deed, and one that is spoken of: ``the list``, ``price lists``."""
    words, lead = clause.texts, set(clause.texts[max(0, first - 1) : first])
    if words[last - 1].removesuffix("s") in PART_WORDS.outcomes and (
        last - first == 1 or words[last - 1].endswith("s")
    ):
        return False
    if words[one.end - 1].endswith("s") and one.end < last and words[one.end][0].isdigit():
        return False  # scores 600k requests
    if lead & _LEADING:
        return True
    if words[first][0].isdigit() or lead & _SUBJECTS:
        return False
    if words[last - 1].endswith("s"):
        behind = words[last : last + 1]
        return last - first > 1 and not (behind and (behind[0] in _OBJECTS or behind[0][0].isdigit()))
    if last - first > 1 and bool(lead & {"a", "an"}):
        return True
    before = set(words[max(0, first - 2) : first - 1]) if lead & {"a", "an"} else lead
    if "by" in before and words[last - 1] in PART_WORDS.ways:
        return False  # staff carry on by phone
    return one.sign.kind not in PAPER and bool(before & _PASSED)


def is_deed(one: Found[PartName], clause: Clause, ends: frozenset[int]) -> bool:
    """Whether a word says what a name before it does: ``the model feeds the index``, not ``price feeds``."""
    words = clause.texts
    if one.start not in ends and not set(words[max(0, one.start - 1) : one.start]) & _LEADING_ON:
        return False
    behind = words[one.end : one.end + 1]
    return one.end - one.start == 1 and words[one.start].endswith("s") and bool(behind) and behind[0] in _OBJECTS


def _is_source(one: Found[PartName], words: tuple[str, ...]) -> bool:
    """Content named by one general word counts only where something is said to take it in."""
    general = one.sign.everyday or (one.end - one.start == 1 and words[one.start] in PART_WORDS.content)
    return not general or any(word.startswith(PART_WORDS.taking_in) for word in words)
