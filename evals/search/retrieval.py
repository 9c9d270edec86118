"""How well the knowledge base finds the technique behind a worry told in everyday words, and how fast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import InputError
from evals.case import parent
from evals.files import read_yaml
from evals.search.ranking import discounted_gain, hit_at, percentile, reciprocal_rank
from knowledge import Catalog
from knowledge.search.retriever import Query, Retriever, open_retriever
from knowledge.vocabulary import Framework

WORRIES = Path(__file__).parents[1] / "worries.yaml"
"""Worries of our own, in plain words."""
DEEP = 100
"""How many hits are asked for, so that ten different parents are left once repeated ones are taken out."""
LEVELS = ("parent", "exact")


class Worry(BaseModel):
    """One query with the technique it was written for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Its id.")
    query: str = Field(min_length=1, description="The worry in everyday words.")
    relevant: tuple[str, ...] = Field(min_length=1, description="The ATLAS techniques that fit.")
    parent: str | None = Field(default=None, description="The parent of the technique.")
    related_mitigations: tuple[str, ...] = Field(default=(), description="Measures listed for it.")
    source: dict[str, Any] = Field(default_factory=dict, description="Where it comes from.")

    def wanted(self, level: str) -> frozenset[str]:
        """The ids to be found, as they are or at parent level."""
        return frozenset(self.relevant) if level == "exact" else frozenset(map(parent, self.relevant))


class QueryFile(BaseModel):
    """A file of queries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: str = Field(default="", description="The edition the ids were taken from.")
    queries: tuple[Worry, ...] = Field(min_length=1, description="The queries.")


def read_queries(path: Path) -> tuple[Worry, ...]:
    """The queries of a file, or an error that says what is wrong with it."""
    try:
        return QueryFile.model_validate(read_yaml(path)).queries
    except ValidationError as problem:
        fault = problem.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(f"{path}: {place}: {fault['msg']}; see the format of retrieval queries") from None


def open_search(catalog: Catalog, store: Literal["chroma", "memory"]) -> Callable[[str], tuple[str, ...]]:
    """A search for ATLAS techniques that gives their ids, best first."""
    retriever = open_retriever(catalog, None, store=store)
    return lambda text: techniques(retriever, text)


def techniques(retriever: Retriever, text: str) -> tuple[str, ...]:
    """The ATLAS techniques that fit a text, best first."""
    hits = retriever.search(Query(text=text, what="items", frameworks=(Framework.ATLAS,), limit=DEEP))
    ids = [hit.id.partition(":")[2] for hit in hits]
    return tuple(one for one in ids if one.startswith("AML.T") and not one.startswith("AML.TA"))


def rank_all(
    worries: Sequence[Worry], search: Callable[[str], tuple[str, ...]]
) -> tuple[tuple[tuple[str, ...], ...], tuple[float, ...]]:
    """The ranking and the milliseconds of every query; the first is asked once beforehand, to warm up."""
    search(worries[0].query)
    rankings, took = [], []
    for worry in worries:
        started = perf_counter()
        rankings.append(search(worry.query))
        took.append((perf_counter() - started) * 1000)
    return tuple(rankings), tuple(took)


def scores(worries: Sequence[Worry], rankings: Sequence[Sequence[str]]) -> dict[str, dict[str, float]]:
    """Hits, MRR and nDCG at both levels, as means over the queries."""
    return {level: _means([_score(w, r, level) for w, r in zip(worries, rankings, strict=True)]) for level in LEVELS}


def report(worries: Sequence[Worry], rankings: Sequence[Sequence[str]], took: Sequence[float]) -> dict[str, Any]:
    """The whole result: a summary, and for each query what was found."""
    times = {"p50_ms": round(percentile(took, 0.5), 2), "p95_ms": round(percentile(took, 0.95), 2)}
    found = {
        worry.id: {
            "query": worry.query,
            "relevant": list(worry.relevant),
            "ranked": list(at_level(ranked, "parent"))[:10],
        }
        | {level: _rounded(_score(worry, ranked, level)) for level in LEVELS}
        for worry, ranked in zip(worries, rankings, strict=True)
    }
    rounded = {level: _rounded(means) for level, means in scores(worries, rankings).items()}
    return {"summary": {**rounded, **times, "queries": len(worries)}, "queries": found}


def at_level(ranked: Iterable[str], level: str) -> tuple[str, ...]:
    """A ranking as it is, or of parents with repeated ones taken out."""
    return tuple(dict.fromkeys(ranked if level == "exact" else map(parent, ranked)))


def _score(worry: Worry, ranked: Sequence[str], level: str) -> dict[str, float]:
    listed, wanted = at_level(ranked, level), worry.wanted(level)
    hits = {f"hit@{count}": hit_at(listed, wanted, count) for count in (1, 3, 5, 10)}
    return {**hits, "MRR@10": reciprocal_rank(listed, wanted), "nDCG@10": discounted_gain(listed, wanted)}


def _means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: fmean(row[name] for row in rows) for name in rows[0]}


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
