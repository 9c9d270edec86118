"""Rank passages by the words they share with a query (BM25, with the inverse frequency that Lucene uses)."""

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.loading.prepared import prepared, program
from knowledge.search import words as words_module
from knowledge.search.packed import packed, unpacked
from knowledge.search.words import stems

SATURATION, LENGTH_SHARE = 1.5, 0.75
"""How soon more of a word stops to count, and how much a long passage is held against it: k1 and b of BM25."""

Scores = NDArray[np.float32]


class LexicalIndex:
    """BM25 over the stemmed words of the passages, kept in memory.

    Each word holds the passages it stands in with what it adds there, so that a query is a sum of a few rows.
    """

    def __init__(self, texts: Sequence[str], counted: dict[str, Any] | None = None) -> None:
        """``counted`` is what ``counted_words`` gives for the texts, where it is known."""
        known = counted or counted_words(texts)
        lengths, found = unpacked(known["lengths"], np.int32), unpacked(known["found"], np.int32)
        self._size = len(lengths)
        usual = int(lengths.sum()) / max(self._size, 1) or 1.0
        damped = SATURATION * ((1 - LENGTH_SHARE) + LENGTH_SHARE * lengths / usual)
        rare = np.array([self._rarity(int(times)) for times in found], dtype=np.float64)
        self._places, times = unpacked(known["places"], np.int32), unpacked(known["times"], np.int32)
        self._adds = (np.repeat(rare, found) * (times / (damped[self._places] + times))).astype(np.float32)
        ends = np.cumsum(found).tolist()
        self._rows = dict(zip(known["words"], zip([0, *ends], ends, strict=False), strict=True))

    def _rarity(self, found: int) -> np.float32:
        """How much a word counts that so many passages hold."""
        return np.float32(math.log(1 + (self._size - found + 0.5) / (found + 0.5)))

    def scores(self, text: str) -> Scores:
        """One score per passage, in their order; zero where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for word in stems(text):
            if word in self._rows:
                start, end = self._rows[word]
                scores[self._places[start:end]] += self._adds[start:end]
        return scores


class SortedIndex:
    """One index per sort of text, so that the words of one do not count as common in another."""

    def __init__(self, texts: Sequence[str], sorts: Sequence[str], name: str = "") -> None:
        """Under a name it is kept between two starts which words stand where."""
        found: dict[str, list[int]] = {}
        for number, sort in enumerate(sorts):
            found.setdefault(sort, []).append(number)
        self._size = len(texts)

        def counted() -> dict[str, Any]:
            return {sort: counted_words([texts[row] for row in rows]) for sort, rows in found.items()}

        depends_on = (program(words_module, sys.modules[__name__]), *sorts, *texts)
        known = prepared(name, depends_on, counted) if name else counted()
        self._parts = [(rows, LexicalIndex([texts[row] for row in rows], known[sort])) for sort, rows in found.items()]

    def scores(self, text: str) -> Scores:
        """One score per text, in their order; zero where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for rows, index in self._parts:
            scores[rows] = index.scores(text)
        return scores


def counted_words(texts: Sequence[str]) -> dict[str, Any]:
    """Which words stand in which of the texts, and how often; how many texts hold a word, and how long each text is."""
    standing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = []
    for place, text in enumerate(texts):
        words = stems(text)
        lengths.append(len(words))
        for word, times in Counter(words).items():
            standing[word].append((place, times))
    every = [one for found in standing.values() for one in found]
    return {
        "words": list(standing),
        "found": _packed(len(found) for found in standing.values()),
        "places": _packed(place for place, _ in every),
        "times": _packed(times for _, times in every),
        "lengths": _packed(lengths),
    }


def _packed(numbers: Iterable[int]) -> str:
    return packed(np.fromiter(numbers, dtype=np.int32))
