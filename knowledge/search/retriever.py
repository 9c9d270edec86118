"""Answer a query with the catalog entries that fit it best, each with its reason.

Two legs score the entries: the words they share with the query, and nearness of meaning. Each leg's scores are measured
in standard deviations from the mean entry and added, so neither scale dominates; an id in the query decides at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.errors import SentenceModelUnavailable
from knowledge.loading.verified_files import Scratch
from knowledge.search.embedding import Embedder, StaticEmbedder, Vectors
from knowledge.search.entry_names import Naming
from knowledge.search.lexical import SortedIndex
from knowledge.search.passages import Passage, What, passages_of
from knowledge.search.scoring import Boards, Strength, standard, strength_of
from knowledge.search.sentence_model import open_sentence_model
from knowledge.search.vectors import MemoryIndex, VectorIndex, fingerprint_of, vectors_of
from knowledge.search.words import stems
from knowledge.single_thread import calculate_on_one_thread
from knowledge.vocabulary import ComponentKind, Framework, Value

NEAR_ENOUGH = 0.4
"""An entry that shares no word with the query is found only if a passage of it is as near as this (cosine)."""

MOST_SENTENCES = 80
"""How many sentences of a description are compared with every pattern."""

SENTENCES_KEPT = 1000
"""Of how many sentences it is kept how near they are to the patterns; each takes as much room as a page of text."""

NAMED = 100.0
"""What an entry gains that the query names by its id: more than any fit by words can give."""


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
        description="How far it stands above the mean entry, in standard deviations summed over both legs."
    )
    reason: str = Field(description="Why it was found.")
    passage: str = Field(description="The text that matched best.")


class Nearness(Value):
    """How near a pattern is to what the owner said, and to which sentence."""

    score: float = Field(description="As of a hit, for the sentence it is nearest to.")
    sentence: str = Field(description="That sentence.")


@dataclass(frozen=True)
class Meaning:
    """The leg that goes by nearness of meaning."""

    embedder: Embedder
    index: VectorIndex
    vectors: Vectors
    scratch: Scratch
    """The opened copies live as long as this."""

    def near(self, text: str) -> Vectors:
        """How near each passage is to a text; raises SentenceModelUnavailable."""
        return self.index.similarities(self.embedder.embed([text])[0])


class Retriever:
    """Ranks the catalog's entries for a query; the same catalog and query give the same answer.

    It raises nothing: where the index or the sentence model fails, vectors in memory take over; ``degraded`` says so.
    """

    def __init__(
        self,
        catalog: Catalog,
        passages: tuple[Passage, ...],
        meaning: Meaning,
        table: Meaning | None = None,
        lacking: str = "",
    ) -> None:
        """``table`` is the leg that takes over where a sentence model fails, ``lacking`` why it cannot be used at all.

        How near a pattern's passages are to what it names goes by the table in any case: measured with the sentence
        model there as well, worries lose what they gain by it.
        """
        self._passages, self._meaning, self._table = passages, meaning, table or meaning
        self.lacking = lacking
        """Why the sentence model that is asked for is not used; empty while it is, or none is asked for."""
        self._lexical = _lexical_of(passages)
        self._naming = Naming(catalog)
        self._boards = Boards(catalog, passages, self._table.vectors)
        self._rows: dict[bytes, Vectors] = {}
        """How near each pattern is to a sentence, by its hash: drafting asks for the same ones again and again."""

    @property
    def degraded(self) -> str:
        """Why the vector store is not used as intended; empty while it is."""
        return self._meaning.index.degraded

    def recheck(self) -> None:
        """Try a vector store that failed again, if it is time for that; nobody waits for it."""
        self._meaning.index.recheck()

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return len(self._passages)

    def search(self, query: Query) -> tuple[Hit, ...]:
        """The best entries first: those named by id, then those that fit by words and meaning."""
        board = self._boards.of(query.what)
        wanted = self._boards.wanted(query.what, query.kinds, query.frameworks)
        legs = self._legs(query.text)
        scores = {name: board.scores(leg) for name, leg in legs.items()}
        fused = np.asarray(sum(map(standard, scores.values())))
        named = self._naming.named(query.text, query.what)
        places = {board.place[entry]: why for entry, why in named.items() if wanted[board.place[entry]]}
        found = wanted & ((scores["words"] > 0) | (scores["meaning"] >= NEAR_ENOUGH))
        order = np.argsort(
            -np.round(fused, 4), kind="stable"
        )  # a last digit, which differs by machine, decides nothing
        others = (int(place) for place in order if found[place] and place not in places)
        strength, ranks = (
            strength_of(legs),
            {name: _ranks(np.where(wanted, scored, 0)) for name, scored in scores.items()},
        )
        return tuple(
            self._hit(query.what, place, float(fused[place]), ranks, strength, places)
            for place in islice(chain(places, others), query.limit)
        )

    def nearness(self, sentences: Sequence[str]) -> dict[str, Nearness]:
        """Each pattern with the sentence it is nearest to; empty where there is no sentence."""
        board = self._boards.of("patterns")
        said = sentences[:MOST_SENTENCES]
        if not said:
            return {}
        table = np.array([self._row(one) for one in said])
        best = table.argmax(axis=0)
        return {
            entry: Nearness(score=float(table[best[place], place]), sentence=said[best[place]])
            for place, entry in enumerate(board.entries)
        }

    def _row(self, sentence: str) -> Vectors:
        key = sha256(sentence.encode("utf-8", "surrogatepass")).digest()
        row = self._rows.get(key)
        if row is None:
            board = self._boards.of("patterns")
            row = np.round(np.asarray(sum(standard(board.scores(leg)) for leg in self._legs(sentence).values())), 4)
            if len(self._rows) >= SENTENCES_KEPT:
                self._rows.clear()
            self._rows[key] = row
        return row

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
            score=round(fused + NAMED * (place in named), 4),
            reason=found + through,
            passage=passage.text,
        )

    def _legs(self, text: str) -> dict[str, Vectors]:
        if not stems(text):  # signs and the commonest words mean nothing by themselves
            return {"words": self._lexical.scores(""), "meaning": np.zeros(self.size, dtype=np.float32)}
        return {"words": self._lexical.scores(text), "meaning": np.maximum(self._near(text), 0)}

    def _near(self, text: str) -> Vectors:
        meaning = self._meaning
        try:
            return meaning.near(text)
        except SentenceModelUnavailable as problem:
            self._meaning, self.lacking = self._table, str(problem)
            return self._meaning.near(text)


def open_retriever(
    catalog: Catalog,
    folder: Path | None,
    chroma_url: str | None = None,
    store: Literal["chroma", "memory"] = "chroma",
    embedder: Embedder | None = None,
    semantic: bool = False,
) -> Retriever:
    """A retriever over the catalog, with its index kept in a folder (None: nothing is kept).

    ``chroma`` asks a vector store, at the URL or embedded, and suits a process that lives long; ``memory`` compares
    the same vectors without loading Chroma, and suits a single command. Both give the same answers.
    ``semantic`` has texts compared by the sentence model, where it can be used: at the first start with a catalog its
    vectors take about a minute.
    """
    calculate_on_one_thread()
    passages = passages_of(catalog)
    opened = partial(_meaning, catalog.fingerprint, passages, folder, chroma_url)
    if not semantic or embedder is not None:
        return Retriever(catalog, passages, opened(store, embedder or StaticEmbedder()))
    try:
        return Retriever(catalog, passages, opened(store, open_sentence_model()), opened("memory", StaticEmbedder()))
    except SentenceModelUnavailable as problem:
        return Retriever(catalog, passages, opened(store, StaticEmbedder()), lacking=str(problem))


def _meaning(
    catalog_fingerprint: str,
    passages: tuple[Passage, ...],
    folder: Path | None,
    chroma_url: str | None,
    store: Literal["chroma", "memory"],
    embedder: Embedder,
) -> Meaning:
    scratch = Scratch()
    fingerprint = fingerprint_of(catalog_fingerprint, passages, embedder)
    vectors, trouble = vectors_of(passages, fingerprint, embedder, folder, scratch.path)
    index: VectorIndex = MemoryIndex(vectors, degraded=trouble)
    if store == "chroma" and chroma_url:
        from knowledge.search.index import open_server

        index = open_server(vectors, chroma_url)
    elif store == "chroma" and not trouble:
        from knowledge.search.index import open_local

        index = open_local(vectors, folder or scratch.path / "own", scratch.path)
    return Meaning(embedder, index, vectors.matrix, scratch)


@lru_cache(maxsize=2)
def _lexical_of(passages: tuple[Passage, ...]) -> SortedIndex:
    """The words of the passages; they are the same for each retriever of a catalog."""
    return SortedIndex([passage.text for passage in passages], [_sort(passage) for passage in passages], "words")


def _sort(passage: Passage) -> str:
    """What a passage's words are counted among: names are so short that among sentences each would seem a find."""
    return f"{'measures' if passage.what == 'mitigations' else 'threats'}{' by name' if passage.name else ''}"


def _ranks(scores: Vectors) -> Vectors:
    """The rank of each place from one, infinite where the score is zero; equal scores in the catalog's order."""
    scores = np.round(scores, 4)  # so that a last digit, which differs between machines, decides nothing
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, ranks, np.inf)


def _reason(ranks: dict[str, float]) -> str:
    return " and ".join(f"{name} (rank {rank:.0f})" for name, rank in ranks.items() if np.isfinite(rank))
