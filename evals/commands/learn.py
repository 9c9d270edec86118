"""``python -m evals learn``: learn again which sentences tell which facts, and write the table that the reader uses.

It takes some minutes. Printed is how well what is likely holds on descriptions that were left out: the share of the
values at least so likely that are stated (precision), and the share of what is stated that is among them (recall).
"""

import argparse
import os
from pathlib import Path

from evals.exit_codes import Exit

LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--out", type=Path, help="where the table is written (default: into the knowledge package)")
    parser.add_argument("--only-figures", action="store_true", help="print the left-out figures and write nothing")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Learn, print the left-out figures, and write the table."""
    from agent.reading.likely_facts import TABLE, save
    from evals.reading.learning import learn, left_out_chances, left_out_scores
    from evals.reading.training_material import digest_of_data, material_of
    from evals.reporting.results_table import aligned
    from knowledge import load_catalog

    catalog = load_catalog()
    material = material_of(catalog)
    best, stated = left_out_scores(material, os.cpu_count() or 1)
    chances = left_out_chances(material, best, stated)
    rows = [["at least so likely", "precision", "recall", "values a text"]]
    for level in LEVELS:
        said = chances >= level
        right = float((said & (stated > 0)).sum())
        precision = right / said.sum() if said.any() else 0.0
        rows.append([f"{level:.1f}", f"{precision:.3f}", f"{right / stated.sum():.3f}", f"{said.sum(1).mean():.1f}"])
    print(f"{len(material.examples)} example sentences, {len(material.texts)} marked descriptions")
    print(aligned(rows))
    if not given.only_figures:
        save(learn(material, best, stated), digest_of_data(catalog), given.out or TABLE)
    return Exit.DONE
