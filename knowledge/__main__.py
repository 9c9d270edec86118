"""Check the catalog, build its index, search it, or make its table of word vectors.

``python -m knowledge check | index | search | distil``
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import get_args

from knowledge.address_masking import shown_address
from knowledge.catalog import load_catalog
from knowledge.console import complain, spoken, warn
from knowledge.errors import KnowledgeError
from knowledge.search.passages import What
from knowledge.vocabulary import Framework

BESIDE = Path(__file__).parents[2] / "shared"
"""Where published texts and tables lie beside a checkout, if they are there."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; zero means all is well, one that there are problems, two that the call was wrong."""
    return spoken(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except KnowledgeError as error:
        complain(str(error))
        return 1


def check(given: argparse.Namespace) -> int:
    """Print what every check came to, and its findings."""
    from knowledge.checks import Options, run_checks
    from knowledge.checks.finding import Severity

    options = Options(data=given.data, upstream=given.upstream, facts=given.facts, strict=given.strict)
    results = run_checks(options)
    for result in results:
        state = "skipped" if result.skipped else "FAILED" if result.failed else "ok"
        print(f"{state:8}{result.name}: {result.note}")
        shown = result.findings if given.all else result.findings[: given.most]
        for finding in shown:
            print(f"    {finding}")
        if len(shown) < len(result.findings):
            print(f"    … and {len(result.findings) - len(shown)} more; --all shows them")
    failed = [result for result in results if result.failed]
    # once more at the end, as many old warnings may stand between two errors
    for result in failed:
        for error in (one for one in result.findings[: given.most] if one.severity is Severity.ERROR):
            print(f"FAILED  {result.name}: {error}")
    return int(bool(failed))


def index(given: argparse.Namespace) -> int:
    """Build the index, or make sure that it is whole, and say where it is."""
    from knowledge.search.retriever import open_retriever

    started = perf_counter()
    retriever = open_retriever(load_catalog(given.data), given.folder, chroma_url=given.chroma_url)
    if retriever.degraded:
        warn(f"the index is not usable: {retriever.degraded}")
        return 1
    where = shown_address(given.chroma_url) if given.chroma_url else given.folder
    print(f"{retriever.size} passages in {where}, ready in {perf_counter() - started:.1f} s")
    return 0


def search(given: argparse.Namespace) -> int:
    """Print the entries that fit a text best."""
    from knowledge.search.retriever import Query, open_retriever

    frameworks = tuple(Framework(name) for name in given.framework)
    query = Query(text=" ".join(given.text), what=given.what, frameworks=frameworks, limit=given.limit)
    hits = open_retriever(load_catalog(given.data), given.folder, store="memory").search(query)
    for hit in hits:
        print(f"{hit.score:.3f}  {hit.id}  ({hit.reason})\n       {hit.passage[:110]}")
    if not hits:
        warn("nothing fits; try other words")
    return 0


def distil(given: argparse.Namespace) -> int:
    """Write the packaged table of word vectors anew from an encoder's weights."""
    from knowledge.search.distillation import distil as write
    from knowledge.search.embedding import TABLE

    write(given.folder, given.into or TABLE)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, help="the catalog's folder (default: the packaged one)")
    commands = parser.add_subparsers(required=True, metavar="check | index | search | distil")
    one = commands.add_parser("check", help="verify the whole catalog")
    one.add_argument("--upstream", type=Path, default=BESIDE / "upstream", help="published texts, for originality")
    one.add_argument("--facts", type=Path, default=BESIDE / "facts", help="tables of official ids and names")
    one.add_argument("--strict", action="store_true", help="items that no pattern reaches are errors")
    one.add_argument("--all", action="store_true", help="show every finding")
    one.add_argument("--most", type=int, default=25, help="findings shown per check (default: 25)")
    one.set_defaults(run=check)
    two = commands.add_parser("index", help="build the vector index")
    two.add_argument("folder", type=Path, help="where the index is kept")
    two.add_argument("--chroma-url", help="fill a Chroma server instead of the folder's own store")
    two.set_defaults(run=index)
    three = commands.add_parser("search", help="find entries by words, meaning or id")
    three.add_argument("text", nargs="+", help="a description, a worry, or ids")
    three.add_argument("--what", choices=get_args(What), default="patterns", help="what to look for")
    three.add_argument("--framework", choices=[name.value for name in Framework], action="append", default=[])
    three.add_argument("--limit", type=int, default=5, help="how many (default: 5)")
    three.add_argument("--folder", type=Path, help="keep the vectors here between calls")
    three.set_defaults(run=search)
    four = commands.add_parser("distil", help="make the table of word vectors from all-MiniLM-L6-v2")
    four.add_argument("folder", type=Path, help="a folder with its model.safetensors and vocab.txt")
    four.add_argument("--into", type=Path, help="write the table here (default: the packaged one)")
    four.set_defaults(run=distil)
    return parser


if __name__ == "__main__":
    sys.exit(main())
