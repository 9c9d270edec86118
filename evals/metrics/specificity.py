"""Whether a draft is about its own system, and not one that would fit any."""

from collections.abc import Sequence
from statistics import fmean

from evals.case import Case
from evals.matching import Found, first_parents
from evals.metrics.recall import must_recall
from evals.score import Score

CUT = 10
NAME = f"specificity@{CUT}"


def specificity(case: Case, found: Sequence[Found], cases: Sequence[Case]) -> tuple[Score, ...]:
    """Must recall on the own case, less the mean of the same draft on the cases of other groups."""
    top = first_parents(found, CUT)
    own = must_recall(case, top, NAME).value
    scored = [must_recall(other, top, NAME).value for other in cases if other.group != case.group]
    others = [value for value in scored if value is not None]
    if own is None or not others:
        return (Score(name=NAME, value=None, reason="there is no case of another group to compare with"),)
    elsewhere = fmean(others)
    reason = f"{own:.2f} on the own case, {elsewhere:.2f} on {len(others)} cases of other groups"
    return (Score(name=NAME, value=own - elsewhere, reason=reason),)
