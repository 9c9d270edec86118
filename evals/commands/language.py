"""``python -m evals language``: whether the reader's phrases are fitted to the cases they were made on.

Phrases that fire and facts that are stated are counted on read and on unread cases, in the same number of words. A
reader that knows language fires about as often on both. Nothing of an unread case is printed but counts.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.reading.language import Fittedness

BESIDE = Path("shared/checks/case_words.py")
"""A check of the cases' own wording in the product, run too where it lies beside the project."""
_ROOT = Path(__file__).resolve().parents[2]


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of sets of cases (default: packaged)")
    parser.add_argument("--gate", action="store_true", help="fail where either ratio is above its limit")
    parser.add_argument("--list", action="store_true", help="list the phrases that fire in one read case only")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Count, print, and fail if that was asked for."""
    from evals.case import load_cases
    from evals.case_runs.analysts import RULES
    from evals.files import as_json, write_whole
    from evals.reading.language import fittedness
    from evals.reading.reading_runs import listening

    cases, broken = load_cases(given.cases)
    with listening(RULES) as listener:
        fit = fittedness(cases, listener)
    print(_report(fit))
    if given.list:
        print("", *(f"  {owner}: {cue}" for owner, cue in fit.single_read), sep="\n")
    if given.json:
        write_whole(given.json, as_json(_figures(fit)))
    _beside(_ROOT)
    if broken:
        print(f"\n{len(broken)} broken case files", file=sys.stderr)
    if given.gate and fit.too_fitted:
        print("\nthe reader is fitted to its cases:", *(f"  {line}" for line in fit.too_fitted), sep="\n")
        return Exit.GATE_FAILED
    return Exit.INCOMPLETE if broken else Exit.DONE


def _report(fit: "Fittedness") -> str:
    from evals.reading.language import MOST, most_single
    from evals.reporting.results_table import aligned

    rows = [
        [f"in {fit.words} words", "read", "unread", "ratio", "limit"],
        ["phrases that fire", *_cells(fit.cues.read, fit.cues.unread, fit.cues.ratio), f"{MOST}"],
        ["facts that are stated", *_cells(fit.facts.read, fit.facts.unread, fit.facts.ratio), f"{MOST}"],
    ]
    single, fired = len(fit.single), len(fit.fired)
    owners = ", ".join(f"{owner} {count}" for owner, count in most_single(fit)[:8])
    return "\n".join(
        [
            aligned(rows),
            "",
            f"{fired} of {fit.known} phrases fire in some case; {single} of these ({single / max(1, fired):.0%}, "
            f"{single / max(1, fit.known):.0%} of all) in exactly one: {len(fit.single_read)} in a read case, "
            f"{single - len(fit.single_read)} in an unread one",
            f"single phrases of read cases stand most often for: {owners or 'nothing'}",
        ]
    )


def _cells(*values: float) -> list[str]:
    return [f"{value:.2f}" for value in values]


def _figures(fit: "Fittedness") -> dict[str, object]:
    return {
        "words": fit.words,
        "phrases": {"read": fit.cues.read, "unread": fit.cues.unread, "ratio": _finite(fit.cues.ratio)},
        "facts": {"read": fit.facts.read, "unread": fit.facts.unread, "ratio": _finite(fit.facts.ratio)},
        "known": fit.known,
        "fired": len(fit.fired),
        "single": len(fit.single),
        "single_read": [f"{owner}: {cue}" for owner, cue in fit.single_read],
    }


def _finite(ratio: float) -> float | None:
    return ratio if ratio != float("inf") else None


def _beside(root: Path) -> None:
    """Run the check beside the project, where there is one, and print the shares that it finds, not the words."""
    script = root.parent / BESIDE
    if not script.is_file():
        return
    done = subprocess.run([sys.executable, str(script), str(root)], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    print("", *(lines or done.stderr.strip().splitlines()[-1:]), sep="\n")
