"""``python -m evals facts``: how many of the facts that marked descriptions state are put down as said.

The descriptions of the reference systems are marked with what they state. Of every third one, by its id, only counts
are shown, so that what is mended on the others can be seen to hold. What is unmarked may be told all the same: the
precision is a lower bound.
"""

import argparse
from typing import TYPE_CHECKING

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from evals.reading.facts_bench import Row
    from evals.reading.parts_bench import Shares
    from evals.reading.wordings_bench import Wording


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--list", action="store_true", help="list what differs in every text that is not held out")
    parser.add_argument("--wordings", action="store_true", help="list the wordings that claim what is not marked")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Read all marked descriptions and print the shares, or how each wording does."""
    if given.wordings:
        return _run_wordings()
    from evals.case_runs.analysts import RULES
    from evals.reading.facts_bench import faults, groups_of, rows_of
    from evals.reading.reading_runs import listening
    from evals.reading.training_material import annotated, description_of

    with listening(RULES) as listener:
        catalog = listener.catalog
        rows = tuple(rows_of(annotated(), lambda name: description_of(name, catalog), listener.hear))
    print(report(rows, groups_of(catalog)))
    if given.list:
        for row in rows:
            if not row.held_out and (lines := tuple(faults(row))):
                print("", row.reference, *(f"  {line}" for line in lines), sep="\n")
    return Exit.DONE


def _run_wordings() -> Exit:
    from agent.reading.statements import TextReader
    from evals.reading.training_material import annotated, description_of
    from evals.reading.wordings_bench import Wordings, judged
    from knowledge import load_catalog

    catalog = load_catalog()
    reader, names = TextReader(catalog), Wordings(catalog.facts.values())
    for one in judged(annotated(), lambda name: description_of(name, catalog), reader.claims_in, names):
        if len(one.wrong) > 1:
            print(wording_line(one))
    return Exit.DONE


def wording_line(one: "Wording") -> str:
    """How a wording did, with its unmarked words in texts that are not held out."""
    (fact, value), hint = one.tells, " (hint)" if one.hint else ""
    words = " ; ".join(dict.fromkeys(word for word in one.wrong if word))
    counts = f"{one.share:.2f} ({one.right} marked, {len(one.wrong)} not)"
    return f"{counts}: {fact} = {str(value).lower()}{hint} {one.says}\n      {words}"


def report(rows: "Sequence[Row]", groups: "Mapping[str, Collection[str]]") -> str:
    """Precision and recall by group, on texts that are looked at and on those held out, side by side."""
    from evals.reading.facts_bench import counted
    from evals.reporting.results_table import aligned

    sides = (tuple(row for row in rows if not row.held_out), tuple(row for row in rows if row.held_out))
    table = [["", "looked at: precision", "recall", "held out: precision", "recall"]]
    for name, facts in (("all facts", frozenset().union(*groups.values())), *groups.items()):
        table.append([name, *(cell for side in sides for cell in _cells(counted(side, facts)))])
    return "\n".join([f"{len(sides[0])} descriptions looked at, {len(sides[1])} held out", aligned(table)])


def _cells(shares: "Shares") -> tuple[str, str]:
    of = shares.counts
    return (
        f"{shares.share('right', 'said'):.3f} ({of['right']} of {of['said']})",
        f"{shares.share('right', 'marked'):.3f} ({of['right']} of {of['marked']})",
    )
