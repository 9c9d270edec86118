"""Bring the scores of passages together into scores of entries.

A pattern scores by its own words and by its examples, since owners talk like the examples: one that fits well counts,
and three that fit count more. The weights were chosen on the catalog itself, by finding patterns from their own
examples and from examples left out. An item or a measure scores by its own words plus the best pattern that names it,
weighed by how closely.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.catalog import Catalog
from knowledge.embedding import Vectors
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.passages import Passage, What
from knowledge.vocabulary import ComponentKind, Framework

OWN_WORDS = 2.0
BEST_EXAMPLES = 3
CLOSENESS = (1.0, 0.7, 0.5, 0.35)
"""How much of a pattern's score reaches the first, second … thing it names; the last counts for all further ones."""

Places = NDArray[np.int64]
Strength = NDArray[np.float64]
"""How much each passage speaks for its entry."""


def strength_of(legs: Mapping[str, Vectors]) -> Strength:
    """The sum over the legs, each measured against its own best."""
    return np.asarray(sum(leg.astype(np.float64) / (float(leg.max(initial=0)) or 1.0) for leg in legs.values()))


class Board(Protocol):
    """The entries of one sort with a way to score them."""

    entries: tuple[str, ...]
    place: dict[str, int]

    def scores(self, passages: Vectors) -> Vectors:
        """The score of each entry, given the score of each passage."""

    def best_passage(self, place: int, strength: Strength) -> int:
        """The passage that speaks most for an entry."""


class PatternBoard:
    """Threat patterns, scored by their own words and their examples."""

    def __init__(self, catalog: Catalog, passages: tuple[Passage, ...]) -> None:
        self.entries = tuple(catalog.patterns)
        self.place = {entry: number for number, entry in enumerate(self.entries)}
        self._own = np.zeros(len(self.entries), dtype=np.int64)
        examples: list[list[int]] = [[] for _ in self.entries]
        for number, passage in enumerate(passages):
            if passage.what == "patterns" and passage.example:
                examples[self.place[passage.entry]].append(number)
            elif passage.what == "patterns":
                self._own[self.place[passage.entry]] = number
        self._examples = examples
        widest = max(BEST_EXAMPLES, *(len(row) for row in examples), 0) if examples else BEST_EXAMPLES
        self._padded = np.array([row + [-1] * (widest - len(row)) for row in examples], dtype=np.int64)
        self._padded = self._padded.reshape(len(self.entries), widest)

    def scores(self, passages: Vectors) -> Vectors:
        """Own words, plus the middle between the best example and the mean of the best three."""
        padded = np.append(passages, 0.0)  # the place -1 stands for "no example"
        best = np.sort(padded[self._padded], axis=1)[:, -BEST_EXAMPLES:]
        examples = (best[:, -1] + best.mean(axis=1)) / 2
        return np.asarray(OWN_WORDS * padded[self._own] + examples, dtype=np.float32)

    def passages(self, place: int) -> list[int]:
        """The passages of one pattern."""
        return [int(self._own[place]), *self._examples[place]]

    def best_passage(self, place: int, strength: Strength) -> int:
        """The example or description that fits best."""
        return _best(self.passages(place), strength)


class NamedBoard:
    """Entries that patterns name (framework items, measures), scored by their own words and through these patterns."""

    def __init__(
        self, what: What, passages: tuple[Passage, ...], patterns: PatternBoard, named: Iterable[tuple[str, str, float]]
    ) -> None:
        numbers = {passage.entry: number for number, passage in enumerate(passages) if passage.what == what}
        self.entries = tuple(numbers)
        self.place = {entry: number for number, entry in enumerate(self.entries)}
        self._own = np.array(list(numbers.values()), dtype=np.int64)
        self._patterns = patterns
        links = [(patterns.place[pattern], self.place[entry], weight) for pattern, entry, weight in named]
        self._from = np.array([link[0] for link in links], dtype=np.int64)
        self._to = np.array([link[1] for link in links], dtype=np.int64)
        self._weight = np.array([link[2] for link in links], dtype=np.float32)

    def scores(self, passages: Vectors) -> Vectors:
        """Own words plus the share of the best pattern that names it."""
        through = np.zeros(len(self.entries), dtype=np.float32)
        np.maximum.at(through, self._to, self._patterns.scores(passages)[self._from] * self._weight)
        return np.asarray(passages[self._own] + through, dtype=np.float32)

    def best_passage(self, place: int, strength: Strength) -> int:
        """Its own words, or the passage of a pattern that names it."""
        patterns = self._from[self._to == place]
        candidates = [number for pattern in patterns for number in self._patterns.passages(int(pattern))]
        return _best([int(self._own[place]), *candidates], strength)


