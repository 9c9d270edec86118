"""Turn texts into vectors whose nearness stands for nearness of meaning."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from knowledge.search.words import LONGEST

Vectors = NDArray[np.float32]
"""One row per text, each of length one (or zero, where no word is known)."""

TABLE = Path(__file__).parents[1] / "data" / "embedding" / "minilm_l6_static.npz"
"""The packaged table of word pieces; ``python -m knowledge distil`` makes it."""

FEW = 100
"""The vectors of more texts than these, all at once, are kept for whoever asks for the same ones next."""

FIRST, UNKNOWN, LAST = "[CLS]", "[UNK]", "[SEP]"
"""The pieces that open a text, stand for what is unknown, and close it."""


@runtime_checkable
class Embedder(Protocol):
    """Something that maps texts to vectors."""

    name: str
    dimensions: int
    kept_as: str
    """What the folders of its kept vectors begin with; each embedder clears away its own only."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector per text."""


class StaticEmbedder:
    """The mean of a text's word pieces, each looked up in a table: offline, deterministic, quick.

    The table is distilled from a sentence encoder (see ``distillation``), so words of one meaning lie near each other
    even where the catalog never uses them together.
    """

    kept_as = "vectors"

    def __init__(self, table: Path = TABLE) -> None:
        self._pieces = pieces_of(table)
        self.dimensions = self._pieces.vectors.shape[1]
        self.name = f"static{self.dimensions}-v1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length one per text; all zero where no piece is known."""
        return _rows_of_many(self._pieces, tuple(texts)) if len(texts) > FEW else _rows(self._pieces, texts)


class Pieces:
    """The table with the tokenizer that cuts texts into its pieces: those of the encoder it is distilled from."""

    def __init__(self, names: Sequence[str], vectors: NDArray[np.int8]) -> None:
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        self.vectors = vectors
        vocabulary = {name: number for number, name in enumerate(names)}
        self.first, self.unknown, self.last = (vocabulary[name] for name in (FIRST, UNKNOWN, LAST))
        self._tokenizer: Any = Tokenizer(models.WordPiece(vocabulary, unk_token=UNKNOWN))
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    def of(self, text: str) -> list[int]:
        """The rows of a text's pieces, of which ``unknown`` stands for what the tokenizer does not know."""
        sound = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8")  # lone surrogates are no text to it
        return list(self._tokenizer.encode(sound).ids)

    def known(self, text: str) -> list[int]:
        """The same without what the tokenizer does not know."""
        return [row for row in self.of(text) if row != self.unknown]


def _rows(pieces: Pieces, texts: Sequence[str]) -> Vectors:
    vectors = [_vector(pieces, text) for text in texts]
    return np.array(vectors, dtype=np.float32).reshape(len(texts), pieces.vectors.shape[1])


@lru_cache(maxsize=2)
def _rows_of_many(pieces: Pieces, texts: tuple[str, ...]) -> Vectors:
    """The passages of a catalog are asked for by each retriever that a process opens, and take half a second."""
    rows = _rows(pieces, texts)
    rows.flags.writeable = False
    return rows


def _vector(pieces: Pieces, text: str) -> NDArray[np.float32]:
    mean = pieces.vectors[pieces.known(text)].sum(axis=0, dtype=np.float32)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, dtype=np.float32)


@lru_cache(maxsize=2)
def whole_words(table: Path = TABLE) -> dict[str, int]:
    """The everyday words among the pieces of a table, each with its place: the lower, the more common the word."""
    with np.load(table, allow_pickle=False) as kept:
        pieces = kept["pieces"].tobytes().decode("utf-8").split("\n")
    return {piece: place for place, piece in enumerate(pieces) if len(piece) > 1 and piece.isalpha()}


@lru_cache(maxsize=2)
def pieces_of(table: Path = TABLE) -> Pieces:
    """The pieces of a table, read once."""
    with np.load(table, allow_pickle=False) as kept:
        return Pieces(kept["pieces"].tobytes().decode("utf-8").split("\n"), kept["table"])
