"""``python -m evals salience``: work out again how telling each pattern is, and which are near to each other.

The table is written into the knowledge package; it depends on the reference systems and on the patterns.
"""

import argparse
from pathlib import Path

from evals.exit_codes import Exit

SHOWN = 10


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--out", type=Path, help="where the table is written (default: into the knowledge package)")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Work out, print both ends, write."""
    from evals.files import as_json, write_whole
    from evals.ordering.salience import worked_out
    from knowledge import load_catalog
    from knowledge.ranking.salience import TABLE

    found = worked_out(load_catalog())
    ranked = sorted(found.salience, key=lambda name: (found.salience[name], name))
    for title, names in (("least telling", ranked[:SHOWN]), ("most telling", ranked[::-1][:SHOWN])):
        print(f"{title}: " + ", ".join(f"{name} {found.salience[name]:.2f}" for name in names))
    write_whole(given.out or TABLE, as_json(found.model_dump()))
    return Exit.DONE
