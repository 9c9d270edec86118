"""Agents that a text names one by one behind a word for all of them: ``three agents: Fox finds, Mole digs``."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from agent.reading.architecture.flows.flow_words import last_deed
from agent.reading.architecture.mentions import Mention
from agent.reading.text.context import Saying
from agent.reading.text.names import is_link, is_verb, key_of
from agent.reading.text.sentences import Clause
from knowledge.loading.tables import word_table
from knowledge.product_names import products
from knowledge.search.words import stem_of
from knowledge.vocabulary import ComponentKind, Value


class CastWords(Value):
    """The table ``cast.yaml``."""

    crews: frozenset[str]
    several: frozenset[str]
    opening: frozenset[str]
    does: tuple[str, ...]


_WITHIN = 6
"""So many sentences behind the word for all of them may name one."""
_FEWEST = 2


def cast_of(text: str, sayings: Sequence[Saying]) -> tuple[Mention, ...]:
    """The agents that are named so, each once, where it is named first; one alone is none."""
    order = {start: number for number, start in enumerate(sorted({one.sentence.start for one in sayings}))}
    crews = [order[one.sentence.start] for one in sayings if _tells_of_crew(one.clause.texts)]
    named: dict[str, Mention] = {}
    for saying in sayings:
        place = order[saying.sentence.start]
        behind = min((place - crew for crew in crews if place >= crew), default=_WITHIN)
        found = [] if behind >= _WITHIN or saying.is_aside else list(_named_in(text, saying))
        near = behind <= 1 and len([one for one in found if one.name.islower()]) >= _FEWEST
        for one in found:
            if one.name[0].isupper() or near:
                named.setdefault(one.key, one)
    return tuple(named.values()) if len(named) >= _FEWEST else ()


def _tells_of_crew(words: tuple[str, ...]) -> bool:
    table = _table()
    places = [place for place, word in enumerate(words) if word in table.crews]
    return any(_is_number(words[max(0, place - 3) : place]) for place in places)


def _is_number(words: Iterable[str]) -> bool:
    return any(word in _table().several or word.isdigit() for word in words)


def _named_in(text: str, saying: Saying) -> Iterator[Mention]:
    """What stands before a deed at the opening of each part of a clause: one word, with no article."""
    clause = saying.clause
    for start in _openings(clause):
        words = clause.texts[start : start + 2]
        if len(words) < 2 or not _may_be_name(words[0]) or not _does(words[1]):
            continue
        word = clause.words[start]
        name = text[word.start : word.end]
        yield Mention(
            ComponentKind.AGENT, name, key_of(name), False, saying, start, start + 1, saying.sentence.text[:300],
            drawn=True, listed=True,
        )  # fmt: skip


def _openings(clause: Clause) -> Iterator[int]:
    words, table = clause.texts, _table()
    for place in range(len(words)):
        if place and words[place - 1] not in (",", *table.opening):
            continue
        if words[place] != "," and words[place] not in table.opening:
            yield place


def _may_be_name(word: str) -> bool:
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    other = is_link(word) or is_verb(word) or word in products() | _table().crews | _table().several
    return word.isalpha() and not (other or plural)


def _does(word: str) -> bool:
    if word in _table().crews or not word.endswith("s"):
        return False
    return last_deed((word,)) is not None or stem_of(word) in _deeds()


@cache
def _deeds() -> frozenset[str]:
    return frozenset(stem_of(word) for word in _table().does)


@cache
def _table() -> CastWords:
    return word_table("cast", CastWords)
