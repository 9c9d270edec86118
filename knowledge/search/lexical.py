"""Rank passages by the words they share with a query (BM25, with the inverse frequency that Lucene uses)."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.search.words import stems

SATURATION, LENGTH_SHARE = 1.5, 0.75
"""How soon more of a word stops to count, and how much a long passage is held against it: k1 and b of BM25."""

Scores = NDArray[np.float32]


class LexicalIndex:
    """BM25 over the stemmed words of the passages, kept in memory.

    Each word holds the passages it stands in with what it adds there, so that a query is a sum of a few rows.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        passages = [stems(text) for text in texts]
        self._size = len(passages)
        usual = sum(map(len, passages)) / max(self._size, 1)
        standing: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
        for place, words in enumerate(passages):
            damped = SATURATION * ((1 - LENGTH_SHARE) + LENGTH_SHARE * len(words) / usual) if words else 0.0
            for word, times in Counter(words).items():
                standing[word].append((place, times, damped))
        self._rows = {word: self._row(found) for word, found in standing.items()}

    def _row(self, found: list[tuple[int, int, float]]) -> tuple[NDArray[np.int32], Scores]:
        """Where a word stands, and what it adds there."""
        rare = np.float32(math.log(1 + (self._size - len(found) + 0.5) / (len(found) + 0.5)))
        adds = [float(rare) * (times / (damped + times)) for _, times, damped in found]
        return np.array([place for place, _, _ in found], dtype=np.int32), np.array(adds, dtype=np.float32)

    def scores(self, text: str) -> Scores:
        """One score per passage, in their order; zero where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for word in stems(text):
            if word in self._rows:
                places, adds = self._rows[word]
                scores[places] += adds
        return scores


class SortedIndex:
    """One index per sort of text, so that the words of one do not count as common in another."""

    def __init__(self, texts: Sequence[str], sorts: Sequence[str]) -> None:
        found: dict[str, list[int]] = {}
        for number, sort in enumerate(sorts):
            found.setdefault(sort, []).append(number)
        self._size = len(texts)
        self._parts = [(rows, LexicalIndex([texts[row] for row in rows])) for rows in found.values()]

    def scores(self, text: str) -> Scores:
        """One score per text, in their order; zero where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for rows, index in self._parts:
            scores[rows] = index.scores(text)
        return scores
