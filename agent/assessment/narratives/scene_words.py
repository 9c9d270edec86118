"""Which people and parts of an owner the sentence of a threat may name, by what their names say they are."""

from functools import cache

from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class SceneWords(Value):
    """The table of a language."""

    concerned: frozenset[str]
    """People whom a system judges, treats, serves or watches."""
    stores: frozenset[str]
    """Last words of names of what keeps records."""


def is_concerned(name: str) -> bool:
    """Whether people of this name are those about whom data are or on whom results fall."""
    return _ends_in(name, _table().concerned)


def keeps_records(name: str) -> bool:
    """Whether something of this name holds what could get out."""
    return _ends_in(name, _table().stores)


def _ends_in(name: str, words: frozenset[str]) -> bool:
    """Whether a name is one of some phrases, or ends in one."""
    said = name.lower().split()
    return any(" ".join(said[-many:]) in words for many in (1, 2) if len(said) >= many)


@cache
def _table() -> SceneWords:
    return word_table("scenes", SceneWords)
