"""All figures of a run: per mode and metric, by set, kind, grade and half, with their intervals."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from evals.case_runs.case_scores import Row, as_json_row
from evals.case_runs.case_selection import UNREAD
from evals.statistics import half_of, interval

Summary = dict[str, dict[str, dict[str, Any]]]
"""Mode, metric, then mean, low, high and n."""


def summary(rows: Sequence[Row]) -> Summary:
    """The figures of every mode and metric, in the order in which they come."""
    found: Summary = {}
    for mode in dict.fromkeys(row.mode for row in rows):
        here = [row for row in rows if row.mode == mode]
        metrics = dict.fromkeys(score.name for row in here for score in row.scores)
        found[mode] = {metric: _figure(here, metric) for metric in metrics}
    return found


def by_kind(rows: Sequence[Row]) -> dict[str, Summary]:
    """The figures for each kind of AI; a case of several kinds counts in each."""
    kinds = sorted({kind for row in rows for kind in row.kinds})
    return {kind: summary([row for row in rows if kind in row.kinds]) for kind in kinds}


def by_grade(rows: Sequence[Row]) -> dict[str, Summary]:
    """The figures for each grade of source."""
    return {grade: summary([row for row in rows if row.grade == grade]) for grade in sorted({r.grade for r in rows})}


def by_half(rows: Sequence[Row]) -> dict[str, Summary]:
    """The figures of the half for development and of the half to confirm, of the sets that are read."""
    read = [row for row in rows if row.case_set not in UNREAD]
    return {half: summary([row for row in read if half_of(row.group) == half]) for half in ("A", "B")}


def by_set(rows: Sequence[Row]) -> dict[str, Summary]:
    """The figures of each set of cases, and none where there is only one."""
    sets = sorted({row.case_set for row in rows})
    return {name: summary([row for row in rows if row.case_set == name]) for name in sets} if len(sets) > 1 else {}


def document(rows: Sequence[Row], references: Sequence[Row], problems: Iterable[str]) -> dict[str, Any]:
    """The content of the results file; it holds nothing that differs between two runs of the same program."""
    cases: dict[str, dict[str, Any]] = {}
    for row in rows:
        cases.setdefault(row.case, {})[row.mode] = as_json_row(row)
    return {
        "format": "threatparley-evals",
        "version": 1,
        "summary": summary(rows),
        "references": summary(references),
        "by_kind": by_kind(rows),
        "by_grade": by_grade(rows),
        "by_half": by_half(rows),
        "by_set": by_set([*rows, *references]),
        "cases": cases,
        "problems": list(problems),
    }


def values_of(rows: Iterable[Row], metric: str) -> dict[str, float]:
    """The values of a metric by case, where it has one."""
    found = {row.case: row.value(metric) for row in rows}
    return {case: value for case, value in found.items() if value is not None}


def groups_of(rows: Iterable[Row]) -> Mapping[str, str]:
    """The group of each case."""
    return {row.case: row.group for row in rows}


def _figure(rows: Sequence[Row], metric: str) -> dict[str, Any]:
    values = values_of(rows, metric)
    figure = interval(values, groups_of(rows)).as_json()
    if metric == "questions":
        figure |= {"median": median(values.values()), "most": max(values.values())}
    return figure
