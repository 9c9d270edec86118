"""Rank passages by the words they share with a query (BM25)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.search.words import stems


class LexicalIndex:
    """BM25 over the stemmed words of the passages, kept in memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        words = [stems(text) for text in texts]
        self._size = len(texts)
        self._known = {word for passage in words for word in passage}
        self._bm25 = bm25s.BM25(method="lucene")
        if self._known:
            self._bm25.index(words, show_progress=False)

    def scores(self, text: str) -> NDArray[np.float32]:
        """One score per passage, in their order; zero where no word is shared."""
        words = [word for word in stems(text) if word in self._known]
        if not words:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(words), dtype=np.float32)


class SortedIndex:
    """One index per sort of text, so that the words of one do not count as common in another."""

    def __init__(self, texts: Sequence[str], sorts: Sequence[str]) -> None:
        found: dict[str, list[int]] = {}
        for number, sort in enumerate(sorts):
            found.setdefault(sort, []).append(number)
        self._size = len(texts)
        self._parts = [(rows, LexicalIndex([texts[row] for row in rows])) for rows in found.values()]

    def scores(self, text: str) -> NDArray[np.float32]:
        """One score per text, in their order; zero where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for rows, index in self._parts:
            scores[rows] = index.scores(text)
        return scores
