"""Answer a query with the catalog entries that fit it best, each with its reason.

Two legs rank the entries: the words they share with the query, and nearness of meaning. The legs are joined by
reciprocal rank, so neither scale dominates; an id in the query decides at once.
"""

from itertools import chain, islice
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.embedding import Embedder, LsaEmbedder, Vectors
from knowledge.lexical import LexicalIndex
from knowledge.naming import Naming
from knowledge.passages import Passage, What, passages_of
from knowledge.scoring import Boards, Strength, strength_of
from knowledge.sealed import Scratch
from knowledge.threads import calculate_on_one_thread
from knowledge.vectors import MemoryIndex, VectorIndex, fingerprint_of, vectors_of
from knowledge.vocabulary import ComponentKind, Framework, Value

RANK_OFFSET = 60
"""The usual constant of reciprocal rank fusion: how little the very first ranks stand out."""

NEAR_ENOUGH = 0.05
"""Cosines below say nothing."""


class Query(Value):
    """What is asked of knowledge."""

    text: str = Field(description="A description, a worry, or ids.")
    kinds: tuple[ComponentKind, ...] = Field(default=(), description="Only patterns that can land on these kinds.")
    frameworks: tuple[Framework, ...] = Field(default=(), description="Only entries of, or behind, these frameworks.")
    what: What = Field(default="patterns", description="The sort of entry that is wanted.")
    limit: int = Field(default=10, ge=1, le=1000, description="How many hits at most.")


class Hit(Value):
    """A ranked find."""

    id: str = Field(description="The entry's id; for a framework item, its key.")
    what: What = Field(description="The sort of entry.")
    score: float = Field(
        description="One for the first in both legs, less further down; named entries stand above one."
    )
    reason: str = Field(description="Why it was found.")
    passage: str = Field(description="The text that matched best.")


class Retriever:
    """Ranks the catalog's entries for a query; the same catalog and query give the same answer."""

    def __init__(
        self,
        catalog: Catalog,
        passages: tuple[Passage, ...],
        embedder: Embedder,
        index: VectorIndex,
        scratch: Scratch | None = None,
    ) -> None:
        self._passages, self._embedder, self._index = passages, embedder, index
        self._lexical = LexicalIndex([passage.text for passage in passages])
        self._naming = Naming(catalog)
        self._boards = Boards(catalog, passages)
        self._scratch = scratch  # the opened copies live as long as the retriever

    @property
    def degraded(self) -> str:
        """Why the vector store is not used as intended; empty while it is."""
        return self._index.degraded

    def recheck(self) -> None:
        """Try a vector store that failed again, if it is time for that; nobody waits for it."""
        self._index.recheck()

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return len(self._passages)

    def search(self, query: Query) -> tuple[Hit, ...]:
        """The best entries first: those named by id, then those that fit by words and meaning."""
        board = self._boards.of(query.what)
        wanted = self._boards.wanted(query.what, query.kinds, query.frameworks)
        legs = self._legs(query.text)
        ranks = {name: _ranks(np.where(wanted, board.scores(leg), 0)) for name, leg in legs.items()}
        fused = sum((1 / (RANK_OFFSET + rank) for rank in ranks.values()), np.zeros(len(board.entries)))
        fused *= (RANK_OFFSET + 1) / len(ranks)
        named = self._naming.named(query.text, query.what)
        places = {board.place[entry]: why for entry, why in named.items() if wanted[board.place[entry]]}
        order = np.argsort(-fused, kind="stable")
        others = (int(place) for place in order[fused[order] > 0] if place not in places)
        strength = strength_of(legs)
        return tuple(
            self._hit(query.what, place, float(fused[place]), ranks, strength, places)
            for place in islice(chain(places, others), query.limit)
        )

    def _hit(
        self,
        what: What,
        place: int,
        fused: float,
        ranks: dict[str, Vectors],
        strength: Strength,
        named: dict[int, str],
    ) -> Hit:
        board = self._boards.of(what)
        passage = self._passages[board.best_passage(place, strength)]
        found = named.get(place) or _reason({name: float(rank[place]) for name, rank in ranks.items()})
        through = "" if passage.what == what else f", through the pattern {passage.entry}"
        return Hit(
            id=board.entries[place],
            what=what,
            score=round(fused + (place in named), 4),
            reason=found + through,
            passage=passage.shown,
        )

    def _legs(self, text: str) -> dict[str, Vectors]:
        near = self._index.similarities(self._embedder.embed([text])[0])
        meaning = np.where(near >= NEAR_ENOUGH, near, 0)
        return {"words": self._lexical.scores(text), "meaning": np.asarray(meaning, dtype=np.float32)}


def open_retriever(
    catalog: Catalog,
    folder: Path | None,
    chroma_url: str | None = None,
    store: Literal["chroma", "memory"] = "chroma",
    embedder: Embedder | None = None,
) -> Retriever:
    """A retriever over the catalog, with its index kept in a folder (None: nothing is kept).

    ``chroma`` asks a vector store, at the URL or embedded, and suits a process that lives long; ``memory`` compares
    the same vectors without loading Chroma, and suits a single command. Both give the same answers.
    """
    calculate_on_one_thread()
    embedder = embedder or LsaEmbedder()
    passages = passages_of(catalog)
    scratch = Scratch()
    fingerprint = fingerprint_of(catalog.fingerprint, embedder)
    vectors, trouble = vectors_of(passages, fingerprint, embedder, folder, scratch.path)
    index: VectorIndex = MemoryIndex(vectors, degraded=trouble)
    if store == "chroma" and chroma_url:
        from knowledge.index import open_server

        index = open_server(vectors, chroma_url)
    elif store == "chroma" and not trouble:
        from knowledge.index import open_local

        index = open_local(vectors, folder or scratch.path / "own", scratch.path)
    return Retriever(catalog, passages, embedder, index, scratch)


def _ranks(scores: Vectors) -> Vectors:
    """The rank of each place from one, infinite where the score is zero; equal scores in the catalog's order."""
    scores = np.round(scores, 4)  # so that a last digit, which differs between machines, decides nothing
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, ranks, np.inf)


def _reason(ranks: dict[str, float]) -> str:
    return " and ".join(f"{name} (rank {rank:.0f})" for name, rank in ranks.items() if np.isfinite(rank))
