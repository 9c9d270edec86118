"""``python -m evals order``: what the weights of the order of threats bring, and on cases they were not fitted on.

Every description is given to the rules once. The weights are fitted on the cases, with each group of cases left out in
turn, and if asked for on the reference systems alone, as those in force were; these are tried as they are and with one
after another set to zero. Only figures are told.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case_runs.case_selection import PACKAGED
from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.case import Case
    from evals.ordering.fitting import Values
    from evals.ordering.order import CaseSlate, Slate, Weights
    from evals.statistics import Interval

    Figures = dict[str, dict[str, Interval]]
    """Way to order, then column, then the figure."""

ALL = "all"
"""The column of all sets together."""
REFERENCE = "in force"
"""The way to order that the others are held against."""


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--cases", type=Path, default=PACKAGED, help="a folder of cases (default: the packaged ones)")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--references", action="store_true", help="fit on the reference systems too (some minutes)")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Make the slates of all cases, fit, try and print."""
    from evals.case import load_cases
    from evals.files import as_json, write_whole
    from evals.ordering.order import CUTS, IN_FORCE, fitted, trials

    cases, broken = load_cases(given.cases)
    slates, references = _slates(cases, given.references)
    values = {cut: trials(slates, references, cut) for cut in CUTS}
    figures, changes = _figures(cases, values), _changes(cases, values)
    weights = {"fitted": fitted(slates)}
    if references:
        weights["references"] = fitted(references)
    weights[REFERENCE] = IN_FORCE
    print(_report(weights, figures, changes))
    if given.json:
        write_whole(given.json, as_json(_content(weights, figures, changes)))
    if broken:
        print(f"\n{len(broken)} broken case files", file=sys.stderr)
    return Exit.INCOMPLETE if broken else Exit.DONE


def _slates(cases: "Sequence[Case]", with_references: bool) -> "tuple[list[CaseSlate], list[Slate]]":
    """The slates of the cases, and those of all reference systems if wanted."""
    from evals.case_runs.analysts import rules_analyst
    from evals.ordering.order import Slates

    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        facilitator, rules = rules_analyst(Path(folder))
        try:
            slates = Slates(facilitator, rules)
            known = facilitator.catalog.reference_systems.values() if with_references else ()
            return [slates.of(case) for case in cases], [slates.of_reference(system) for system in known]
        finally:
            facilitator.close()


def _figures(cases: "Sequence[Case]", values: "Mapping[int, Mapping[str, Values]]") -> "Figures":
    """Must recall of every way to order, by set and cut."""
    from evals.statistics import interval

    groups = {case.id: case.group for case in cases}
    found: Figures = {}
    for name, cut, column in _columns(cases):
        for way, by_case in values[cut].items():
            if some := {case: value for case, value in by_case.items() if case in column}:
                found.setdefault(way, {})[f"{name} @{cut}"] = interval(some, groups)
    return found


def _changes(cases: "Sequence[Case]", values: "Mapping[int, Mapping[str, Values]]") -> "Figures":
    """How far every other way differs from the weights in force, case by case."""
    from evals.statistics import paired

    groups = {case.id: case.group for case in cases}
    found: Figures = {}
    for name, cut, column in _columns(cases):
        old = {case: value for case, value in values[cut][REFERENCE].items() if case in column}
        for way, by_case in values[cut].items():
            if way != REFERENCE and (change := paired(old, by_case, groups)):
                found.setdefault(way, {})[f"{name} @{cut}"] = change
    return found


def _columns(cases: "Sequence[Case]") -> "list[tuple[str, int, frozenset[str]]]":
    """Set, cut and the ids of the set's cases; the sets together only where there are several."""
    from evals.ordering.order import CUTS

    sets = {name: frozenset(case.id for case in cases if case.case_set == name) for name in _sets(cases)}
    if len(sets) > 1:
        sets[ALL] = frozenset(case.id for case in cases)
    return [(name, cut, ids) for name, ids in sets.items() for cut in CUTS]


def _sets(cases: "Sequence[Case]") -> list[str]:
    return sorted({case.case_set for case in cases})


def _report(weights: "Mapping[str, Weights]", figures: "Figures", changes: "Figures") -> str:
    from evals.ordering.order import Weights
    from evals.reporting.results_table import aligned

    rows = [["weights", *Weights._fields]]
    rows += [[way, *(f"{value:.2f}" for value in one)] for way, one in weights.items()]
    parts = [aligned(rows), _table("must recall", figures, ""), _table(f"against {REFERENCE}", changes, "+")]
    return "\n\n".join(parts)


def _table(title: str, figures: "Figures", sign: str) -> str:
    from evals.reporting.results_table import aligned

    columns = list(dict.fromkeys(column for one in figures.values() for column in one))
    rows = [[title, *columns]]
    for way, by_column in figures.items():
        spans = [by_column.get(column) for column in columns]
        cells = [
            f"{one.mean:{sign}.3f} [{one.low:{sign}.3f}, {one.high:{sign}.3f}]" if one else "-" for one in spans
        ]  # fmt: skip
        rows.append([way, *cells])
    return aligned(rows)


def _content(weights: "Mapping[str, Weights]", figures: "Figures", changes: "Figures") -> dict[str, object]:
    return {
        "weights": {way: {leg: round(value, 4) for leg, value in by._asdict().items()} for way, by in weights.items()},
        "must_recall": _plain(figures),
        "against_in_force": _plain(changes),
    }


def _plain(figures: "Figures") -> dict[str, object]:
    return {way: {column: one.as_json() for column, one in by.items()} for way, by in figures.items()}
