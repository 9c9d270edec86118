"""``python -m evals judge``: blind judgement of the first fifteen threats of drafts, by hand.

``judge write`` makes a sheet in Markdown (description, threats with their statements) and a key beside it. With --other
the threats of further drafts stand among them, shuffled, and nothing on the sheet tells whose they are. A person writes
a verdict behind each: keep, generic, wrong, twice NUMBER. ``judge read`` turns the filled sheet into figures.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.blind.blind_figures import Judged
    from evals.statistics import Interval


def add(parser: argparse.ArgumentParser) -> None:
    """The two halves of it."""
    actions = parser.add_subparsers(required=True, metavar="write|read")
    writing = actions.add_parser("write", help="make a sheet and its key")
    writing.add_argument("--out", type=Path, required=True, help="the sheet; its key lies beside it (.key.json)")
    writing.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    writing.add_argument("--set", dest="case_set", default="", help="only this set of cases")
    writing.add_argument("--only", default="", help="only these cases, by id, with commas")
    writing.add_argument("--analyst", default="rules", help="rules, llm, MODULE:FUNCTION, or none (default: rules)")
    writing.add_argument("--other", type=Path, nargs="+", default=[], help="results or predictions to stand among them")
    writing.add_argument("--seed", default="", help="another word shuffles otherwise")
    writing.add_argument("--fresh-eyes", action="store_true", help="the judge makes no language: show unread sets too")
    writing.set_defaults(run=_write)
    reading = actions.add_parser("read", help="turn a filled sheet into figures")
    reading.add_argument("sheet", type=Path, help="the filled sheet")
    reading.add_argument("--key", type=Path, help="its key (default: beside the sheet)")
    reading.add_argument("--json", type=Path, help="write the figures here")
    reading.set_defaults(run=_read)


def _write(given: argparse.Namespace) -> Exit:
    """Draft, gather what others drafted, and write both files."""
    from evals.blind.blind_judging import drafts_in, sheet
    from evals.case import load_cases
    from evals.case_runs.case_selection import chosen, shown
    from evals.files import as_json, write_whole
    from evals.reading.reading_runs import listening

    known, _ = load_cases(given.cases)
    cases = shown(chosen(known, given.only, case_set=given.case_set), given.fresh_eyes)
    sources = {path.stem: drafts_in(path) for path in given.other}
    if given.analyst != "none":
        with listening(given.analyst) as listener:
            sources[given.analyst] = {case.id: listener.draft(case.description) for case in cases}
    text, key = sheet(cases, sources, given.seed)
    write_whole(given.out, text)
    write_whole(_key_of(given.out), as_json(key.model_dump(mode="json")))
    count = sum(len(system.items) for system in key.cases.values())
    print(f"{count} threats of {len(key.cases)} systems to judge in {given.out}; the key is {_key_of(given.out)}")
    return Exit.DONE


def _read(given: argparse.Namespace) -> Exit:
    """Read verdicts and key, print the shares."""
    from evals.blind.blind_figures import difference, figures, judged, open_items
    from evals.blind.blind_judging import read_key, read_verdicts
    from evals.files import as_json, write_whole

    key = read_key(given.key or _key_of(given.sheet))
    verdicts = read_verdicts(_text(given.sheet))
    found = judged(key, verdicts)
    if not found:
        print("evals: no verdict is given yet", file=sys.stderr)
        return Exit.BAD_INPUT
    shares = figures(key, found)
    print(_table(shares, found))
    first, *others = shares
    for other in others:
        if (change := difference(key, found, first, other)) is not None:
            print(f"\n{first} less {other}, to keep: {change.mean:+.3f} [{change.low:+.3f}, {change.high:+.3f}]")
    if left := open_items(key, verdicts):
        print(f"\n{left} threats have no verdict and are left out", file=sys.stderr)
    if given.json:
        content = {source: {name: one.as_json() for name, one in row.items()} for source, row in shares.items()}
        write_whole(given.json, as_json(content))
    return Exit.DONE


def _table(shares: "dict[str, dict[str, Interval]]", found: "tuple[Judged, ...]") -> str:
    from evals.reporting.results_table import aligned

    names = list(dict.fromkeys(name for row in shares.values() for name in row))
    rows = [["", *shares]]
    for name in names:
        cells = (row.get(name) for row in shares.values())
        rows.append([name.replace("@", " @"), *(_cell(one) for one in cells)])
    rows.append(["threats judged", *(str(sum(one.source == source for one in found)) for source in shares)])
    return aligned(rows)


def _cell(one: "Interval | None") -> str:
    return "-" if one is None else f"{one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]"


def _key_of(sheet: Path) -> Path:
    return sheet.with_suffix(".key.json")


def _text(path: Path) -> str:
    from agent.errors import InputError

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"cannot read {path}: {problem}") from None
