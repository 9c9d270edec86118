"""``python -m evals compare``: what changed between two results files, case by case."""

import argparse
from pathlib import Path

from evals.exit_codes import Exit


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("old", type=Path, help="results of the first run")
    parser.add_argument("new", type=Path, help="results of the second run")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Print the paired differences of every mode and metric."""
    from evals.reporting.comparing import changes, changes_table, read_rows

    found = changes(read_rows(given.old), read_rows(given.new))
    print(changes_table(found))
    return Exit.DONE if found else Exit.BAD_INPUT
