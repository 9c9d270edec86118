"""The order of threats: by current risk, then by how certain they are and how firm their evidence is."""

from collections.abc import Mapping

from agent.domain import Certainty, Threat, ThreatStatus
from knowledge.vocabulary import Aspect

_CERTAINTY = {Certainty.SURE: 0, Certainty.ASSUMED: 1, Certainty.SUGGESTED: 2}
_SET_ASIDE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})
SECURITY_FIRST = 0.5
"""How far the risk of another aspect must exceed that of a security threat to stand before it."""
ASSUMED_BACK = 0.4
"""How far a threat that is more assumed than stated stands back behind the others."""

Place = tuple[bool, bool, float, int, int, int, float, int]


def place_of(threat: Threat, ranks: Mapping[str, int]) -> Place:
    """Where a threat stands; smaller comes first, and the catalog's order settles what is left."""
    rating = threat.rating
    behind = 0.0 if threat.aspect is Aspect.SECURITY else SECURITY_FIRST
    behind += ASSUMED_BACK if _mostly_assumed(threat) else 0.0
    return (
        threat.status in _SET_ASIDE,
        threat.certainty is Certainty.SUGGESTED,
        -round(rating.total - behind, 1),
        _CERTAINTY[threat.certainty],
        len(threat.evidence.assumed),
        0 if threat.evidence.quotes else 1,
        -rating.impact,
        ranks.get(threat.pattern or "", len(ranks)),
    )


def _mostly_assumed(threat: Threat) -> bool:
    evidence = threat.evidence
    return threat.certainty is Certainty.ASSUMED and 2 * len(evidence.assumed) > len(evidence.facts)
