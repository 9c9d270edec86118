"""Whether a draft says the same thing more than once."""

from collections.abc import Sequence

from evals.case_runs.transcript import Drafted
from evals.score import Score, listed


def duplicates(draft: Sequence[Drafted]) -> tuple[Score, ...]:
    """Findings per distinct pattern; a threat without a pattern stands for itself by its title."""
    if not draft:
        return (Score(name="findings_per_pattern", value=None, reason="the draft is empty"),)
    named = [threat.pattern or threat.title.casefold() for threat in draft]
    repeated = [f"{one} x{named.count(one)}" for one in dict.fromkeys(named) if named.count(one) > 1]
    value = len(named) / len(set(named))
    reason = f"{len(named)} threats of {len(set(named))} patterns; repeated: {listed(repeated)}"
    return (Score(name="findings_per_pattern", value=value, reason=reason),)
