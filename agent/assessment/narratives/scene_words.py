"""Which people and parts of an owner the sentence of a threat may name, by what their names say they are."""

import re
from functools import cache

from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class SceneWords(Value):
    """The table of a language."""

    judged: frozenset[str]
    """People whose name says that something is decided about them."""
    met: frozenset[str]
    """People whom a system may judge, treat, serve or watch, and who may as well be named in passing."""
    stores: frozenset[str]
    """Last words of names of what keeps records."""
    wordless: frozenset[str]
    """Last words of names of what is looked at and holds no text."""
    at_work: frozenset[str]
    """Words of threats that fall on people at work."""


def is_concerned(name: str, often: bool) -> bool:
    """Whether people of this name are those on whom results fall; ``often``: the owner comes back to them."""
    return _ends_in(name, _table().judged) or (often and _ends_in(name, _table().met))


def keeps_records(name: str) -> bool:
    """Whether something of this name holds what could get out."""
    return _ends_in(name, _table().stores)


def holds_text(name: str) -> bool:
    """Whether something of this name may hold text into which somebody could put an order."""
    return not _ends_in(name, _table().wordless)


def is_of_work(words: str) -> bool:
    """Whether a threat so told falls on people at work, whom no role tells from those who work with the system."""
    return not _table().at_work.isdisjoint(re.findall(r"\w+", words.lower()))


def _ends_in(name: str, words: frozenset[str]) -> bool:
    """Whether a name is one of some phrases, or ends in one."""
    said = name.lower().split()
    return any(" ".join(said[-many:]) in words for many in (1, 2) if len(said) >= many)


@cache
def _table() -> SceneWords:
    return word_table("scenes", SceneWords)
