"""Cut the catalog into the passages that are indexed."""

import re
from typing import Literal

from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.frameworks import FrameworkItem
from knowledge.vocabulary import Framework, Value

What = Literal["patterns", "items", "mitigations"]
"""The sorts of entry that can be searched for."""


class Passage(Value):
    """A text that stands for an entry: its own words, or one example of it."""

    id: str = Field(description="Unique id of the passage.")
    what: What = Field(description="The sort of entry it stands for.")
    entry: str = Field(description="The entry's id; for framework items, the key.")
    example: bool = Field(default=False, description="It is one example, not the entry's own words.")
    text: str = Field(description="What is indexed.")
    shown: str = Field(description="What is shown when it is found.")


def passages_of(catalog: Catalog) -> tuple[Passage, ...]:
    """Every passage of the catalog, in a stable order: patterns with their examples, items, measures."""
    found: list[Passage] = []
    for pattern in catalog.patterns.values():
        found += _of_pattern(pattern, catalog)
    for framework, manifest in catalog.frameworks.items():
        found += [_of_item(framework, item, catalog) for item in manifest.items]
    found += [_of_mitigation(measure) for measure in catalog.mitigations.values()]
    return tuple(found)


def _of_pattern(pattern: ThreatPattern, catalog: Catalog) -> list[Passage]:
    statement = re.sub(r"{\w+}", "", f"{pattern.source} {pattern.action} {pattern.impact}")
    names = [catalog.name_of(catalog.reference(key)) for key in pattern.references]
    own = Passage(
        id=f"patterns/{pattern.id}",
        what="patterns",
        entry=pattern.id,
        text="\n".join([pattern.title, pattern.title, statement, pattern.explanation, *dict.fromkeys(names)]),
        shown=f"{pattern.title}. {pattern.explanation}",
    )
    examples = [
        Passage(id=f"{own.id}/{number}", what="patterns", entry=pattern.id, example=True, text=text, shown=text)
        for number, text in enumerate(pattern.examples, start=1)
    ]
    return [own, *examples]


def _of_item(framework: Framework, item: FrameworkItem, catalog: Catalog) -> Passage:
    key = f"{framework.value}:{item.id}"
    name, words = catalog.name_of(catalog.reference(key)), item.summary or item.prose
    return Passage(
        id=f"items/{key}",
        what="items",
        entry=key,
        text="\n".join([name, name, words]),
        shown=f"{name}. {words}" if words else name,
    )


def _of_mitigation(measure: Mitigation) -> Passage:
    return Passage(
        id=f"mitigations/{measure.id}",
        what="mitigations",
        entry=measure.id,
        text="\n".join([measure.title, measure.title, measure.action, measure.verify]),
        shown=f"{measure.title}. {measure.action}",
    )
