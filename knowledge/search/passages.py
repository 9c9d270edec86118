"""Cut the catalog into the passages that are indexed: short ones, so that one fitting sentence is enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.catalog import Catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.slots import plain

What = Literal["patterns", "items", "mitigations"]
"""The sorts of entry that can be searched for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that stands for an entry: its title, one of its texts, or one example of it.

    There are thousands of them, made anew at each start of what was checked already.
    """

    id: str
    """Unique among all passages."""
    what: What
    """The sort of entry it stands for."""
    entry: str
    """The entry's id; for framework items, the key."""
    text: str
    """What is indexed, and shown when it is found."""
    name: bool = False
    """It is a name of the entry, and no sentence."""


@lru_cache(maxsize=2)
def passages_of(catalog: Catalog) -> tuple[Passage, ...]:
    """Every passage of the catalog, in a stable order: patterns, framework items, measures."""
    found: list[Passage] = []
    for pattern in catalog.patterns.values():
        found += _passages("patterns", pattern.id, _of_pattern(pattern), (*pattern.also_known_as, *pattern.searched_as))
    for framework, manifest in catalog.frameworks.items():
        for item in manifest.items:
            key = f"{framework.value}:{item.id}"
            name = catalog.name_of(catalog.reference(key))
            found += _passages("items", key, (item.summary or item.prose,), (name,))
    for measure in catalog.mitigations.values():
        found += _passages("mitigations", measure.id, _of_mitigation(measure), measure.also_known_as)
    return tuple(found)


def _passages(what: What, entry: str, texts: tuple[str, ...], names: tuple[str, ...] = ()) -> Iterator[Passage]:
    for number, text in enumerate(filter(None, texts)):
        yield Passage(id=f"{what}/{entry}/{number}", what=what, entry=entry, text=text)
    for number, name in enumerate(names):
        yield Passage(id=f"{what}/{entry}/name/{number}", what=what, entry=entry, text=name, name=True)


def _of_pattern(pattern: ThreatPattern) -> tuple[str, ...]:
    statement = plain(f"{pattern.source} {pattern.action} {pattern.impact}")
    return pattern.title, statement, pattern.explanation, *pattern.examples


def _of_mitigation(measure: Mitigation) -> tuple[str, ...]:
    return measure.title, f"{measure.action} {measure.verify}"
