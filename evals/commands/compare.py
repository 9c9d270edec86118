"""``python -m evals compare``: what changed between two results files, case by case."""

import argparse
from pathlib import Path

from evals.exits import Exit


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("old", type=Path, help="results of the first run")
    parser.add_argument("new", type=Path, help="results of the second run")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Print the paired differences of every mode and metric."""
    from evals.comparing import difference, read_rows, verdict
    from evals.table import HEADLINE, aligned, in_words

    old, new = read_rows(given.old), read_rows(given.new)
    rows = [["mode", "metric", "change", "interval", "cases", ""]]
    for mode in [mode for mode in new if mode in old]:
        for metric in HEADLINE:
            change = difference(old[mode], new[mode], metric)
            if change is not None:
                span = f"[{change.low:+.3f}, {change.high:+.3f}]"
                rows.append([mode, in_words(metric), f"{change.mean:+.3f}", span, str(change.n), verdict(change)])
    print(aligned(rows))
    return Exit.DONE if len(rows) > 1 else Exit.BAD_INPUT
