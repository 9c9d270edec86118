"""The knowledge base after a large import: ten thousand threats of one's own; the catalog read and checked as it is."""

import csv
import tempfile
from itertools import count, islice, product
from pathlib import Path
from time import perf_counter

from evals.benchmark.figure import Figure
from evals.search.ranking import percentile
from knowledge import Catalog, load_catalog
from knowledge.checks import Options, run_checks
from knowledge.importers.installation import take_in
from knowledge.search.retriever import Query, Retriever, open_retriever
from knowledge.vocabulary import Framework

ENTRIES, QUERIES = 10_000, 200


def large() -> tuple[Figure, ...]:
    """The catalog read and checked as it is shipped; then imported, opened and searched with many more entries."""
    started = perf_counter()
    results = run_checks(Options())
    checked = perf_counter() - started
    failed = sum(result.failed for result in results)
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as name:
        folder, started = Path(name), perf_counter()
        report = take_in(_list(folder / "large.csv", load_catalog()), folder / "catalog")
        if not report.sound:
            raise RuntimeError(str(report.refused[0]))
        imported, started = perf_counter() - started, perf_counter()
        retriever = open_retriever(load_catalog(overlay=folder / "catalog"), folder / "index")
        opened = perf_counter() - started
        examples = [text for pattern in load_catalog().patterns.values() for text in pattern.examples[:1]][:QUERIES]
        took = [_milliseconds(retriever, query) for query in _queries(examples)]
    note = f"{retriever.size} passages; {len(took)} searches for threats, items and measures, half of them filtered"
    return (
        Figure(name="catalog read and checked", value=round(checked, 2), unit="s", most=1.5, note=f"{failed} failed"),
        Figure(name=f"import of {ENTRIES} entries", value=round(imported, 1), unit="s"),
        Figure(name="first opening after it", value=round(opened, 1), unit="s", most=12, note="catalog and index"),
        Figure(name="retrieval after it, p50", value=round(percentile(took, 0.5), 1), unit="ms", note=note),
        Figure(name="retrieval after it, p95", value=round(percentile(took, 0.95), 1), unit="ms", most=20),
    )


def _list(path: Path, catalog: Catalog) -> Path:
    """Threats put together from the sentences of those we have, so that words occur as often as in real lists."""
    patterns = list(catalog.patterns.values())
    pairs = product(range(1, len(patterns)), patterns)
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "title", "explanation"))
        for number, (step, one) in zip(count(1), islice(pairs, ENTRIES), strict=False):
            other = patterns[(patterns.index(one) + step) % len(patterns)]
            rows.writerow(
                (f"BIG-{number:05}", f"{number} {one.title}"[:90], f"{other.examples[0]}. {other.explanation}")
            )
    return path


def _queries(texts: list[str]) -> list[Query]:
    asked = [
        Query(text=text, what=what)
        for text, what in zip(texts, ("patterns", "items", "mitigations") * QUERIES, strict=False)
    ]
    return [*asked, *(one.model_copy(update={"frameworks": (Framework.ATLAS, Framework.OWN)}) for one in asked)]


def _milliseconds(retriever: Retriever, query: Query) -> float:
    started = perf_counter()
    retriever.search(query)
    return (perf_counter() - started) * 1000
