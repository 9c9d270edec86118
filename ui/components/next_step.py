"""What is to be done next about a threat, and who has it in hand."""

from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus

_STAGES = (ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.PROPOSED)
"""Where a measure stands that is still to be done, the nearest to done first."""


def next_step(threat: Threat, model: ThreatModel) -> Control | None:
    """The measure nearest to done that is not done yet; none where the threat is decided on, or nothing is left."""
    if threat.status is not ThreatStatus.OPEN:
        return None
    found = [one for one in model.controls if threat.id in one.threats and one.status in _STAGES]
    return min(found, key=lambda one: _STAGES.index(one.status), default=None)


def owner_of(threat: Threat, model: ThreatModel) -> str:
    """Who answers for the decision, else for the next step; empty where nobody is named."""
    if threat.treatment is not None and threat.treatment.owner:
        return threat.treatment.owner
    step = next_step(threat, model)
    return step.owner if step is not None else ""
