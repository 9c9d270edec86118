"""Turn texts into vectors whose nearness stands for nearness of meaning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from knowledge.threads import calculate_on_one_thread
from knowledge.words import stems

Vectors = NDArray[np.float32]
"""One row per text, each of length one (or zero, where no word is known)."""

Weighed = tuple[NDArray[np.int64], NDArray[np.float64]]
"""The columns of a text's words, in order, with the weight of each."""

WEAKEST = 1e-6
"""Directions weaker than this share of the strongest are noise."""


@runtime_checkable
class Embedder(Protocol):
    """Something that maps texts to vectors; what it learned can be kept and restored."""

    name: str
    dimensions: int

    def fit(self, texts: Sequence[str]) -> None:
        """Learn from the texts that will be searched; an embedder that needs no learning does nothing."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector per text."""

    def state(self) -> Mapping[str, NDArray[Any]]:
        """What was learned, as plain arrays."""

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take over what was learned before."""


class LsaEmbedder:
    """Latent semantic vectors over stemmed words: offline, deterministic, quick to fit and to ask.

    Words are weighed by how rare they are (tf-idf), then the strongest directions in which words occur together
    are kept. Words that never occurred in the fitted texts contribute nothing.
    """

    def __init__(self, dimensions: int = 128) -> None:
        self.dimensions = dimensions
        self.name = f"lsa{dimensions}-v1"
        self._column: dict[str, int] = {}
        self._idf: NDArray[np.float64] = np.zeros(0)
        self._directions: NDArray[np.float32] = np.zeros((0, dimensions), dtype=np.float32)

    def fit(self, texts: Sequence[str]) -> None:
        """Learn words, their rarity and the directions from the texts."""
        counts = [Counter(stems(text)) for text in texts]
        words = sorted(set().union(*counts))
        if not words:
            return self.restore(LsaEmbedder(self.dimensions).state())
        self._column = {word: number for number, word in enumerate(words)}
        holding = Counter(word for count in counts for word in count)
        self._idf = np.log((1 + len(texts)) / (1 + np.array([holding[word] for word in words]))) + 1
        self._directions = _strongest([self._weighed(count) for count in counts], len(words), self.dimensions)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length one per text; all zero where no word is known."""
        rows = [self._directed(Counter(stems(text))) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Words, rarity and directions."""
        return {"words": np.array(list(self._column), dtype=np.str_), "idf": self._idf, "directions": self._directions}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take over words, rarity and directions."""
        words, idf, directions = state["words"], state["idf"], state["directions"]
        if not len(words) == len(idf) == len(directions) or directions.shape[1:] != (self.dimensions,):
            raise ValueError(f"expected {self.dimensions} directions per word, got {directions.shape} for {len(words)}")
        self._column = {str(word): number for number, word in enumerate(words)}
        self._idf, self._directions = idf.astype(np.float64), directions.astype(np.float32)

    def _weighed(self, count: Counter[str]) -> Weighed:
        known = sorted((self._column[word], number) for word, number in count.items() if word in self._column)
        columns = np.array([column for column, _ in known], dtype=np.int64)
        weights = (1 + np.log(np.array([number for _, number in known], dtype=np.float64))) * self._idf[columns]
        length = float(np.linalg.norm(weights))
        return columns, weights / length if length else weights

    def _directed(self, count: Counter[str]) -> NDArray[np.float32]:
        columns, weights = self._weighed(count)
        vector = weights.astype(np.float32) @ self._directions[columns]
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length else vector, dtype=np.float32)


def _strongest(weighed: Sequence[Weighed], words: int, wanted: int) -> NDArray[np.float32]:
    """The strongest directions, one column each, with the largest entry positive; missing ones are zero."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import svds

    calculate_on_one_thread()
    found = np.zeros((words, wanted), dtype=np.float32)
    smaller = min(len(weighed), words)
    possible = min(wanted, smaller - 1)
    if possible < 1:
        return found
    ends = np.cumsum([0, *(len(columns) for columns, _ in weighed)])
    columns, weights = (np.concatenate([row[part] for row in weighed]) for part in (0, 1))
    start = np.random.RandomState(0).uniform(-1, 1, smaller)  # fixed, so that two fits give the same directions
    _, strengths, rows = svds(csr_matrix((weights, columns, ends), shape=(len(weighed), words)), possible, v0=start)
    order = np.argsort(-strengths, kind="stable")
    rows = rows[order][strengths[order] > WEAKEST * strengths.max()]
    peaks = rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)]
    found[:, : len(rows)] = (rows * np.where(peaks < 0, -1.0, 1.0)[:, None]).T
    return found
