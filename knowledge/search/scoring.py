"""Bring the scores of passages together into scores of entries.

A pattern scores by its best passages, since owners talk like one of them: the best counts whole, the next ones less.
An item or a measure scores by the better of its name and its text, plus half the best pattern that names it. There a
pattern's passages count by how near they are to the item: a pattern that names twenty does not mean each with each.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.catalog import Catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.search.embedding import Vectors
from knowledge.search.passages import Passage, What
from knowledge.vocabulary import ComponentKind, Framework

SHARES = (1.0, 0.5, 0.25)
"""How much a pattern's best, second and third passage count."""

THROUGH = 0.5
"""How much of a pattern's score reaches what it names, where its passages are as near to that as passages are."""

Places = NDArray[np.int64]
Strength = NDArray[np.float64]
"""How much each passage speaks for its entry."""


def strength_of(legs: Mapping[str, Vectors]) -> Strength:
    """The sum over the legs, each measured against its own best."""
    return np.asarray(sum(leg.astype(np.float64) / (float(leg.max(initial=0)) or 1.0) for leg in legs.values()))


def standard(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Scores in standard deviations from their mean; all zero where they are all alike."""
    exact = scores.astype(np.float64)
    spread = float(exact.std()) if exact.size else 0.0
    return (exact - exact.mean()) / spread if spread > 0 else np.zeros(len(exact))


class Board(Protocol):
    """The entries of one sort with a way to score them."""

    entries: tuple[str, ...]
    place: dict[str, int]

    def scores(self, passages: Vectors) -> Vectors:
        """The score of each entry, given the score of each passage."""

    def best_passage(self, place: int, strength: Strength) -> int:
        """The passage that speaks most for an entry."""


class PatternBoard:
    """Threat patterns, scored by their best passages."""

    def __init__(self, catalog: Catalog, passages: tuple[Passage, ...]) -> None:
        self.entries = tuple(catalog.patterns)
        self.place = {entry: number for number, entry in enumerate(self.entries)}
        self._passages = _passages_by_place("patterns", passages, self.place)
        self.padded = _padded(self._passages)

    def scores(self, passages: Vectors) -> Vectors:
        """The best passage, half the second and a quarter of the third."""
        return _shared_out(_taken(passages, self.padded))

    def passages(self, place: int) -> list[int]:
        """The passages of one pattern."""
        return self._passages[place]

    def best_passage(self, place: int, strength: Strength) -> int:
        """The passage that fits best."""
        return _best(self.passages(place), strength)


class NamedBoard:
    """Entries that patterns name (framework items, measures), scored by their own words and through these patterns."""

    def __init__(
        self,
        what: What,
        passages: tuple[Passage, ...],
        vectors: Vectors,
        patterns: PatternBoard,
        named: Iterable[tuple[str, str]],
    ) -> None:
        self.entries = tuple(dict.fromkeys(passage.entry for passage in passages if passage.what == what))
        self.place = {entry: number for number, entry in enumerate(self.entries)}
        self._own = _passages_by_place(what, passages, self.place)
        self._padded = _padded(self._own)
        links = [(patterns.place[pattern], self.place[entry]) for pattern, entry in named]
        self._candidates = [list(row) for row in self._own]
        for pattern, entry in links:
            self._candidates[entry] += patterns.passages(pattern)
        self._to = np.array([link[1] for link in links], dtype=np.int64)
        self._from = patterns.padded[[link[0] for link in links]]
        self._near = self._nearness(vectors)

    def _nearness(self, vectors: Vectors) -> Vectors:
        """How near each passage of a pattern is to what it names: one on average over all of them."""
        near = np.zeros(self._from.shape, dtype=np.float32)
        for row, (passages, entry) in enumerate(zip(self._from, self._to, strict=True)):
            known = passages[passages >= 0]
            near[row, : len(known)] = (vectors[known] @ vectors[self._own[entry]].T).max(axis=1, initial=0)
        average = float(near[self._from >= 0].mean()) if near.any() else 1.0
        return np.asarray(near / average, dtype=np.float32)

    def scores(self, passages: Vectors) -> Vectors:
        """The better of name and text plus half the best pattern that names it."""
        through = np.zeros(len(self.entries), dtype=np.float32)
        np.maximum.at(through, self._to, _shared_out(_taken(passages, self._from) * self._near))
        own = _taken(passages, self._padded).max(axis=1, initial=0)
        return np.asarray(own + THROUGH * through, dtype=np.float32)

    def best_passage(self, place: int, strength: Strength) -> int:
        """Its own words, or the passage of a pattern that names it."""
        return _best(self._candidates[place], strength)


class Boards:
    """One board per sort of entry, and which entries of it a query wants."""

    def __init__(self, catalog: Catalog, passages: tuple[Passage, ...], vectors: Vectors) -> None:
        self._catalog = catalog
        patterns = PatternBoard(catalog, passages)
        items = NamedBoard("items", passages, vectors, patterns, _items_named(catalog))
        measures = NamedBoard("mitigations", passages, vectors, patterns, _measures_named(catalog))
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


def _items_named(catalog: Catalog) -> Iterable[tuple[str, str]]:
    for pattern in catalog.patterns.values():
        for key in pattern.references:
            yield pattern.id, catalog.reference(key).key


def _measures_named(catalog: Catalog) -> Iterable[tuple[str, str]]:
    for pattern in catalog.patterns.values():
        for measure in pattern.mitigations:
            yield pattern.id, measure


def _passages_by_place(what: What, passages: tuple[Passage, ...], place: Mapping[str, int]) -> list[list[int]]:
    """The numbers of each entry's passages, in their order."""
    found: list[list[int]] = [[] for _ in place]
    for number, passage in enumerate(passages):
        if passage.what == what:
            found[place[passage.entry]].append(number)
    return found


def _padded(rows: list[list[int]]) -> Places:
    """The rows as one table, filled up with -1."""
    widest = max((len(row) for row in rows), default=0)
    return np.array([row + [-1] * (widest - len(row)) for row in rows], dtype=np.int64).reshape(len(rows), widest)


def _shared_out(scores: Vectors) -> Vectors:
    """Each row's best score, half the second and a quarter of the third."""
    ordered = -np.sort(-scores, axis=1)[:, : len(SHARES)]
    return np.asarray(ordered @ np.array(SHARES[: ordered.shape[1]]), dtype=np.float32)


def _taken(passages: Vectors, padded: Places) -> Vectors:
    """The scores of each entry's passages; a place that is filled up scores nothing."""
    return np.asarray(np.append(passages, np.float32(0))[padded])


def _best(candidates: list[int], strength: Strength) -> int:
    """The strongest candidate; the first of equal ones."""
    return candidates[int(np.argmax(strength[candidates]))]
