"""Find the reference systems most like a given one, and what they would worry about first.

Two systems are alike in their words, in their meaning, in their parts and in what is known of them. From these
likenesses a kernel ridge regression learns how much each system worries about each pattern, and says it of another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.loading.prepared import prepared, program
from knowledge.search import embedding
from knowledge.search import words as words_module
from knowledge.search.embedding import StaticEmbedder
from knowledge.search.packed import packed, unpacked
from knowledge.search.words import stems
from knowledge.vocabulary import AnswerValue, ComponentKind, Value

NEIGHBOURS = 20
"""How many systems are told as neighbours."""
SOFTNESS = 0.5
"""How much less alike a system is that has a smaller share: the exponential of one over this."""
FADING = 0.05
"""How much less each further threat of a system is worried about than the one before it."""
MEANING, WORDS, FACTS, PARTS = 2.0, 1.0, 1.5, 0.3
"""How much each likeness counts, each measured by how far the systems of the library differ in it."""
CAUTION = 0.7
"""How far the regression holds back, in the same measure. These five were chosen on systems left out of it."""

KEPT = 200
"""Of how many systems that were asked about it is kept how like the others are."""

Floats = NDArray[np.float64]


class Neighbour(Value):
    """A reference system with its share among the nearest."""

    system: str = Field(description="Its id.")
    share: float = Field(description="Between nought and one; the shares of all neighbours add up to one.")


class ReferenceLibrary:
    """Compares systems with those of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._systems = tuple(catalog.reference_systems.values())
        self._places = {system.id: place for place, system in enumerate(self._systems)}
        self._likened: dict[bytes, Floats] = {}
        """How like each system is to one that was asked about, by a hash: a draft asks for the same several times."""

    def nearest(
        self,
        text: str,
        kinds: Iterable[ComponentKind],
        facts: Mapping[str, AnswerValue],
        without: str = "",
    ) -> tuple[Neighbour, ...]:
        """The systems most like the one described, but for one by its id, nearest first; none in an empty library."""
        if not self._systems:
            return ()
        likeness = self._likeness(text, kinds, facts)
        if without in self._places:
            likeness[self._places[without]] = -np.inf
        order = np.argsort(-np.round(likeness, 6), kind="stable")[:NEIGHBOURS]
        weights = np.exp((likeness[order] - likeness[order[0]]) / SOFTNESS)
        shares = weights / weights.sum()
        return tuple(
            Neighbour(system=self._systems[place].id, share=round(float(share), 6))
            for place, share in zip(order, shares, strict=True)
        )

    def votes(
        self,
        text: str,
        kinds: Iterable[ComponentKind],
        facts: Mapping[str, AnswerValue],
        without: str = "",
    ) -> dict[str, float]:
        """How much the system described is worried about each pattern that one of the library is worried about.

        One is a first worry, nought none. ``without`` leaves a system of the library out, by its id, as if there were
        none like it.
        """
        if not self._systems:
            return {}
        likeness = self._likeness(text, kinds, facts)
        if without in self._places:
            kept = np.arange(len(self._systems)) != self._places[without]
            regression = Regression(self._alike[np.ix_(kept, kept)], self._worries[kept])
            likeness = likeness[kept]
        else:
            regression = self._regression
        said = regression.said(likeness)
        return {name: round(float(vote), 4) for name, vote in zip(self._patterns, said, strict=True) if vote > 0}

    def _likeness(self, text: str, kinds: Iterable[ComponentKind], facts: Mapping[str, AnswerValue]) -> Floats:
        """How like each system is to the one described, for whoever asks to change."""
        kinds = tuple(kinds)
        key = sha256(repr((text, kinds, tuple(facts.items()))).encode()).digest()
        likeness = self._likened.get(key)
        if likeness is None:
            likeness = self._compared(text, kinds, facts)
            if len(self._likened) >= KEPT:
                self._likened.clear()
            self._likened[key] = likeness
        return likeness.copy()

    def _compared(self, text: str, kinds: Iterable[ComponentKind], facts: Mapping[str, AnswerValue]) -> Floats:
        rows = (
            (self._meanings @ self._embedder.embed([text])[0]).astype(np.float64),
            self._bags[0].likeness(stems(text)),
            self._bags[1].likeness(_told(facts)),
            self._bags[2].likeness(kind.value for kind in kinds),
        )
        return np.asarray(sum(weight * row for weight, row in zip(self._weights, rows, strict=True)))

    @cached_property
    def _embedder(self) -> StaticEmbedder:
        return StaticEmbedder()

    @cached_property
    def _read(self) -> dict[str, Any]:
        """The words of each system and the place of each among meanings, kept between two starts."""
        texts = [f"{system.name} {system.description}" for system in self._systems]
        meant = [system.description for system in self._systems]

        def read() -> dict[str, Any]:
            return {
                "words": [sorted({*stems(text)}) for text in texts],
                "meanings": packed(self._embedder.embed(meant)),
            }

        depends_on = (program(words_module, embedding), self._embedder.name, *texts, *meant)
        return prepared("reference-systems", depends_on, read)

    @cached_property
    def _meanings(self) -> NDArray[np.float32]:
        return unpacked(self._read["meanings"], np.float32).reshape(len(self._systems), -1)

    @cached_property
    def _bags(self) -> tuple["_Bags", "_Bags", "_Bags"]:
        return (
            _Bags(self._read["words"]),
            _Bags([_told(system.facts) for system in self._systems]),
            _Bags([[kind.value for kind in system.parts] for system in self._systems]),
        )

    @cached_property
    def _each_alike(self) -> tuple[Floats, ...]:
        meanings = self._meanings.astype(np.float64)
        return (meanings @ meanings.T, *(bags.rows @ bags.rows.T for bags in self._bags))

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        spreads = [_spread(alike) or 1.0 for alike in self._each_alike]
        return tuple(weight / spread for weight, spread in zip((MEANING, WORDS, FACTS, PARTS), spreads, strict=True))

    @cached_property
    def _alike(self) -> Floats:
        return np.asarray(sum(weight * alike for weight, alike in zip(self._weights, self._each_alike, strict=True)))

    @cached_property
    def _patterns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(threat.pattern for system in self._systems for threat in system.threats))

    @cached_property
    def _worries(self) -> Floats:
        places = {name: place for place, name in enumerate(self._patterns)}
        worries = np.zeros((len(self._systems), len(places)))
        for row, system in zip(worries, self._systems, strict=True):
            for rank, threat in enumerate(system.threats):
                row[places[threat.pattern]] = exp(-FADING * rank)
        return worries

    @cached_property
    def _regression(self) -> "Regression":
        return Regression(self._alike, self._worries)


