"""Tell a model from what runs it: the service that hosts it belongs to its name, the machine under it is no part."""

from functools import cache

from agent.reading.text.sentences import Clause
from agent.reading.text.words import words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class HostingWords(Value):
    """How owners tell where a model runs."""

    services: tuple[str, ...]
    servers: tuple[str, ...]
    joining: frozenset[str]
    between: frozenset[str]
    versions: frozenset[str]
    hardware: frozenset[str]
    running: frozenset[str]
    places: frozenset[str]
    leading: frozenset[str]
    grounds: frozenset[str]


def is_host(words: tuple[str, ...]) -> bool:
    """Whether some words name a service or a program that runs models."""
    return words in _hosts()


def joins(words: tuple[str, ...]) -> bool:
    """Whether the words between a model and a host join them: ``via``, ``served with``, ``from the``."""
    table = _table()
    while words and (words[0][0].isdigit() or words[0] in table.versions):  # the version of the model
        words = words[1:]
    return bool(set(words) & table.joining) and set(words) <= table.joining | table.between


def is_machine_below(clause: Clause, first: int, last: int, ends: frozenset[int]) -> bool:
    """Whether a machine is only where something runs: ``on two servers of ours``, right behind a name or ``runs``."""
    table, words = _table(), clause.texts
    if words[last - 1] not in table.hardware:
        return False
    place = next((at for at in range(first - 1, max(-1, first - _NEAR), -1) if words[at] in table.places), None)
    if place is None or not set(words[place + 1 : first]) <= table.leading:
        return False
    return place in ends or bool(set(words[max(0, place - _FAR) : place]) & table.running)


def is_ground(name: str) -> bool:
    """Whether a part of this name is a place where others run and takes part in no flow."""
    return any(word in _table().grounds for word, _, _ in words_of(name)[-1:])


_NEAR, _FAR = 5, 4


@cache
def _table() -> HostingWords:
    return word_table("hosting", HostingWords)


@cache
def _hosts() -> frozenset[tuple[str, ...]]:
    names = (*_table().services, *_table().servers)
    return frozenset(tuple(word for word, _, _ in words_of(name)) for name in names)
