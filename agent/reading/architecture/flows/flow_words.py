"""The words by which owners tell what goes where: verbs by who gives to whom, and the small words behind them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from knowledge.loading.tables import word_table
from knowledge.search.words import stem_of
from knowledge.vocabulary import Value


class Act(StrEnum):
    """What a verb says of its subject and its object."""

    GIVES = "gives"
    ASKS = "asks"
    TAKES = "takes"
    USES = "uses"
    SHOWS = "shows"
    SERVES = "serves"
    LIES = "lies"
    MOVES = "moves"


class FlowWords(Value):
    """The table of a language."""

    gives: tuple[str, ...]
    asks: tuple[str, ...]
    takes: tuple[str, ...]
    uses: tuple[str, ...]
    shows: tuple[str, ...]
    serves: tuple[str, ...]
    lies: tuple[str, ...]
    moves: tuple[str, ...]
    being: frozenset[str]
    participles: frozenset[str]
    naming: frozenset[str]
    through: frozenset[str]
    towards: frozenset[str]
    back: frozenset[str]
    goes: frozenset[str]
    places: frozenset[str]
    same: frozenset[str]
    last: frozenset[str]
    them: frozenset[str]
    outcomes: tuple[str, ...]
    inputs: tuple[str, ...]
    seeing: frozenset[str]


@dataclass(frozen=True)
class Deed:
    """A verb of the table as it stands in a clause."""

    act: Act
    passive: bool
    place: int
    """Where it stands among the words that were looked at."""


@cache
def flow_words() -> FlowWords:
    """The packaged table."""
    return word_table("flows", FlowWords)


@cache
def _acts() -> dict[str, Act]:
    """The act of each verb by its stem; of two lists that name a verb the first one counts."""
    table, found = flow_words(), dict[str, Act]()
    for act in Act:
        for verb in getattr(table, act.value):
            found.setdefault(stem_of(verb), act)
    return found


def last_deed(words: tuple[str, ...], before: str = "") -> Deed | None:
    """The last verb of the table among some words; ``before`` is the word in front of them."""
    table = flow_words()
    for place in range(len(words) - 1, -1, -1):
        act = _acts().get(stem_of(words[place]))
        led = words[place - 1] if place else before
        if act is None or led in table.naming or words[place] in table.being:
            continue
        return Deed(act, _is_done_to(words, place), place)
    return None


def _is_done_to(words: tuple[str, ...], place: int) -> bool:
    """Whether the subject of a verb suffers it: ``is sent``, ``held in``; ``sent a letter to`` is a deed."""
    table, word = flow_words(), words[place]
    if not (word.endswith("ed") or word in table.participles):
        return False
    being = bool(set(words[max(0, place - 3) : place]) & table.being)
    return being or words[place + 1 : place + 2] == () or words[place + 1] in table.towards


def way_of(words: tuple[str, ...]) -> str:
    """The small word that leads on to what follows: ``to``, ``from``, ``through``; none where the verb does."""
    return next((word for word in reversed(words) if word in flow_words().towards), "")


def is_outcome(words: tuple[str, ...]) -> bool:
    """Whether the first words speak of what comes out of a model: ``the results``."""
    return any(stem_of(word) in _outcomes() for word in words[:3])


def is_input(words: tuple[str, ...]) -> bool:
    """Whether the first words speak of what goes into a model: ``the data``."""
    return any(stem_of(word) in _inputs() for word in words[:3])


@cache
def _inputs() -> frozenset[str]:
    return frozenset(stem_of(word) for name in flow_words().inputs for word in name.split())


@cache
def _outcomes() -> frozenset[str]:
    return frozenset(stem_of(word) for word in flow_words().outcomes)
