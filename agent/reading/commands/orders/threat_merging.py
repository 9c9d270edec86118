"""Let one threat go into another that says the same: the parts of both are named, and one of them is set aside."""

from agent.domain import Edit, ThreatModel, ThreatStatus
from agent.domain.changes.edits import DecideThreat, RewordThreat


def merged(model: ThreatModel, gone: str, kept: str) -> tuple[Edit, ...]:
    """The edits; none where one of the two does not exist or they are the same threat."""
    first, second = model.threat(kept), model.threat(gone)
    if first is None or second is None or first is second:
        return ()
    targets = tuple(dict.fromkeys((*first.targets, *second.targets)))
    aside = DecideThreat(threat=gone, status=ThreatStatus.DISMISSED, reason=f"It says the same as {kept}.")
    if targets == first.targets:
        return (aside,)
    return (RewordThreat(threat=kept, targets=targets), aside)
