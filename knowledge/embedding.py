"""Turn texts into vectors whose nearness stands for nearness of meaning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from knowledge.words import stems

Vectors = NDArray[np.float32]
"""One row per text, each of length one (or zero, where no word is known)."""

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
        """Learn words, their rarity and the directions from the texts; takes about a second to load its library."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        if not any(stems(text) for text in texts):
            return self.restore(LsaEmbedder(self.dimensions).state())
        vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
        weights = vectorizer.fit_transform(texts)
        words = vectorizer.get_feature_names_out()
        self._column = {str(word): number for number, word in enumerate(words)}
        self._idf = np.asarray(vectorizer.idf_, dtype=np.float64)
        self._directions = _strongest(weights, self.dimensions)

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

    def _weighed(self, count: Counter[str]) -> tuple[list[int], NDArray[np.float64]]:
        known = sorted((self._column[word], number) for word, number in count.items() if word in self._column)
        columns = [column for column, _ in known]
        weights = (1 + np.log([number for _, number in known])) * self._idf[columns] if known else np.zeros(0)
        length = float(np.linalg.norm(weights))
        return columns, weights / length if length else weights

    def _directed(self, count: Counter[str]) -> NDArray[np.float32]:
        columns, weights = self._weighed(count)
        vector = weights.astype(np.float32) @ self._directions[columns]
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length else vector, dtype=np.float32)


def _strongest(weights: Any, wanted: int) -> NDArray[np.float32]:
    """The strongest directions, one column each, with the largest entry positive; missing ones are zero."""
    from sklearn.decomposition import TruncatedSVD

    found = np.zeros((weights.shape[1], wanted), dtype=np.float32)
    possible = min(wanted, min(weights.shape) - 1)
    if possible < 1:
        return found
    reduced = TruncatedSVD(possible, algorithm="arpack", random_state=0).fit(weights)
    strengths, rows = reduced.singular_values_, reduced.components_
    rows = rows[strengths > WEAKEST * strengths.max()]
    peaks = rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)]
    found[:, : len(rows)] = (rows * np.where(peaks < 0, -1.0, 1.0)[:, None]).T
    return found
