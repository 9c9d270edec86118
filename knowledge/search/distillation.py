"""Distil a static table of word vectors from the weights of a small sentence encoder.

Each word piece goes through the encoder alone; what comes out is reduced to its strongest directions, weighed by how
rare the piece is, and kept in eight bits. The table stands in for the encoder where a text is the mean of its pieces:
no model and no further library is needed to use it. The weights are those of all-MiniLM-L6-v2, Apache-2.0, whose file
is checked before it is read; the vocabulary is sorted by frequency, so a piece's place tells how rare it is.
"""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import IndexUnavailable

WEIGHTS, VOCABULARY = "model.safetensors", "vocab.txt"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PIECES, DIMENSIONS = 30_522, 256
LAYERS, HEADS = 6, 12
FIRST, LAST = 101, 102
"""The pieces that open and close a text in the encoder's vocabulary."""
BATCH = 1024
RARITY = 1e-4
"""Smooth inverse frequency: pieces more frequent than about this share count less."""
EPSILON = 1e-12

Floats = NDArray[np.float32]


def distil(folder: Path, into: Path) -> None:
    """Write the table distilled from an encoder's folder; raises IndexUnavailable if its weights are others."""
    given = (folder / WEIGHTS).read_bytes()
    if sha256(given).hexdigest() != WEIGHTS_SHA256:
        raise IndexUnavailable(f"{folder / WEIGHTS} is not the expected file: its SHA-256 differs")
    pieces = (folder / VOCABULARY).read_text(encoding="utf-8").splitlines()
    if len(pieces) != PIECES:
        raise IndexUnavailable(f"expected {PIECES} word pieces in {folder / VOCABULARY}, found {len(pieces)}")
    vectors = _reduced(_Encoder(_tensors(given)).alone(PIECES)) * _rarity(PIECES)[:, None]
    scale = np.float32(np.abs(vectors).max() / 127)
    table = np.round(vectors / scale).astype(np.int8)
    np.savez(into, pieces=np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8), table=table)


class _Encoder:
    """The forward pass of a BERT encoder over its named weights."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights

    def alone(self, count: int) -> Floats:
        """The mean vector of each word piece between the opening and the closing one; shape (count, width)."""
        rows = []
        for start in range(0, count, BATCH):
            ids = np.arange(start, min(start + BATCH, count))
            framed = np.stack([np.full(len(ids), FIRST), ids, np.full(len(ids), LAST)], axis=1)
            rows.append(self._forward(framed).mean(axis=1))
        return np.concatenate(rows)

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        sort = self._weights["embeddings.token_type_embeddings.weight"][0]
        hidden = self._normed(words + places + sort, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{layer}.")
        return hidden

    def _layer(self, hidden: Floats, at: str) -> Floats:
        mixed = self._linear(self._attention(hidden, at), f"{at}attention.output.dense")
        hidden = self._normed(mixed + hidden, f"{at}attention.output.LayerNorm")
        inner = _gelu(self._linear(hidden, f"{at}intermediate.dense"))
        return self._normed(self._linear(inner, f"{at}output.dense") + hidden, f"{at}output.LayerNorm")

    def _attention(self, hidden: Floats, at: str) -> Floats:
        batch, length, width = hidden.shape
        query, key, value = (
            self._linear(hidden, f"{at}attention.self.{name}").reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ value).transpose(0, 2, 1, 3).reshape(batch, length, width))

    def _linear(self, hidden: Floats, name: str) -> Floats:
        flat = hidden.reshape(-1, hidden.shape[-1])  # one large product is far quicker than many small ones
        rows = flat @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return np.asarray(rows.reshape(*hidden.shape[:-1], -1))

    def _normed(self, hidden: Floats, name: str) -> Floats:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt(hidden.var(axis=-1, keepdims=True) + np.float32(EPSILON))
        return np.asarray(centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])


def _gelu(values: Floats) -> Floats:
    from scipy.special import erf

    return np.asarray(values * np.float32(0.5) * (1 + erf(values / np.float32(np.sqrt(2)))), dtype=np.float32)


def _reduced(vectors: Floats) -> Floats:
    """The vectors along their strongest directions, centred; the largest part of each direction is positive."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    kept = directions[:DIMENSIONS]
    peaks = kept[np.arange(len(kept)), np.abs(kept).argmax(axis=1)]
    return np.asarray(centred @ (kept * np.sign(peaks)[:, None]).T, dtype=np.float32)


def _rarity(count: int) -> Floats:
    """How much each piece counts, if frequency falls with its place (Zipf)."""
    share = 1 / np.arange(1, count + 1)
    share /= share.sum()
    return np.asarray(RARITY / (RARITY + share), dtype=np.float32)


def _tensors(content: bytes) -> dict[str, Floats]:
    """The named arrays of a safetensors file: a length, a JSON table of places, then the numbers."""
    size = int.from_bytes(content[:8], "little")
    table = json.loads(content[8 : 8 + size])
    body = memoryview(content)[8 + size :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], dtype=np.float32).reshape(entry["shape"])
        for name, entry in table.items()
        if entry.get("dtype") == "F32"
    }
