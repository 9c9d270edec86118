"""How long one search of the knowledge base takes, in both of its stores."""

import tempfile
from pathlib import Path
from time import perf_counter
from typing import Literal

from evals.benchmark.figure import Figure
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED
from evals.case_runs.modes import sentences
from evals.search.ranking import percentile
from knowledge import load_catalog
from knowledge.search.retriever import Query, open_retriever

STORES: tuple[Literal["chroma", "memory"], ...] = ("chroma", "memory")


def search() -> tuple[Figure, ...]:
    """Each sentence of each packaged description is asked once."""
    cases, _ = load_cases(PACKAGED)
    queries = [sentence for case in cases for sentence in sentences(case.description)]
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
        for store in STORES:
            retriever = open_retriever(load_catalog(), Path(folder), store=store)
            retriever.search(Query(text=queries[0]))
            took = []
            for text in queries:
                started = perf_counter()
                retriever.search(Query(text=text))
                took.append((perf_counter() - started) * 1000)
            note = f"{len(queries)} sentences, {retriever.size} passages"
            p50, p95 = round(percentile(took, 0.5), 1), round(percentile(took, 0.95), 1)
            figures.append(Figure(name=f"retrieval in {store}, p50", value=p50, unit="ms", most=5, note=note))
            figures.append(Figure(name=f"retrieval in {store}, p95", value=p95, unit="ms", most=15))
    return tuple(figures)
