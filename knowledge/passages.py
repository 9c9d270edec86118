"""Cut the catalog into the passages that are indexed: short ones, so that one fitting sentence is enough."""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.frameworks import FrameworkItem
from knowledge.vocabulary import Framework, Value

What = Literal["patterns", "items", "mitigations"]
"""The sorts of entry that can be searched for."""


class Passage(Value):
    """A text that stands for an entry: its title, one of its texts, or one example of it."""

    id: str = Field(description="Unique id of the passage.")
    what: What = Field(description="The sort of entry it stands for.")
    entry: str = Field(description="The entry's id; for framework items, the key.")
    text: str = Field(description="What is indexed, and shown when it is found.")


def passages_of(catalog: Catalog) -> tuple[Passage, ...]:
    """Every passage of the catalog, in a stable order: patterns, framework items, measures."""
    found: list[Passage] = []
    for pattern in catalog.patterns.values():
        found += _passages("patterns", pattern.id, _of_pattern(pattern))
    for framework, manifest in catalog.frameworks.items():
        for item in manifest.items:
            found += _passages("items", f"{framework.value}:{item.id}", _of_item(framework, item, catalog))
    for measure in catalog.mitigations.values():
        found += _passages("mitigations", measure.id, _of_mitigation(measure))
    return tuple(found)


def _passages(what: What, entry: str, texts: tuple[str, ...]) -> Iterator[Passage]:
    for number, text in enumerate(filter(None, texts)):
        yield Passage(id=f"{what}/{entry}/{number}", what=what, entry=entry, text=text)


def _of_pattern(pattern: ThreatPattern) -> tuple[str, ...]:
    statement = re.sub(r"{\w+}", "", f"{pattern.source} {pattern.action} {pattern.impact}")
    return pattern.title, statement, pattern.explanation, *pattern.examples


def _of_item(framework: Framework, item: FrameworkItem, catalog: Catalog) -> tuple[str, ...]:
    name = catalog.name_of(catalog.reference(f"{framework.value}:{item.id}"))
    return name, item.summary or item.prose


def _of_mitigation(measure: Mitigation) -> tuple[str, ...]:
    return measure.title, f"{measure.action} {measure.verify}"
