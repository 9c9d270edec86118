"""The passages' vectors: worked out once per catalog, kept in a file, compared in memory."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from knowledge.loading.verified_files import clear_others, copy_of, publish
from knowledge.search.embedding import Embedder, Vectors
from knowledge.search.passages import Passage

SCHEMA = 2
"""Raised when the form of the kept files changes."""

FILE = "vectors.npz"


class VectorIndex(Protocol):
    """Something that tells how near each passage is to a vector."""

    degraded: str

    def similarities(self, vector: Vectors) -> Vectors:
        """The cosine with each passage, in the passages' order."""

    def recheck(self) -> None:
        """Try a store that failed again, if it is time for that; nobody waits for it."""


@dataclass(frozen=True, eq=False)
class PassageVectors:
    """One vector per passage, with the fingerprint of all that went into them."""

    fingerprint: str
    ids: tuple[str, ...]
    matrix: Vectors

    @cached_property
    def position(self) -> dict[str, int]:
        """The row of each passage."""
        return {name: number for number, name in enumerate(self.ids)}

    def save(self, path: Path) -> None:
        """Write the vectors with their fingerprint and ids."""
        np.savez(path, fingerprint=np.array(self.fingerprint), ids=np.array(self.ids), matrix=self.matrix)

    @classmethod
    def load(cls, path: Path) -> "PassageVectors":
        """Read vectors that were saved."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(
                fingerprint=str(kept["fingerprint"]),
                ids=tuple(str(name) for name in kept["ids"]),
                matrix=np.asarray(kept["matrix"], dtype=np.float32),
            )


class MemoryIndex:
    """The vectors themselves, compared one by one; exact, and needs nothing but memory."""

    def __init__(self, vectors: PassageVectors, degraded: str = "") -> None:
        self.degraded = degraded
        self._matrix = vectors.matrix

    def similarities(self, vector: Vectors) -> Vectors:
        """The cosine with each passage."""
        return np.asarray(self._matrix @ vector, dtype=np.float32)

    def recheck(self) -> None:
        """Memory does not fail, and a folder is looked at again when the program starts."""


def fingerprint_of(catalog_fingerprint: str, passages: tuple[Passage, ...], embedder: Embedder) -> str:
    """A digest of everything the vectors depend on."""
    texts = (passage.text for passage in passages)
    parts = (catalog_fingerprint, embedder.name, str(embedder.dimensions), str(SCHEMA), *texts)
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def vectors_of(
    passages: tuple[Passage, ...], fingerprint: str, embedder: Embedder, folder: Path | None, scratch: Path
) -> tuple[PassageVectors, str]:
    """The kept vectors where they are whole and current, else new ones; with what kept them from being kept."""
    sealed = folder / f"{embedder.kept_as}-{fingerprint[:16]}" if folder else None
    kept = _kept(sealed, scratch / "vectors", passages, fingerprint) if sealed else None
    if kept is not None:
        return kept, ""
    rows = embedder.embed([passage.text for passage in passages])
    fresh = PassageVectors(fingerprint, tuple(passage.id for passage in passages), rows)
    if sealed is None:
        return fresh, ""
    try:
        publish(sealed, lambda build: fresh.save(build / FILE))
    except OSError as error:
        return fresh, f"the index cannot be kept in {folder}: {error.strerror or error}"
    clear_others(sealed, f"{embedder.kept_as}-*")
    return fresh, ""


def _kept(sealed: Path, copy: Path, passages: tuple[Passage, ...], fingerprint: str) -> PassageVectors | None:
    """The sealed vectors, if they are whole and belong to these passages."""
    if not copy_of(sealed, copy):
        return None
    try:
        vectors = PassageVectors.load(copy / FILE)
    except (OSError, ValueError, KeyError, BadZipFile):
        return None
    current = vectors.fingerprint == fingerprint and vectors.ids == tuple(passage.id for passage in passages)
    return vectors if current else None
