"""``python -m evals retrieval``: score the search of the knowledge base on a file of queries."""

import argparse
from pathlib import Path
from typing import Any

from evals.exits import Exit


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--queries", type=Path, required=True, help="a YAML file of queries")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--store", choices=("memory", "chroma"), default="memory", help="how vectors are compared")
    parser.add_argument("--misses", action="store_true", help="list the queries whose parent is not among the first 5")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Rank every query, print the means."""
    from evals.files import as_json, write_whole
    from evals.retrieval import open_search, rank_all, read_queries, report
    from knowledge import load_catalog

    worries = read_queries(given.queries)
    rankings, took = rank_all(worries, open_search(load_catalog(), given.store))
    result = report(worries, rankings, took)
    print(_table(result["summary"]))
    if given.misses:
        _print_misses(result["queries"])
    if given.json:
        write_whole(given.json, as_json(result), (given.queries,))
    return Exit.DONE


def _table(summary: dict[str, Any]) -> str:
    names = list(summary["parent"])
    lines = ["level   " + "".join(f"{name:>9}" for name in names)]
    lines += [f"{level:8}" + "".join(f"{summary[level][n]:9.3f}" for n in names) for level in ("parent", "exact")]
    lines.append(f"{summary['queries']} queries, p50 {summary['p50_ms']} ms, p95 {summary['p95_ms']} ms")
    return "\n".join(lines)


def _print_misses(queries: dict[str, Any]) -> None:
    for name, row in queries.items():
        if not row["parent"]["hit@5"]:
            print(f"{name} wants {', '.join(row['relevant'])}: {row['query']}\n    got {', '.join(row['ranked'])}")
