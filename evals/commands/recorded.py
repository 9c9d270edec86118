"""``python -m evals recorded``: draft recorded cases again with the answers that a language model gave before.

No model is asked. The table holds the rules, the model as it was recorded, and the ids that a model listed when it was
asked once without this product (direct.yaml beside the recordings: the id of a case, then its ids, best first).
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit
from evals.llm.recording import RECORDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.llm.replaying import Replay


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument(
        "--recorded", type=Path, default=RECORDED, help="a folder of recordings (default: the packaged)"
    )
    parser.add_argument("--only", default="", help="only these cases, by id, with commas")
    parser.add_argument("--json", type=Path, help="write all results here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Draft, print the tables, and say which recordings no longer fit."""
    from evals.case import load_cases
    from evals.case_runs.case_selection import chosen
    from evals.files import as_json, write_whole
    from evals.llm.recording import load_direct, load_recordings
    from evals.llm.replaying import replays
    from evals.reporting.summary import document

    known, broken = load_cases(given.cases)
    recordings = load_recordings(given.recorded)
    wanted = {case.id: case for case in chosen(known, given.only)}
    here = [one for one in recordings if one.case in wanted]
    if not here:
        print(f"evals: {_nothing(given, bool(recordings))}", file=sys.stderr)
        return Exit.BAD_INPUT
    ids = {case.id for case in known}
    strange = [f"{one.case} is recorded and is no case here" for one in recordings if one.case not in ids]
    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        place = Path(folder) / "worker"
        place.mkdir()
        made = list(replays(here, wanted, load_direct(given.recorded), place))
    rows = [row for one in made for row in one.rows]
    notes = [*broken, *strange, *(note for one in made for note in one.notes)]
    content = document(rows, (), notes)
    print(_tables(made))
    if notes:
        print(f"\n{len(notes)} things to know:", *(f"  {note}" for note in notes), sep="\n", file=sys.stderr)
    if given.json:
        write_whole(given.json, as_json(content))
    return Exit.INCOMPLETE if broken or strange or any(one.missing for one in made) else Exit.DONE


def _nothing(given: argparse.Namespace, others: bool) -> str:
    what = "of these cases there is no recording" if others else "there is no recording yet"
    return (
        f"{what} in {given.recorded}; make one with: python -m evals record CASE --model NAME --folder FOLDER, and "
        "write the answers of the model into the folder, or have a program write them"
    )


def _tables(made: "Sequence[Replay]") -> str:
    """The means with their intervals, then the recall of every case."""
    from evals.llm.replaying import DIRECT, FIGURES, MODEL
    from evals.reporting.results_table import aligned, table
    from evals.reporting.summary import summary

    modes = ("rules", MODEL, DIRECT)
    lines = [["", "recorded of", *(f"{mode} @{cut}" for mode in modes for cut in (10, 15))]]
    for one in made:
        by_mode = {row.mode: row for row in one.rows}
        values = [
            by_mode[mode].value(f"must_recall@{cut}") if mode in by_mode else None for mode in modes for cut in (10, 15)
        ]
        lines.append([one.recording.case, one.recording.model, *("-" if v is None else f"{v:.2f}" for v in values)])
    whole = summary([row for one in made for row in one.rows])
    return f"{table(whole, {}, FIGURES, counted=True)}\n\n{aligned(lines)}"
