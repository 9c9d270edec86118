"""A floor for the order of a draft: the must recall of its own threats in random order."""

import random
from collections.abc import Iterable, Sequence
from statistics import fmean

from evals.case import Case
from evals.case_runs.case_scores import Row, row_of
from evals.case_runs.transcript import Transcript
from evals.matching import Found, first_parents
from evals.metrics.recall import CUTS, must_recall
from evals.score import Score

NAME = "random order"
SHUFFLES = 10
"""How many random orders are averaged."""


def random_order_rows(rows: Sequence[Row], cases: Iterable[Case]) -> tuple[Row, ...]:
    """A row for each case that has a draft in the first mode of a run."""
    mode = rows[0].mode if rows else ""
    drafts = {row.case: [threat.as_found() for threat in row.draft] for row in rows if row.mode == mode}
    return tuple(
        row_of(case, NAME, shuffled_recall(case, drafts[case.id]), Transcript(case=case.id, way=NAME))
        for case in sorted(cases, key=lambda one: one.id)
        if drafts.get(case.id)
    )


def shuffled_recall(case: Case, found: Sequence[Found]) -> tuple[Score, ...]:
    """Must recall at each cut, as the mean of several orders that are the same each time."""
    orders = [_shuffled(found, f"{case.id}/{number}") for number in range(SHUFFLES)]
    return tuple(_mean(case, orders, cut) for cut in CUTS)


def _mean(case: Case, orders: Sequence[Sequence[Found]], cut: int) -> Score:
    name = f"must_recall@{cut}"
    values = [must_recall(case, first_parents(order, cut), name).value for order in orders]
    known = [value for value in values if value is not None]
    return Score(name=name, value=fmean(known) if known else None, reason=f"mean of {SHUFFLES} random orders")


def _shuffled(found: Sequence[Found], seed: str) -> list[Found]:
    order = list(found)
    random.Random(seed).shuffle(order)
    return order
