"""``python -m evals``: give every case to the analyst in three ways, and judge the drafts."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from evals.case import Case, load_cases
from evals.case_runs.analysts import LLM, RULES, Subject, subject
from evals.case_runs.case_selection import PACKAGED, chosen
from evals.case_runs.modes import Way
from evals.case_runs.pool import Pool
from evals.exit_codes import Exit
from evals.reading.readings import PACKAGED as GOLD

if TYPE_CHECKING:
    from evals.case_runs.case_scores import Row
    from evals.case_runs.evaluation import Outcome
    from evals.case_runs.judging_resources import Shelf
    from evals.metrics.wording import Wording
    from evals.reading.reading_judge import ReadingJudge


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    who = "rules, llm (the language model that the settings name) or MODULE:FUNCTION of a data folder (default: rules)"
    parser.add_argument("--analyst", type=_analyst, default=RULES, metavar="WHO", help=f"who is measured: {who}")
    parser.add_argument(
        "--cases", type=Path, default=PACKAGED, help="a folder of cases, or of sets of cases (default: the packaged)"
    )
    parser.add_argument("--gold", type=Path, default=GOLD, help="a folder of gold readings (default: the packaged)")
    parser.add_argument("--set", dest="case_set", default="", help="only this set of cases, such as dev")
    parser.add_argument("--mode", choices=list(Way), action="append", help="only this mode; can be repeated")
    parser.add_argument("--half", choices=("A", "B"), default="", help="only this half of dev's groups")
    parser.add_argument("--only", default="", help="only these cases, by id, with commas")
    parser.add_argument("--quick", action="store_true", help="eight cases of dev, one per kind, told in no other words")
    parser.add_argument("--plain", action="store_true", help="leave out rewordings, wording and reference predictors")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (default: 2)")
    parser.add_argument("--timeout", type=float, help="seconds one case may take in one mode (120; 1800 with a model)")
    parser.add_argument("--json", type=Path, help="write all results here")
    parser.add_argument("--html", type=Path, help="write a page with plots here")
    parser.add_argument("--misses", type=Path, help="write what the drafts miss here, as Markdown")
    parser.add_argument("--partial", type=Path, help="where an unfinished run is kept (default: beside the results)")
    parser.add_argument("--gate", action="store_true", help="compare with the baseline and fail if it is worse")
    parser.add_argument("--baseline", type=Path, help="the baseline (default: the packaged one)")
    parser.add_argument("--keep-baseline", action="store_true", help="make this run the baseline")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Run, print the table, write what was asked for."""
    if fault := _misused(given):
        print(f"evals: {fault}", file=sys.stderr)
        return Exit.USAGE
    from evals.case_runs.judging_resources import open_shelf
    from evals.metrics.wording import Wording
    from evals.reading.reading_judge import open_judge
    from evals.reporting.report import tell

    started, who = perf_counter(), subject(given.analyst)
    known, broken = load_cases(given.cases)
    cases = chosen(known, given.only, given.half, given.quick, given.case_set)
    if not cases:
        tell(broken, ())
        print(f"evals: there is no case to run in {given.cases}", file=sys.stderr)
        return Exit.BAD_INPUT
    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        desks = _Desks(given, cases, known, Path(folder))
        with desks.staffed(subject(RULES) if who.asks_model else who) as pool:
            shelf = open_shelf(Path(folder) / "index")
            wording = None if given.plain else Wording(shelf.embedder)
            judge = open_judge(given.gold, shelf.catalog)
            outcome = desks.evaluated(pool, wording, judge)
        rules = outcome if who.asks_model else None
        if rules is not None:
            with desks.staffed(who) as pool:
                outcome = desks.evaluated(pool, wording, judge)
    references = _references(given.plain, cases, known, outcome, shelf)
    passed = _reported(given, _Run(who, outcome, rules), references, cases, broken)
    tell(broken, outcome.problems)
    print(f"\n{len(cases)} cases in {perf_counter() - started:.1f} s", file=sys.stderr)
    if not passed:
        return Exit.GATE_FAILED
    return Exit.INCOMPLETE if outcome.problems or broken else Exit.DONE


def _misused(given: argparse.Namespace) -> str:
    """What options contradict themselves or each other."""
    if given.jobs < 1 or (given.timeout is not None and given.timeout <= 0):
        return "--jobs and --timeout must be above zero"
    if given.keep_baseline and given.analyst != RULES:
        return "the baseline is the rules'; keep one without --analyst"
    return ""


