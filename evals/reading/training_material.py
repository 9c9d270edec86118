"""What a reader learns from: example sentences for each value of each fact, and descriptions that were marked.

Example sentences say nothing of other facts; in a description everything that is stated was marked, by people who did
not see the reader. Cases of the evaluation are no part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import knowledge
from agent.reading.likely_facts import Label
from agent.reading.text.sentences import sentences_of
from evals.files import read_yaml
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, Value

LANGUAGE = Path(knowledge.__file__).parent / "data" / "language" / "en"
LEAST_OVERLAP = 8
"""A quote belongs to a sentence with which it shares so many letters, or all of its own."""


class Examples(Value):
    """Sentences that tell one value of a fact."""

    fact: str
    value: AnswerValue
    says: tuple[str, ...]


class Near(Value):
    """Sentences that are near a fact and do not tell it."""

    fact: str
    says: tuple[str, ...]


class ExampleFile(Value):
    """A file of examples."""

    examples: tuple[Examples, ...]
    near: tuple[Near, ...] = ()


class Marked(Value):
    """A fact that a description states, with the words that state it."""

    fact: str
    value: AnswerValue
    quote: str


class Annotated(Value):
    """A description of a reference system, marked."""

    reference: str
    facts: tuple[Marked, ...]
    parts: Mapping[str, str] = {}
    people: tuple[str, ...] = ()


class AnnotatedFile(Value):
    """A file of marked descriptions."""

    readings: tuple[Annotated, ...]


@dataclass(frozen=True)
class Row:
    """A sentence to learn from: the labels it tells, and those it is known not to tell (none: all others)."""

    sentence: str
    tells: frozenset[int]
    tells_not: frozenset[int] | None


@dataclass(frozen=True)
class Material:
    """All that is learnt from: example rows, and descriptions with their rows and what they state."""

    labels: tuple[Label, ...]
    examples: tuple[Row, ...]
    texts: tuple[tuple[str, tuple[Row, ...]], ...]
    """Id of the reference system, then its sentences."""


def material_of(catalog: Catalog, folder: Path = LANGUAGE) -> Material:
    """Everything under the folder, in a stable order."""
    labels = tuple(_labels(catalog))
    places = {label: place for place, label in enumerate(labels)}
    rows: list[Row] = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        kept = ExampleFile.model_validate(read_yaml(path))
        rows += [row for one in kept.examples for row in _of_examples(one, catalog, places)]
        rows += [row for one in kept.near for row in _of_near(one, places)]
    texts = []
    for one in annotated(folder):
        text = description_of(one.reference, catalog)
        texts.append((one.reference, tuple(_of_text(text, one, places))))
    return Material(labels, tuple(rows), tuple(texts))


def annotated(folder: Path = LANGUAGE) -> tuple[Annotated, ...]:
    """The marked descriptions."""
    files = (AnnotatedFile.model_validate(read_yaml(path)) for path in sorted((folder / "readings").glob("*.yaml")))
    return tuple(one for kept in files for one in kept.readings)


def description_of(reference: str, catalog: Catalog) -> str:
    """The description of a reference system on one line, as quotes are matched against it."""
    return " ".join(catalog.reference_systems[reference].description.split())


def digest_of_data(catalog: Catalog, folder: Path = LANGUAGE) -> str:
    """What the table depends on: the material and the names of facts and values."""
    kept = sha256()
    for row in (*material_of(catalog, folder).labels, *_files(folder)):
        kept.update(repr(row).encode())
    return kept.hexdigest()


def _labels(catalog: Catalog) -> Iterable[Label]:
    for fact in (one for one in catalog.facts.values() if not one.of_measure):
        yield from ((fact.id, choice.value) for choice in fact.choices)
        yield from () if fact.choices else ((fact.id, True), (fact.id, False))


def _singles(fact: str, value: AnswerValue) -> list[Label]:
    return [(fact, one) for one in value] if isinstance(value, tuple) else [(fact, value)]


def _of_examples(one: Examples, catalog: Catalog, places: Mapping[Label, int]) -> Iterable[Row]:
    tells = frozenset(places[label] for label in _singles(one.fact, one.value))
    others = frozenset(place for (fact, _), place in places.items() if fact == one.fact) - tells
    excluded = others if catalog.facts[one.fact].type != "several" else frozenset[int]()
    return [Row(sentence, tells, excluded) for sentence in one.says]


def _of_near(one: Near, places: Mapping[Label, int]) -> Iterable[Row]:
    not_told = frozenset(place for (fact, value), place in places.items() if fact == one.fact and value is not False)
    return [Row(sentence, frozenset(), not_told) for sentence in one.says]


def _of_text(text: str, one: Annotated, places: Mapping[Label, int]) -> Iterable[Row]:
    for sentence in sentences_of(text):
        start, end = sentence.start, sentence.start + len(sentence.text)
        tells: set[int] = set()
        for marked in one.facts:
            quote = " ".join(marked.quote.split())
            at = text.find(quote)
            shared = min(end, at + len(quote)) - max(start, at)
            if at >= 0 and shared >= min(len(quote), LEAST_OVERLAP):
                tells.update(places[label] for label in _singles(marked.fact, marked.value) if label in places)
        yield Row(sentence.text, frozenset(tells), None)


def _files(folder: Path) -> Iterable[tuple[str, str]]:
    for path in sorted(folder.glob("*/*.yaml")):
        yield path.name, sha256(path.read_bytes()).hexdigest()
