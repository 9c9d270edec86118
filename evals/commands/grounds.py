"""``python -m evals grounds``: whether the quotes behind stated facts support them, judged by hand.

Draw a sample (--sample N --out FILE), set every verdict in the file (supports, partly, fails), and read it back (--read
FILE). With --again the analyst hears each judged quote alone: what supports its fact should state it still, and what
fails should not. A kept file of judgements is thereby a test of reading; it needs only quote, fact, value and verdict.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.reading.quote_support import Ground


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--sample", type=int, metavar="N", help="draw so many stated facts with their quotes")
    what.add_argument("--read", type=Path, nargs="+", metavar="FILE", help="read judged files back")
    parser.add_argument("--out", type=Path, help="where the sample is written")
    parser.add_argument("--again", action="store_true", help="with --read: have the judged quotes heard again")
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument("--set", dest="case_set", default="", help="only this set of cases")
    parser.add_argument("--only", default="", help="only these cases, by id, with commas")
    parser.add_argument("--seed", default="grounds", help="another word draws another sample")
    parser.add_argument("--analyst", default="rules", help="rules, llm or MODULE:FUNCTION (default: rules)")
    parser.add_argument("--fresh-eyes", action="store_true", help="the judge makes no language: show unread sets too")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Draw a sample, or read one back."""
    if given.read:
        return _read(given)
    if given.sample < 1 or given.out is None:
        print("evals: --sample needs a number above zero, and --out a file to write", file=sys.stderr)
        return Exit.USAGE
    from evals.case import load_cases
    from evals.case_runs.case_selection import chosen, shown
    from evals.files import write_whole
    from evals.reading.quote_support import as_sheet, sample
    from evals.reading.reading_runs import listening

    known, _ = load_cases(given.cases)
    cases = shown(chosen(known, given.only, case_set=given.case_set), given.fresh_eyes)
    with listening(given.analyst) as listener:
        drawn = sample(cases, listener, given.sample, given.seed)
    if not drawn:
        print("evals: no fact with a quote was stated in these cases", file=sys.stderr)
        return Exit.BAD_INPUT
    write_whole(given.out, as_sheet(drawn))
    print(f"{len(drawn)} stated facts of {len(cases)} cases to judge in {given.out}")
    return Exit.DONE


def _read(given: argparse.Namespace) -> Exit:
    from evals.reading.quote_support import read_sheet, shares
    from evals.reporting.results_table import aligned

    grounds = [one for path in given.read for one in read_sheet(path)]
    found = shares(grounds)
    if not found:
        print("evals: no verdict is given yet", file=sys.stderr)
        return Exit.BAD_INPUT
    rows = [["verdict", "share", "interval", "judged"]]
    for verdict, one in found.items():
        rows.append([verdict.value, f"{one.mean:.3f}", f"[{one.low:.3f}, {one.high:.3f}]", str(one.n)])
    print(aligned(rows))
    if given.again:
        print(f"\n{_again(grounds, given.analyst)}")
    return Exit.DONE


def _again(grounds: "Sequence[Ground]", analyst: str) -> str:
    from evals.reading.quote_support import still_stated
    from evals.reading.reading_runs import listening

    with listening(analyst) as listener:
        found = still_stated(grounds, listener)
    lines = (f"{verdict.value}: {hits} of {total} state their fact when heard alone" for verdict, (hits, total) in
             sorted(found.items()))  # fmt: skip
    return "\n".join(lines)