class Boards:
    """One board per sort of entry, and which entries of it a query wants."""

    def __init__(self, catalog: Catalog, passages: tuple[Passage, ...]) -> None:
        self._catalog = catalog
        patterns = PatternBoard(catalog, passages)
        items = NamedBoard("items", passages, patterns, _items_named(catalog))
        measures = NamedBoard("mitigations", passages, patterns, _measures_named(catalog))
        self._boards: dict[What, Board] = {"patterns": patterns, "items": items, "mitigations": measures}
        self._masks: dict[tuple[What, ComponentKind | Framework], NDArray[np.bool_]] = {}

    def of(self, what: What) -> Board:
        """The board of one sort."""
        return self._boards[what]

    def wanted(
        self, what: What, kinds: tuple[ComponentKind, ...], frameworks: tuple[Framework, ...]
    ) -> NDArray[np.bool_]:
        """Which entries are of the kinds and frameworks asked for; nothing asked means all."""
        fits = np.ones(len(self._boards[what].entries), dtype=np.bool_)
        for asked in (kinds if what != "items" else (), frameworks):
            if asked:
                fits &= np.any([self._mask(what, one) for one in asked], axis=0)
        return fits

    def _mask(self, what: What, asked: ComponentKind | Framework) -> NDArray[np.bool_]:
        """Which entries are of one kind or framework; worked out once, as a catalog may hold many thousands."""
        if (what, asked) not in self._masks:
            named = self._on(what, asked) if isinstance(asked, ComponentKind) else self._behind(what, asked)
            board, mask = self._boards[what], np.zeros(len(self._boards[what].entries), dtype=np.bool_)
            mask[[board.place[entry] for entry in named]] = True
            self._masks[what, asked] = mask
        return self._masks[what, asked]

    def _on(self, what: What, kind: ComponentKind) -> Iterable[str]:
        """The patterns that can land on a kind, or the measures that stand beside them."""
        landing = [one for one in self._catalog.patterns.values() if not one.targets or kind in one.targets]
        if what == "patterns":
            return [pattern.id for pattern in landing]
        return {measure for pattern in landing for measure in pattern.mitigations}

    def _behind(self, what: What, framework: Framework) -> Iterable[str]:
        """The entries of, or with a reference to, a framework."""
        start = f"{framework.value}:"
        if what == "items":
            return [key for key in self._boards[what].entries if key.startswith(start)]
        shelf: Mapping[str, ThreatPattern | Mitigation]
        shelf = self._catalog.patterns if what == "patterns" else self._catalog.mitigations
        return [one.id for one in shelf.values() if any(key.startswith(start) for key in one.references)]


def _items_named(catalog: Catalog) -> Iterable[tuple[str, str, float]]:
    """Each pattern with the items it names; closeness is counted within each framework."""
    for pattern in catalog.patterns.values():
        seen: Counter[Framework] = Counter()
        for key in pattern.references:
            reference = catalog.reference(key)
            yield pattern.id, reference.key, CLOSENESS[min(seen[reference.framework], len(CLOSENESS) - 1)]
            seen[reference.framework] += 1


def _measures_named(catalog: Catalog) -> Iterable[tuple[str, str, float]]:
    for pattern in catalog.patterns.values():
        for number, measure in enumerate(pattern.mitigations):
            yield pattern.id, measure, CLOSENESS[min(number, len(CLOSENESS) - 1)]


def _best(candidates: list[int], strength: Strength) -> int:
    """The strongest candidate; the first of equal ones."""
    return max(candidates, key=lambda number: (strength[number], -number))
