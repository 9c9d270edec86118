"""What the analyst took from a text: the facts it states as said, and the parts, people and flows it drew."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from agent.domain import Component, FactValue, Provenance, Quote, ThreatModel
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue, Value

FROM_WORDS = frozenset({Provenance.STATED, Provenance.FILE})
"""Origins of what is put down as said in the text; all others are concluded, doubted or assumed."""


class Known(Value):
    """A fact with its value, taken together over the system and its parts."""

    fact: str = Field(description="Id of the fact.")
    value: AnswerValue = Field(description="Its value.")
    quotes: tuple[str, ...] = Field(default=(), description="The words behind it.")


class Part(Value):
    """A part or a person."""

    id: str = Field(description="What flows call it.")
    name: str = Field(description="What it is called.")
    kind: str = Field(default="", description="What it is; empty for a person.")
    quotes: tuple[str, ...] = Field(default=(), description="The words that name it.")


class Flow(Value):
    """What moves from one end to another, by their ids."""

    source: str = Field(description="Where it comes from.")
    target: str = Field(description="Where it goes.")


class Understood(Value):
    """All that was taken from one text."""

    stated: tuple[Known, ...] = Field(default=(), description="Facts that are put down as said.")
    concluded: tuple[Known, ...] = Field(default=(), description="Facts that follow, by whatever conclusion.")
    parts: tuple[Part, ...] = Field(default=(), description="Its parts.")
    people: tuple[Part, ...] = Field(default=(), description="Its people and outside systems.")
    flows: tuple[Flow, ...] = Field(default=(), description="What moves between them.")


def understood(model: ThreatModel, catalog: Catalog) -> Understood:
    """What a model holds; what is only assumed is left out."""
    said = [kept for kept in model.facts if kept.provenance in FROM_WORDS]
    names = {kept.fact for kept in said}
    drawn = [kept for kept in model.facts if kept.fact not in names and kept.provenance is not Provenance.ASSUMED]
    return Understood(
        stated=tuple(_together(said, catalog)),
        concluded=tuple(_together(drawn, catalog)),
        parts=tuple(map(_part, model.components)),
        people=tuple(Part(id=one.id, name=one.name, quotes=_words(one.quotes)) for one in model.actors),
        flows=tuple(Flow(source=one.source, target=one.target) for one in model.flows),
    )


def _part(part: Component) -> Part:
    return Part(id=part.id, name=part.name, kind=part.kind.value, quotes=_words(part.quotes))


def _words(quotes: Iterable[Quote]) -> tuple[str, ...]:
    return tuple(quote.text for quote in quotes)


def _together(values: Iterable[FactValue], catalog: Catalog) -> Iterator[Known]:
    """Each fact once: what is said of a part is said of the system that has it, and the most that is said counts."""
    by_fact: dict[str, list[FactValue]] = {}
    for kept in values:
        by_fact.setdefault(kept.fact, []).append(kept)
    for fact, found in sorted(by_fact.items()):
        value = _most([kept.value for kept in found], catalog, fact)
        quotes = tuple(dict.fromkeys(words for kept in found for words in _words(kept.quotes)))
        yield Known(fact=fact, value=value, quotes=quotes)


def _most(values: list[AnswerValue], catalog: Catalog, fact: str) -> AnswerValue:
    """A yes before a no, all of several, and of choices the last, which is the most exposed."""
    definition = catalog.facts[fact]
    if definition.type is FactType.YES_NO:
        return True in values
    held = {one for value in values for one in ((value,) if isinstance(value, (str, bool)) else value)}
    ordered = tuple(choice.value for choice in definition.choices if choice.value in held)
    return ordered if definition.type is FactType.SEVERAL else ordered[-1]
