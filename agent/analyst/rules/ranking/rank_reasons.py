"""Why a threat stands where it stands, and which systems point there, in words for the owner."""

from collections.abc import Iterable, Sequence

from agent.domain import Certainty, Threat, ThreatStatus
from agent.domain.similar_systems import Alike
from agent.domain.wording.names_in_sentences import clipped
from knowledge import Catalog
from knowledge.ranking.reference_library import Neighbour

MOST_ALIKE = 3
"""How many systems are shown."""
MOST_WORRIES = 3
"""How many worries of each are shown."""
MOST_ABOUT = 200
"""How many letters of a system's description are shown."""

_ASIDE = {ThreatStatus.DISMISSED: "dismissed", ThreatStatus.RETIRED: "retired"}

_UNCONFIRMED = "well behind, as nobody has confirmed it yet"


def why_here(threat: Threat, reasons: Sequence[str]) -> str:
    """Why a threat has its place, as it goes on after "It stands here": the reasons of the order, else its risk."""
    if threat.status in _ASIDE:
        return f"behind all others, as it is {_ASIDE[threat.status]}"
    if threat.certainty is Certainty.SUGGESTED:
        return f"though nobody has confirmed it, because {_also(reasons)}" if reasons else _UNCONFIRMED
    return f"by its risk, and because {_also(reasons)}" if reasons else "by its risk"


def alike_of(neighbours: Iterable[Neighbour], catalog: Catalog) -> tuple[Alike, ...]:
    """The nearest few systems with their first worries."""
    nearest = [(one, catalog.reference_systems[one.system]) for one in list(neighbours)[:MOST_ALIKE]]
    return tuple(
        Alike(
            name=system.name,
            about=clipped(system.description, MOST_ABOUT),
            worries=tuple(threat.worry for threat in system.threats[:MOST_WORRIES]),
            share=one.share,
        )
        for one, system in nearest
    )


def _also(reasons: Sequence[str]) -> str:
    return "; and because ".join(reasons)
