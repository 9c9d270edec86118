"""``python -m evals score``: judge stored drafts of any tool by the same rules.

A file of predictions is JSON: {"format": "threatparley-predictions", "tool": NAME, "systems": [{"id": CASE, "threats":
[{"title": TEXT, "statement": TEXT, "ids": ["AML.T0051.001", "LLM01", "ASI02", "T6", "ML03"], "component": TEXT}]}]},
threats in the tool's own order. Files of Threat Dragon, Threat Composer, OTM, pytm and STRIDE GPT are read as they are,
one system each.
"""

import argparse
import sys
from pathlib import Path

from evals.case_runs.case_selection import PACKAGED, chosen
from evals.exit_codes import Exit
from evals.other_tools.converters import CONVERTERS


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--predictions", type=Path, nargs="+", required=True, help="files of drafts")
    parser.add_argument("--from", dest="source", choices=("auto", "native", *CONVERTERS), default="auto")
    parser.add_argument("--system", default="", help="the case a tool's own file is about (default: its name)")
    parser.add_argument("--tool", default="", help="what the tool is called")
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument("--half", choices=("A", "B"), default="", help="only this half of the groups")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--html", type=Path, help="write a page with plots here")
    parser.add_argument("--plain", action="store_true", help="leave out the reference predictors")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Read, judge, print."""
    from evals.case import load_cases
    from evals.case_runs.judging_resources import open_shelf
    from evals.files import as_json, write_whole
    from evals.other_tools.predictions import read_predictions, rows_of, strange
    from evals.other_tools.predictors import reference_rows
    from evals.reporting.results_table import table
    from evals.reporting.summary import document

    known, broken = load_cases(given.cases)
    cases, shelf = chosen(known, half=given.half), open_shelf()
    predictions = [read_predictions(path, given.source, given.system) for path in given.predictions]
    if given.tool:
        predictions = [one.model_copy(update={"tool": given.tool}) for one in predictions]
    rows = rows_of(predictions, cases, known, shelf)
    here = [case for case in cases if case.id in {row.case for row in rows}]
    references = () if given.plain or not rows else reference_rows(here, known, shelf.search)
    problems = (*broken, *strange(predictions, cases, shelf.catalog))
    content = document(rows, references, problems)
    print(table(content["summary"], content["references"]) if rows else "nothing could be scored")
    if problems:
        print(f"\n{len(problems)} things to know:", *(f"  {line}" for line in problems), sep="\n", file=sys.stderr)
    if given.json:
        write_whole(given.json, as_json(content), given.predictions)
    if given.html:
        from evals.reporting.results_page import page

        write_whole(given.html, page(content), given.predictions)
    faulty = [line for line in problems if "have no draft" not in line]
    return Exit.BAD_INPUT if not rows else Exit.INCOMPLETE if faulty else Exit.DONE
