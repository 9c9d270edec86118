"""Whether a word that names many things names a part of a system where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.reading.architecture.flows.flow_words import Act, last_deed
from agent.reading.architecture.people import role_of
from agent.reading.text.cues import Found
from agent.reading.text.names import is_doer, is_link, is_verb
from agent.reading.text.sentences import Clause
from knowledge.loading.tables import word_table
from knowledge.vocabulary import ComponentKind, Value


class Doing(Value):
    """Words that name a part only where one of some deeds stands close behind: ``a worker copies``."""

    kind: ComponentKind
    words: tuple[str, ...]
    within: int
    deeds: frozenset[str]


class Making(Value):
    """Words of models that look at something, unless one of some deeds stands close behind: then they make it."""

    words: frozenset[str]
    deeds: tuple[str, ...]
    within: int


class PartWords(Value):
    """Words by which parts are told from other words."""

    general: tuple[str, ...]
    content: tuple[str, ...]
    taking_in: tuple[str, ...]
    pages: tuple[str, ...]
    models: tuple[str, ...]
    everyday: dict[ComponentKind, tuple[str, ...]]
    makes: Making
    model_words: dict[ComponentKind, frozenset[str]]
    model_scores: frozenset[str]
    outcomes: tuple[str, ...]
    which_outcome: tuple[str, ...]
    leading: tuple[str, ...]
    passed: tuple[str, ...]
    ways: tuple[str, ...]
    listed: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    any_model: tuple[str, ...]
    doing: tuple[Doing, ...]


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
    doing: Doing | None = None


PART_WORDS = word_table("parts", PartWords)
_LEADING, _OBJECTS = frozenset(PART_WORDS.leading), frozenset(PART_WORDS.objects)
_PASSED = frozenset(PART_WORDS.passed)
"""Words before a part that something passes or stands in, without a word that describes it: ``by tablet``."""
PAPER = (ComponentKind.CONTENT_SOURCE, ComponentKind.DATASET, ComponentKind.DATA_STORE)
_COUNTED = (ComponentKind.DEVICE, ComponentKind.SENSOR)
"""What is spoken of where somebody says how many there are: twelve vans, and not twelve answers."""
_WHICH_OUTCOME = frozenset(PART_WORDS.which_outcome)
_LEADING_ON = frozenset({"and", "then", "which", "that", "who", "it"})
"""Words between a name and what it does."""
_SUBJECTS, ANY_MODEL = frozenset(PART_WORDS.subjects), frozenset(PART_WORDS.any_model)


def stands(one: Found[PartName], clause: Clause, first: int, last: int) -> bool:
    """Whether a word that names many things names a part where it stands."""
    if one.sign.everyday and not _is_thing(one, clause, first, last):
        return False
    if one.sign.kind is ComponentKind.CLIENT and _is_somebody(clause.texts, first, last):
        return False
    return one.sign.kind is not ComponentKind.CONTENT_SOURCE or _is_source(one, clause.texts)


def _is_somebody(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether a word for a page is one for a person here: ``an editor publishes it``, ``approved by the editor``."""
    if last - first > 1 or role_of(words[first]) is None:
        return False
    inside = set(words[max(0, first - 2) : first]) & {"in", "inside", "into", "within", "of", "through"}
    behind = words[last] if last < len(words) else ""
    return not inside and (is_verb(behind) or bool({"by", "and", "an"} & set(words[max(0, first - 2) : first])))


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
        words[last - 1].endswith("s") or _WHICH_OUTCOME.issuperset(words[first : last - 1])
    ):
        return False
    if words[one.end - 1].endswith("s") and one.end < last and words[one.end][0].isdigit():
        return False  # scores 600k requests
    if lead & _LEADING:
        return True
    if words[first][0].isdigit() or lead & _SUBJECTS:
        return False
    if words[last - 1].endswith("s") and any(word[0].isdigit() for word in lead):
        return one.sign.kind in _COUNTED
    if words[last - 1].endswith("s"):
        behind = words[last : last + 1]
        return last - first > 1 and not (behind and (behind[0] in _OBJECTS or behind[0][0].isdigit()))
    if last - first > 1 and bool(lead & {"a", "an"}):
        return True
    before = set(words[max(0, first - 2) : first - 1]) if lead & {"a", "an"} else lead
    if "by" in before and words[last - 1] in PART_WORDS.ways:
        return False  # staff carry on by phone
    return one.sign.kind not in PAPER and bool(before & _PASSED)


