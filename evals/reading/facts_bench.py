"""How many of the facts that marked descriptions state are put down as said, on read texts and on held-out ones.

The marks are no full account: what is put down and unmarked may be told all the same, so that the precision here is a
lower bound. Only a difference between two readings of the same texts says anything of it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from evals.metrics.facts import Single, singles
from evals.reading.extracted_model import Known, Understood
from evals.reading.parts_bench import Shares, is_held_out
from evals.reading.training_material import Annotated
from knowledge import Catalog
from knowledge.entries import FactType

Words = Mapping[Single, tuple[str, ...]]
"""Single values, each with the words that are quoted for it."""


@dataclass(frozen=True)
class Row:
    """One description: the values that were put down as said of it beside those it is marked with."""

    reference: str
    said: Words
    marked: Words
    concluded: frozenset[Single] = frozenset()
    """What was taken from the text beside that, by whatever conclusion."""

    @property
    def held_out(self) -> bool:
        """Whether nothing but counts may be shown of it."""
        return is_held_out(self.reference)

    @property
    def missed(self) -> tuple[Single, ...]:
        """What is marked and was not put down."""
        return tuple(one for one in self.marked if one not in self.said)

    @property
    def unmarked(self) -> tuple[Single, ...]:
        """What was put down and is not marked: invented, or told and passed over."""
        return tuple(one for one in self.said if one not in self.marked)


def rows_of(
    marked: Iterable[Annotated], told: Callable[[str], str], hear: Callable[[str], Understood]
) -> Iterator[Row]:
    """What is put down of each marked description."""
    for one in marked:
        known = (Known(fact=mark.fact, value=mark.value, quotes=(mark.quote,)) for mark in one.facts)
        heard = hear(told(one.reference))
        yield Row(one.reference, _words(heard.stated), _words(known), frozenset(_words(heard.concluded)))


def counted(rows: Iterable[Row], facts: Collection[str]) -> Shares:
    """The counts of some facts in some rows together."""
    rows = tuple(rows)
    counts: Counter[str] = Counter()
    for row in rows:
        said, marked = ({one for one in words if one[0] in facts} for words in (row.said, row.marked))
        counts += Counter({"said": len(said), "marked": len(marked), "right": len(said & marked)})
    return Shares(len(rows), counts)


def groups_of(catalog: Catalog) -> dict[str, frozenset[str]]:
    """Every fact in the group that it is asked in, or else in its kind of answer or its stage.

    That a single measure is in place is never marked, and left out.
    """
    groups: dict[str, set[str]] = {}
    for fact in (one for one in catalog.facts.values() if not one.of_measure):
        own = fact.stage.value if fact.type is FactType.YES_NO else "choices"
        groups.setdefault(fact.group or own, set()).add(fact.id)
    return {name: frozenset(groups[name]) for name in sorted(groups)}


def faults(row: Row) -> Iterator[str]:
    """What differs in one description, a line for each value."""
    for sort, found, words in (("missed", row.missed, row.marked), ("unmarked", row.unmarked, row.said)):
        for fact, value in sorted(found, key=str):
            quotes = " / ".join(f"“{quote}”" for quote in words[fact, value])
            drawn = ", concluded" if (fact, value) in row.concluded else ""
            yield f"{sort}{drawn}: {fact} = {str(value).lower()} {quotes}"


def _words(known: Iterable[Known]) -> Words:
    found: dict[Single, tuple[str, ...]] = {}
    for one in known:
        for single in singles(one.fact, one.value):
            found[single] = tuple(dict.fromkeys((*found.get(single, ()), *one.quotes)))
    return found
