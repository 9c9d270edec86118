"""Whether DREAD scores keep what is promised of them: published levels, ranges, reasons, and controls that help."""

from collections.abc import Iterator

from agent.domain import Threat, ThreatModel
from evals.score import Score, listed
from knowledge.vocabulary import DREAD_LEVELS, DreadFactor


def dread(model: ThreatModel) -> tuple[Score, ...]:
    """The share of factors without a fault, and how far the totals of a draft spread."""
    if not model.threats:
        return (Score(name="dread_sound", value=None, reason="the draft is empty"),)
    faults = [fault for threat in model.threats for fault in _faults(threat)]
    checked = len(model.threats) * len(DreadFactor)
    totals = sorted(threat.inherent_rating.total for threat in model.threats)
    return (
        Score(name="dread_sound", value=max(0.0, 1 - len(faults) / checked), reason=f"faults: {listed(faults)}"),
        Score(name="dread_spread", value=totals[-1] - totals[0], reason=f"totals from {totals[0]} to {totals[-1]}"),
    )


def monotone(mild: ThreatModel, severe: ThreatModel) -> tuple[Score, ...]:
    """The share of threats that a wider reach and more sensitive data do not make milder."""
    before = {threat.pattern: threat.inherent_rating.total for threat in mild.threats}
    after = {threat.pattern: threat.inherent_rating.total for threat in severe.threats}
    both = [pattern for pattern in before if pattern in after]
    if not both:
        return (Score(name="dread_monotone", value=None, reason="no threat stands in both drafts"),)
    fallen = [
        f"{pattern} {before[pattern]} to {after[pattern]}" for pattern in both if after[pattern] < before[pattern]
    ]
    reason = f"{len(both)} threats in both; milder though more is at stake: {listed(fallen)}"
    return (Score(name="dread_monotone", value=1 - len(fallen) / len(both), reason=reason),)


def _faults(threat: Threat) -> Iterator[str]:
    for factor in DreadFactor:
        before, now, later = (score.factor(factor) for score in (threat.inherent, threat.current, threat.target))
        if before.level not in DREAD_LEVELS:
            yield f"{threat.id} {factor.value}: level {before.level} is not in the tables"
        elif not before.reasons:
            yield f"{threat.id} {factor.value}: no reason"
        elif not before.level >= now.level >= later.level:
            yield f"{threat.id} {factor.value}: a control raises it"
        elif later.level < 1:
            yield f"{threat.id} {factor.value}: a control brings it to nothing"
