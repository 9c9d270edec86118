"""How much of what cannot apply to a system its draft raises all the same."""

from collections.abc import Sequence

from evals.case import Case
from evals.matching import Found, contradicted
from evals.score import Score, listed


def contradictions(case: Case, found: Sequence[Found]) -> tuple[Score, ...]:
    """The share of the case's impossible threats that the whole draft raises."""
    judged = [one for one in case.not_expected if one.ids]
    if not judged:
        return (Score(name="contradictions", value=None, reason="nothing is known to be impossible"),)
    raised = [one for one in judged if contradicted(one, found)]
    because = [f"{one.label} ({one.why})" for one in raised]
    reason = f"{len(raised)} of {len(judged)}: {listed(because)}"
    return (Score(name="contradictions", value=len(raised) / len(judged), reason=reason),)
