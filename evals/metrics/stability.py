"""Whether a draft stays the same when its system is told in other words."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from evals.case_runs.transcript import Drafted
from evals.score import Score


def stability(original: Sequence[Drafted], reworded: Mapping[str, Sequence[Drafted]]) -> tuple[Score, ...]:
    """The overlap of the drafts' patterns, for each rewording and as their mean."""
    rows = [_overlap(original, draft, f"stability_{name}") for name, draft in reworded.items()]
    values = [row.value for row in rows if row.value is not None]
    mean = fmean(values) if values else None
    return (Score(name="stability", value=mean, reason=f"mean of {len(values)} rewordings"), *rows)


def _overlap(one: Sequence[Drafted], other: Sequence[Drafted], name: str) -> Score:
    first, second = ({threat.pattern or threat.title for threat in draft} for draft in (one, other))
    if not first | second:
        return Score(name=name, value=None, reason="both drafts are empty")
    lost, won = sorted(first - second), sorted(second - first)
    reason = f"lost {', '.join(lost[:5]) or 'nothing'}; won {', '.join(won[:5]) or 'nothing'}"
    return Score(name=name, value=len(first & second) / len(first | second), reason=reason)
