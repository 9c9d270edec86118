"""How many of the parts and people that marked descriptions name are drawn, on read texts and on held-out ones."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

from evals.reading.extracted_model import Part, Understood
from evals.reading.pairing import Pairs, paired
from evals.reading.readings import GoldPart
from evals.reading.training_material import Annotated
from knowledge.vocabulary import ComponentKind

HELD_OUT = 3
"""Every third description, by its id, is looked at by nobody who mends the reader."""


@dataclass(frozen=True)
class Row:
    """One description: what was drawn of it beside what it names."""

    reference: str
    parts: Pairs
    people: Pairs
    drawn: Understood
    named: tuple[GoldPart, ...]
    named_people: tuple[GoldPart, ...]

    @property
    def held_out(self) -> bool:
        """Whether nothing but counts may be shown of it."""
        return is_held_out(self.reference)


@dataclass(frozen=True)
class Shares:
    """Counts over several descriptions."""

    texts: int
    counts: Counter[str]

    def share(self, of: str, among: str) -> float:
        """How many of one count are among another; nothing among nothing is 0."""
        return self.counts[of] / self.counts[among] if self.counts[among] else 0.0


def is_held_out(reference: str) -> bool:
    """Whether a description belongs to the third that is held out."""
    return crc32(reference.encode()) % HELD_OUT == 0


def rows_of(
    marked: Iterable[Annotated], told: Callable[[str], str], hear: Callable[[str], Understood]
) -> Iterator[Row]:
    """What is drawn of each marked description that names a part or a person."""
    for one in marked:
        if one.parts or one.people:
            drawn = hear(told(one.reference))
            parts = tuple(GoldPart(name=name, kind=ComponentKind(kind)) for name, kind in one.parts.items())
            people = tuple(GoldPart(name=name) for name in one.people)
            yield Row(one.reference, paired(drawn.parts, parts), paired(drawn.people, people), drawn, parts, people)


def counted(rows: Iterable[Row]) -> Shares:
    """The counts of some rows together."""
    rows = tuple(rows)
    counts: Counter[str] = Counter()
    for row in rows:
        counts["parts"] += len(row.named)
        counts["drawn parts"] += len(row.drawn.parts)
        counts["found parts"] += len(row.parts.found)
        counts["right kinds"] += sum(
            row.drawn.parts[place].kind == row.named[one].kind for place, one in row.parts.found.items()
        )
        counts["people"] += len(row.named_people)
        counts["drawn people"] += len(row.drawn.people)
        counts["found people"] += len(row.people.found)
    return Shares(len(rows), counts)


def faults(row: Row) -> Iterator[str]:
    """What is wrong with one description, a line for each sort of fault."""
    kinds = (
        f"{row.drawn.parts[place].name}: {row.drawn.parts[place].kind}, not {row.named[one].kind}"
        for place, one in row.parts.found.items()
        if row.drawn.parts[place].kind != row.named[one].kind
    )
    sorts: tuple[tuple[str, Iterable[str]], ...] = (
        ("parts missing", (f"{one.name} ({one.kind})" for one in _missing(row.named, row.parts))),
        ("parts too many", (f"{one.name} ({one.kind})" for one in _surplus(row.drawn.parts, row.parts))),
        ("kinds", kinds),
        ("people missing", (one.name for one in _missing(row.named_people, row.people))),
        ("people too many", (one.name for one in _surplus(row.drawn.people, row.people))),
    )
    for sort, names in sorts:
        if line := "; ".join(names):
            yield f"{sort}: {line}"


def _missing(named: tuple[GoldPart, ...], pairs: Pairs) -> Iterator[GoldPart]:
    found = set(pairs.found.values())
    return (one for place, one in enumerate(named) if place not in found)


def _surplus(drawn: tuple[Part, ...], pairs: Pairs) -> Iterator[Part]:
    return (one for place, one in enumerate(drawn) if place not in pairs.found)
