"""The words by which owners tell what people bring, see and check, and what a part does."""

from dataclasses import dataclass
from functools import cache

from agent.domain.wording.names_in_sentences import third_person, with_your_article
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value

CLAUSES = frozenset({"whether", "if", "how", "which", "what"})
"""Words that open what a part works out, told as a clause: ``decides whether a photo is allowed``."""


@dataclass(frozen=True)
class Deed:
    """A verb in its base form, and what it is done to, in the owner's words."""

    verb: str
    thing: str
    place: str = ""
    """Where to or where, such as ``to the general ledger``."""

    @property
    def phrase(self) -> str:
        """All of it, such as ``write the booking to the general ledger``."""
        return " ".join(filter(None, (self.verb, self.thing, self.place)))

    @property
    def is_clause(self) -> bool:
        """Whether it is told by a clause, such as ``whether a photo is allowed``."""
        return self.thing.partition(" ")[0].lower() in CLAUSES

    @property
    def of_one(self) -> str:
        """All of it as one part does it, such as ``writes the booking to the general ledger``."""
        verb, _, behind = self.verb.partition(" ")
        return " ".join(filter(None, (third_person(verb), behind, with_your_article(self.thing), self.place)))


class DeedWords(Value):
    """The table of a language."""

    brings: tuple[str, ...]
    takes: tuple[str, ...]
    acts: tuple[str, ...]
    forms: dict[str, str]
    ends: frozenset[str]
    between: frozenset[str]
    opens: frozenset[str]
    places: frozenset[str]
    leads: frozenset[str]
    against: frozenset[str]
    empty: frozenset[str]
    goings: frozenset[str]
    works: tuple[str, ...]
    hands_in: frozenset[str]
    asks: frozenset[str]
    checks: frozenset[str]
    sees: frozenset[str]
    results: frozenset[str]


def base_of(word: str) -> str:
    """The base form of a verb as it may stand in a text."""
    known = deed_words().forms.get(word)
    if known is not None:
        return known
    for ending, put in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        base = word.removesuffix(ending) + put
        if word.endswith(ending) and base in first_words():
            return base
    return word


@cache
def deed_words() -> DeedWords:
    """The table of a language."""
    return word_table("deeds", DeedWords)


@cache
def known_verbs() -> frozenset[str]:
    """Every verb of the table, in its base form."""
    table = deed_words()
    return frozenset((*table.brings, *table.takes, *table.acts, *table.works, *table.checks, *table.sees, *table.asks))


@cache
def first_words() -> frozenset[str]:
    """The verbs without what belongs to them, such as the "up" of "look up"."""
    return frozenset(verb.split()[0] for verb in known_verbs())
