"""The words for people: whom each names, and whether a name is somebody's."""

from collections.abc import Iterable

from agent.reading.text.cues import CueBank
from agent.reading.text.words import words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class Role(Value):
    """Whom a cue names."""

    name: str
    staff: bool = False
    vague: bool = False
    """Says only that somebody uses it; left out where somebody is named more closely."""
    feeds: bool = False
    """Makes parts of it; where only a part is said to be theirs, they send nothing."""
    trade: bool = False
    """People of a trade that is called like a program; what is told of others of that name is told of them."""
    kin: bool = False
    """Somebody of the owner's family; who only made it does not use it."""
    cue: str
    listed: bool = False
    """Named in a list of the people; a word for many means these where it is theirs: ``handlers``, claims handlers."""


class PeopleWords(Value):
    """Words for people."""

    outsiders: tuple[str, ...]
    houses: tuple[str, ...]
    staff: tuple[str, ...]
    singulars: dict[str, str]
    speaking_of: tuple[str, ...]
    theirs: tuple[str, ...]
    making: tuple[str, ...]
    others: tuple[Role, ...]


def role_of(*names: str) -> Role | None:
    """The role of people whom one of these names names and nothing beside, such as ``Customer``."""
    for name in names:
        words = ("a", *(word for word, _, _ in words_of(name)))
        hit = next((hit for hit in PEOPLE.find(words, longest=True) if hit.start <= 1 and hit.end == len(words)), None)
        if hit is not None:
            return hit.sign
    return None


def is_house(name: str) -> bool:
    """Whether a name is that of houses of others, such as hospitals."""
    return name in _WORDS.houses


def _roles() -> Iterable[Role]:
    for name in (*_WORDS.outsiders, *_WORDS.staff):
        yield Role(name=name, staff=name in _WORDS.staff, cue=f"({name}|{_singular(name)})")
    yield from (Role(name=name, cue=name) for name in _WORDS.houses)
    yield from _WORDS.others


def _singular(plural: str) -> str:
    """Somebody of a group."""
    known = _WORDS.singulars.get(plural)
    return known or (plural[:-3] + "y" if plural.endswith("ies") else plural.removesuffix("s"))


_WORDS = word_table("people", PeopleWords)
SINGULARS = {" ".join(word for word, _, _ in words_of(_singular(one))) for one in (*_WORDS.outsiders, *_WORDS.staff)}
LEADING, THEIRS, MAKING = frozenset(_WORDS.speaking_of), frozenset(_WORDS.theirs), frozenset(_WORDS.making)
PEOPLE = CueBank(tuple((role.cue, role) for role in _roles()))
