"""Leave one group out: what something fitted reaches on the cases it was fitted on, and on cases it never saw.

It knows nothing of what is fitted. A case brings whatever rows are needed (features of its candidate threats, say);
``fit`` makes anything of the rows of some cases, and ``score`` says how good that is on the rows of one case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from agent.errors import InputError
from evals.case import Case
from evals.statistics import Interval, interval, paired

Rows = TypeVar("Rows")
Fit = TypeVar("Fit")
Groups = Mapping[str, Mapping[str, Rows]]
"""Group, then case, then the rows of the case."""
Values = dict[str, float]
"""A figure by case."""


def left_out(
    groups: Groups[Rows], fit: Callable[[Sequence[Rows]], Fit], score: Callable[[Fit, Rows], float | None]
) -> tuple[Interval, Interval]:
    """The figure on what was fitted on, and the figure with each group left out of the fit in its turn.

    Raises InputError where there are fewer than two groups, or nothing can be scored.
    """
    fitted, unseen = values_of(groups, fit, score)
    return interval(fitted, group_of(groups)), interval(unseen, group_of(groups))


def values_of(
    groups: Groups[Rows], fit: Callable[[Sequence[Rows]], Fit], score: Callable[[Fit, Rows], float | None]
) -> tuple[Values, Values]:
    """The two figures of every case that can be scored: as fitted on all, and with its own group left out."""
    if len(groups) < 2:
        raise InputError(f"leaving a group out needs two groups or more; there are {len(groups)}")
    whole = fit([rows for cases in groups.values() for rows in cases.values()])
    fitted: Values = {}
    unseen: Values = {}
    for name, cases in groups.items():
        others = fit([rows for other, theirs in groups.items() if other != name for rows in theirs.values()])
        for case, rows in cases.items():
            for made, values in ((whole, fitted), (others, unseen)):
                if (value := score(made, rows)) is not None:
                    values[case] = value
    if not fitted or not unseen:
        raise InputError("no case could be scored; expected a figure from score() for one at least")
    return fitted, unseen


def told(groups: Groups[Rows], fit: Callable[[Sequence[Rows]], Fit], score: Callable[[Fit, Rows], float | None]) -> str:
    """Both figures and what separates them, as a line for a report."""
    fitted, unseen = values_of(groups, fit, score)
    of = group_of(groups)
    lines = [f"fitted {_span(interval(fitted, of))}", f"left out {_span(interval(unseen, of))}"]
    if gap := paired(unseen, fitted, of):
        lines.append(f"gap {_span(gap)}")
    return "; ".join([*lines, f"{len(fitted)} cases in {len(groups)} groups"])


def by_group(cases: Iterable[Case], rows: Mapping[str, Rows]) -> dict[str, dict[str, Rows]]:
    """The rows of cases, under each case's group; cases without rows are left out."""
    found: dict[str, dict[str, Rows]] = {}
    for case in cases:
        if case.id in rows:
            found.setdefault(case.group, {})[case.id] = rows[case.id]
    return found


def group_of(groups: Groups[Rows]) -> dict[str, str]:
    """The group of each case."""
    return {case: name for name, cases in groups.items() for case in cases}


def _span(one: Interval) -> str:
    return f"{one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]"
