"""Which measure against a threat comes first: the same wherever it is told."""

from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus, Threat
from knowledge.catalog import Catalog

_STAGES = (ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.PROPOSED)
"""Where a measure stands that is still to be done, the nearest to done first."""


def measures_for(threat: Threat, model: ThreatModel, catalog: Catalog) -> tuple[Control, ...]:
    """The measures against a threat that are still to be done: the nearest to done first, then the most fitting."""
    pattern = catalog.patterns.get(threat.pattern or "")
    best = {name: rank for rank, name in enumerate(pattern.mitigations if pattern else ())}
    still = [one for one in model.controls if threat.id in one.threats and one.status in _STAGES]
    return tuple(sorted(still, key=lambda one: (_STAGES.index(one.status), best.get(one.mitigation or "", len(best)))))


def next_step(threat: Threat, model: ThreatModel, catalog: Catalog) -> Control | None:
    """The first of the measures that are still to be done; none where nothing is."""
    return next(iter(measures_for(threat, model, catalog)), None)