@lru_cache(maxsize=2)
def library_of(catalog: Catalog) -> ReferenceLibrary:
    """The library of a catalog; what it learns of its systems it learns once."""
    return ReferenceLibrary(catalog)


class Regression:
    """A kernel ridge regression: what is known of N things goes over to others by how like those are to them."""

    def __init__(self, alike: Floats, known: Floats) -> None:
        """``alike`` (N, N) says how like the things are to one another, ``known`` (N, P) what is known of each."""
        self._mean, self._usual = alike.mean(axis=0), known.mean(axis=0)
        centred = alike - self._mean[:, None] - self._mean[None] + self._mean.mean()
        held = CAUTION * float(centred.trace()) / len(alike) * np.eye(len(alike))
        self._weights = np.linalg.solve(held + centred, known - self._usual)

    def said(self, likeness: Floats) -> Floats:
        """What is to be expected of a thing that is so like each of the others; shape (P,)."""
        centred = likeness - likeness.mean() - self._mean + self._mean.mean()
        return np.asarray(self._usual + centred @ self._weights)


class _Bags:
    """Bags of words of which rare ones count more; each has length one, so that their products are likenesses."""

    def __init__(self, bags: Sequence[Iterable[str]]) -> None:
        found = [frozenset(bag) for bag in bags]
        counts = Counter(word for bag in found for word in bag)
        self._places = {word: place for place, word in enumerate(sorted(counts))}
        self._rarity = np.array([log((len(found) + 1) / (counts[word] + 1)) for word in self._places])
        self.rows = np.array([self._row(bag) for bag in found])

    def likeness(self, bag: Iterable[str]) -> Floats:
        """How like a bag is to each."""
        return np.asarray(self.rows @ self._row(bag))

    def _row(self, bag: Iterable[str]) -> Floats:
        row = np.zeros(len(self._places))
        places = sorted({self._places[word] for word in bag if word in self._places})
        row[places] = np.sqrt(self._rarity[places])
        length = float(np.sqrt(row @ row))
        return row / length if length > 0 else row


def _told(facts: Mapping[str, AnswerValue]) -> list[str]:
    """What is known, each value of a fact as one word."""
    values = ((fact, value if isinstance(value, tuple) else (value,)) for fact, value in facts.items())
    return [f"{fact}={one}" for fact, several in values for one in several]


def _spread(alike: Floats) -> float:
    """How far things differ: the mean square distance from their middle."""
    return float(alike.diagonal().mean() - alike.mean())