@dataclass(frozen=True)
class _Desks:
    """Gives the same cases to one analyst after another."""

    given: argparse.Namespace
    cases: Sequence[Case]
    known: Sequence[Case]
    folder: Path

    @contextmanager
    def staffed(self, who: Subject) -> "Iterator[tuple[Subject, Pool]]":
        """Workers for an analyst, which load their libraries while there is nothing to do yet."""
        size = min(self.given.jobs, len(self.cases))
        pool = Pool(size, self.folder, who.name, self.given.timeout or who.timeout)
        pool.start()
        try:
            yield who, pool
        finally:
            pool.close()

    def evaluated(self, staff: "tuple[Subject, Pool]", wording: "Wording | None", judge: "ReadingJudge") -> "Outcome":
        """The outcome of all cases; an unfinished run is kept."""
        from evals.case_runs.case_runner import REPEATED, REWORDED
        from evals.case_runs.evaluation import Plan, evaluate
        from evals.case_runs.results import Results, program_digest

        given, (who, pool) = self.given, staff
        results = Results(_partial(given, who), f"{program_digest()} {who.key}")
        ways = tuple(Way(mode) for mode in dict.fromkeys(given.mode or list(Way)))
        again = "" if given.plain else REPEATED if given.quick else REWORDED
        plan = Plan(ways, tuple(self.known), again, wording, judge)
        finished = False
        try:
            outcome = evaluate(self.cases, plan, pool, results, given.quiet)
            finished = True
            return outcome
        finally:
            results.close(finished)


@dataclass(frozen=True)
class _Run:
    """What came of it: the analyst's outcome and, beside a language model's, that of the rules."""

    who: Subject
    outcome: "Outcome"
    rules: "Outcome | None"


def _references(
    plain: bool, cases: Sequence[Case], known: Sequence[Case], outcome: "Outcome", shelf: "Shelf"
) -> "tuple[Row, ...]":
    """What any draft has to beat: the same draft in random order and, in a run that is not plain, the predictors."""
    from evals.ordering.random_order import random_order_rows
    from evals.other_tools.predictors import reference_rows

    floor = random_order_rows(outcome.rows, cases)
    return floor if plain else (*floor, *reference_rows(cases, known, shelf.search))


def _reported(
    given: argparse.Namespace, made: _Run, references: "Sequence[Row]", cases: Sequence[Case], broken: Sequence[str]
) -> bool:
    """Print and write everything; false if the gate was asked for and failed."""
    from evals.files import as_json, write_whole
    from evals.llm.llm_comparison import as_json_part, beside
    from evals.reporting.missed_threats import misses
    from evals.reporting.report import report, times
    from evals.reporting.summary import document

    outcome = made.outcome
    content = document(outcome.rows, references, [*broken, *outcome.problems])
    print(report(content))
    print(f"\n{times(outcome.seconds)}")
    if made.rules is not None:
        print(f"\n{beside(made.who, outcome, made.rules)}")
        content |= as_json_part(made.who, outcome, made.rules)
    if given.json:
        write_whole(given.json, as_json(content))
        write_whole(given.json.with_suffix(".times.json"), as_json(outcome.seconds))
        if made.rules is not None:
            write_whole(given.json.with_suffix(".rules.json"), as_json(document(made.rules.rows, references, broken)))
    if given.misses:
        write_whole(given.misses, misses(outcome.rows, cases))
    if given.html:
        from evals.reporting.results_page import page

        write_whole(given.html, page(content))
    return _gated(given, outcome.rows)


def _gated(given: argparse.Namespace, rows: "Sequence[Row]") -> bool:
    """Keep the rows as the baseline, or hold them against it; false if they are worse."""
    from evals.files import as_json, write_whole
    from evals.gate import PACKAGED as KEPT
    from evals.gate import failures, kept

    path = given.baseline or KEPT
    if given.keep_baseline:
        write_whole(path, as_json(kept(rows)))
        return True
    if not given.gate:
        return True
    shut = failures(rows, path)
    print("\nthe gate opens" if not shut else "\nthe gate stays shut:", *(f"  {line}" for line in shut), sep="\n")
    return not shut


def _partial(given: argparse.Namespace, who: Subject) -> Path:
    """Where an unfinished run is kept; the rules that run beside a language model have a file of their own."""
    if given.partial:
        path = Path(given.partial)
    elif given.json:
        path = Path(f"{given.json}.partial.jsonl")
    else:
        from agent.settings import load_settings

        path = load_settings().data_dir / "evals" / f"partial-{given.analyst.replace(':', '-')}.jsonl"
    return path if who.name == given.analyst else path.with_name(f"{path.name}.{who.name}")


def _analyst(text: str) -> str:
    """Who is measured, as it is said on the command line."""
    if text in (RULES, LLM) or all(text.partition(":")):
        return text
    raise argparse.ArgumentTypeError(f"expected rules, llm or MODULE:FUNCTION, got {text!r}")
