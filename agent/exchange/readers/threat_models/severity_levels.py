"""Five levels of a threat from what a file has of it: a severity in a word, or a likelihood and an impact."""

from collections.abc import Mapping

from agent.domain.risk import DreadScore, FactorScore, Reason
from knowledge.vocabulary import DreadFactor

Levels = Mapping[str, Mapping[str, int]]
"""By ``inherent``, ``current`` and ``target``: a level of 0 to 10 by factor."""
_SEVERITY = {
    "critical": 9, "very high": 9, "very_high": 9, "high": 7, "medium": 5, "moderate": 5, "elevated": 5, "low": 3,
    "very low": 1, "very_low": 1, "none": 1,
}  # fmt: skip
_UNKNOWN = 5
_OF_IMPACT = (DreadFactor.DAMAGE, DreadFactor.AFFECTED_USERS)


def split(likelihood: int, impact: int) -> dict[str, dict[str, int]]:
    """The same levels for all three scores: two factors take the impact, three the likelihood, each of 0 to 10."""
    levels = {one.value: impact if one in _OF_IMPACT else likelihood for one in DreadFactor}
    return {"inherent": levels, "current": levels, "target": levels}


def score_of(levels: Mapping[str, int] | None, severity: str) -> DreadScore:
    """Five factors: the levels that the file has, or the same for all by its word of severity."""
    if levels is not None:
        because = "the level in the file"
        each = {one.value: min(10, max(0, int(levels.get(one.value, _UNKNOWN)))) for one in DreadFactor}
    else:
        because = f"from the severity {severity!r} of the file" if severity else "the file gives no severity"
        level = _SEVERITY.get(severity.strip().lower(), _UNKNOWN)
        each = {one.value: level for one in DreadFactor}
    reasons = (Reason(text=because),)
    return DreadScore.model_validate(
        {name: FactorScore(level=n, low=n, high=n, reasons=reasons) for name, n in each.items()}
    )
