"""``python -m evals retrieval``: score the search of the knowledge base by usual names, and on a file of queries."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.search.usual_names import Found


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--queries", type=Path, help="a YAML file of worries in everyday words, to be scored as well")
    parser.add_argument("--names", type=Path, help="a YAML file of usual names (default: the packaged one)")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--store", choices=("memory", "chroma"), default="memory", help="how vectors are compared")
    parser.add_argument(
        "--misses",
        action="store_true",
        help="list the queries whose parent is not among the first 5, and the names whose pattern is not the first",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Search for every name and query, print the means."""
    from evals.files import as_json, write_whole
    from evals.search.opening import open_measured
    from evals.search.retrieval import rank_all, read_queries, report, techniques
    from evals.search.usual_names import NAMES, found_by_name, open_pattern_search, rates, read_names
    from knowledge import load_catalog

    catalog = load_catalog()
    names = read_names(given.names or NAMES, catalog.patterns)
    worries = read_queries(given.queries) if given.queries else ()
    retriever = open_measured(catalog, None, given.store)
    result: dict[str, Any] = {"names": {}}
    for title, attacks in names.lists().items():
        found = found_by_name(attacks, open_pattern_search(retriever))
        result["names"][title] = rates(found) | {"attacks": len(attacks), "wordings": len(found)}
        print(_line(title, result["names"][title]))
        if given.misses:
            _print_strays(found)
    if worries:
        rankings, took = rank_all(worries, lambda text: techniques(retriever, text))
        result |= report(worries, rankings, took)
        print(_table(result["summary"]))
        if given.misses:
            _print_misses(result["queries"])
    if given.json:
        write_whole(given.json, as_json(result), tuple(filter(None, (given.queries, given.names))))
    return Exit.DONE


def _line(title: str, rate: dict[str, float]) -> str:
    figures = f"hit@1 {rate['hit@1']:.3f}  hit@5 {rate['hit@5']:.3f}"
    return f"{title:16}{figures}  ({rate['wordings']} wordings of {rate['attacks']} attacks)"


def _print_strays(found: "tuple[Found, ...]") -> None:
    for one in found:
        if not one.hit(1):
            print(f"    {one.wording} wants {', '.join(one.wanted)}\n        got {', '.join(one.ranked)}")


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
