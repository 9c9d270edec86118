"""Names of a model that a later message only uses, which says nothing new of what they stand for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from agent.domain import ThreatModel
from agent.reading.text.language import function_words
from agent.reading.text.words import lexicon, words_of
from knowledge.product_names import products


@dataclass(frozen=True)
class Known:
    """What is known by name already, so that naming it again claims nothing.

    ``SAP, not Claude, makes the payments`` denies no language model, and ``drafts lie in the bucket`` drafts nothing.
    """

    parts: tuple[frozenset[str], ...] = ()
    """The words of each name of a part."""
    proper: tuple[frozenset[str], ...] = ()
    """Those of proper names, and of the system's own: what is denied of them is not denied of all that is like them."""

    people: tuple[frozenset[str], ...] = ()
    """Those of people, who say who uses it whenever they are named, and nothing else."""

    @classmethod
    def of(cls, model: ThreatModel) -> Self:
        """The names in a model."""
        names = [part.name for part in model.components]
        proper = [name for name in names if re.search(r"[A-Z0-9]", name)]
        people = _word_sets(actor.name for actor in model.actors)
        return cls(_word_sets(names), _word_sets([*proper, model.system.name]), people)

    def only_named(self, words: Sequence[str], holds: bool) -> bool:
        """Whether words are nothing but such names; of what is denied, one name."""
        told = set(words) - function_words() - _USING
        if not told:
            return False
        if holds:
            return told <= frozenset[str]().union(*self.parts)
        return any(told <= name for name in self.proper) or " ".join(one for one in words if one in told) in products()

    def only_people(self, words: Sequence[str]) -> bool:
        """Whether words are nothing but people who are known."""
        return any(set(words) <= name for name in self.people)


def _word_sets(names: Iterable[str]) -> tuple[frozenset[str], ...]:
    found = (frozenset(word for word, _, _ in words_of(name)) for name in names)
    return tuple(one for one in found if one)


_USING = lexicon("use uses using used run runs running call calls with on via through")
