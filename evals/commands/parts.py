"""``python -m evals parts``: how many of the parts and people that marked descriptions name are drawn.

The descriptions of the reference systems are marked with the parts and people they name. Of every third one, by its
id, only counts are shown, so that what is mended on the others can be seen to hold.
"""

import argparse
from typing import TYPE_CHECKING

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.reading.parts_bench import Row

SHARES = (
    ("parts found (recall)", "found parts", "parts"),
    ("drawn parts that are named (precision)", "found parts", "drawn parts"),
    ("found parts of the right kind", "right kinds", "found parts"),
    ("people found (recall)", "found people", "people"),
    ("drawn people that are named (precision)", "found people", "drawn people"),
)


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--list", action="store_true", help="list the faults of every text that is not held out")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Read all marked descriptions and print the shares."""
    from evals.case_runs.analysts import RULES
    from evals.reading.parts_bench import faults, rows_of
    from evals.reading.reading_runs import listening
    from evals.reading.training_material import annotated, description_of

    with listening(RULES) as listener:
        catalog = listener.catalog
        rows = tuple(rows_of(annotated(), lambda name: description_of(name, catalog), listener.hear))
    print(report(rows))
    if given.list:
        for row in rows:
            if not row.held_out and (lines := list(faults(row))):
                print("", row.reference, *(f"  {line}" for line in lines), sep="\n")
    return Exit.DONE


def report(rows: "Sequence[Row]") -> str:
    """The shares on texts that are looked at and on those held out, side by side."""
    from evals.reading.parts_bench import counted
    from evals.reporting.results_table import aligned

    sides = (counted(row for row in rows if not row.held_out), counted(row for row in rows if row.held_out))
    table = [["", "looked at", "held out"], ["descriptions", *(str(side.texts) for side in sides)]]
    for label, of, among in SHARES:
        cells = (f"{side.share(of, among):.2f} ({side.counts[of]} of {side.counts[among]})" for side in sides)
        table.append([label, *cells])
    return aligned(table)