def is_deed(one: Found[PartName], clause: Clause, before: Mapping[int, Found[PartName]]) -> bool:
    """Whether a word says what a name before it does: ``the model feeds the index``, not ``price feeds``.

    ``before`` holds what is found by the place where it ends.
    """
    words = clause.texts
    if one.end - one.start != 1 or not words[one.start].endswith("s"):
        return False
    behind, led = words[one.end : one.end + 1], words[max(0, one.start - 2) : one.start]
    follows = one.start in before or set(led[-1:]) & _LEADING_ON
    if follows and behind and behind[0] in _OBJECTS:
        return True
    if led[-1:] == ("and",) and words[one.start] in _ALSO_DEEDS and behind and behind[0].endswith("s"):
        return _has_object(behind) and role_of(behind[0]) is None
    if led == (",", "and") and behind and behind[0] in _AFTER_DEEDS:
        listed = before.get(one.start - 2)
        return listed is None or listed.sign.kind not in PAPER
    return (
        one.start in before
        and opens(clause, before[one.start])
        and is_doer(words[one.start - 1])
        and _has_object(behind)
    )


def opens(clause: Clause, one: Found[PartName]) -> bool:
    """Whether a name is the subject of its statement: no deed and no small word stands right before it."""
    low = max((turn for turn in clause.turns if turn <= one.start), default=0)
    lead = clause.texts[low : one.start]
    led = next(
        (at for at in range(len(lead) - 1, max(-1, len(lead) - 4), -1) if lead[at] in _LEADING | {"a", "an"}), None
    )
    if led is None:
        return not lead or lead[-1] in _LEADING_ON | {",", "but", "so"}
    before = lead[max(0, led - 1) : led]
    return not any(is_verb(word) or word in _AFTER_DEEDS for word in before) and last_deed(before) is None


def is_past_deed(clause: Clause, place: int, before: Mapping[int, Found[PartName]]) -> bool:
    """Whether a participle before a name is what somebody did with it: ``the bot forwarded contracts``."""
    words = clause.texts
    if place == 0 or not words[place].endswith("ed"):
        return False
    return words[place - 1] in _PERSONS or (place in before and opens(clause, before[place]))


def gives_away(clause: Clause, place: int) -> bool:
    """Whether a deed takes nothing in, so that its object is what comes out."""
    deed = last_deed(clause.texts[place : place + 1])
    return deed is None or deed.act not in (Act.TAKES, Act.USES, Act.ASKS)


def _has_object(behind: tuple[str, ...]) -> bool:
    word = behind[0] if behind else ""
    return word[:1].isalpha() and not is_link(word) and (not is_verb(word) or word in _ALSO_DESCRIBING)


def works(one: Found[PartName], clause: Clause) -> bool:
    """Whether what works by itself is said to do so."""
    doing, last = one.sign.doing, one.end
    high = min((turn for turn in clause.turns if turn > last), default=len(clause.texts))
    return doing is None or bool(doing.deeds & set(clause.texts[last : min(high, last + doing.within)]))


_AFTER_DEEDS = frozenset({"with", "on", "under", "to", "in", "at", "from"})
_ALSO_DEEDS = frozenset({"reports", "posts", "drafts", "lists", "files", "logs", "records", "reviews", "mails"})
_ALSO_DESCRIBING = frozenset({"open", "set", "build", "pull", "check", "read"})
_PERSONS = frozenset({"it", "he", "she", "they", "we", "i"})


def _is_source(one: Found[PartName], words: tuple[str, ...]) -> bool:
    """Content named by one general word counts only where something is said to take it in."""
    general = one.sign.everyday or (one.end - one.start == 1 and words[one.start] in PART_WORDS.content)
    return not general or any(word.startswith(PART_WORDS.taking_in) for word in words)
