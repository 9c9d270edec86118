"""What a vector store answers, made whole: cosines with every passage, compared with those computed here."""

from typing import Any

import numpy as np

from knowledge.errors import IndexUnavailable
from knowledge.search.embedding import Vectors
from knowledge.search.vectors import PassageVectors

TOLERANCE = 1e-3
DEPTH = 500
"""How many nearest passages the store is asked for; what lies further off is never among the first hits."""

UNREACHED = 0.02
"""The share of these that an approximate search may leave out."""


def try_out(collection: Any, vectors: PassageVectors) -> None:
    """Compare a few answers with those computed here."""
    rows = [row for row in vectors.matrix if row.any()]
    for row in rows[:: max(1, len(rows) // 3)]:
        if np.abs(cosines(collection, row, vectors) - vectors.matrix @ row).max() > TOLERANCE:
            raise IndexUnavailable("the vector store answers otherwise than its vectors say")


def cosines(collection: Any, vector: Vectors, vectors: PassageVectors) -> Vectors:
    """The cosine with every passage: the nearest as the store says, the tail computed here.

    Names that are not ours are dropped; too few that are ours are a fault.
    """
    wanted = min(DEPTH, len(vectors.ids))
    answer = collection.query(query_embeddings=[vector], n_results=wanted, include=["distances"])
    pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
    known = [(vectors.position[name], distance) for name, distance in pairs if name in vectors.position]
    if len(known) < (1 - UNREACHED) * wanted:
        raise IndexUnavailable(f"{wanted - len(known)} of {wanted} passages are missing")
    places, distances = zip(*known, strict=True)
    found = np.asarray(vectors.matrix @ vector, dtype=np.float32)
    found[list(places)] = 1.0 - np.array(distances, dtype=np.float32)
    return found
