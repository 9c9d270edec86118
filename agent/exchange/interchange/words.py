"""Scores, references and decisions in the words and figures that files of other tools need."""

import json
import math
from collections.abc import Mapping
from typing import Any

from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, Rating
from agent.domain.system import Actor, Component
from agent.domain.threats import Control, Threat, ThreatStatus
from agent.exchange.reports.catalog_lookups import note_on_entry
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor, Framework, Reference, Stride

CLOSED = frozenset(
    (ThreatStatus.MITIGATED, ThreatStatus.ACCEPTED, ThreatStatus.TRANSFERRED, ThreatStatus.AVOIDED,
     ThreatStatus.DISMISSED, ThreatStatus.RETIRED)
)  # fmt: skip
"""Where a threat stands once nothing is to be done about it for now."""
STRIDE = {
    Stride.SPOOFING: "Spoofing", Stride.TAMPERING: "Tampering", Stride.REPUDIATION: "Repudiation",
    Stride.INFORMATION_DISCLOSURE: "Information disclosure", Stride.DENIAL_OF_SERVICE: "Denial of service",
    Stride.ELEVATION_OF_PRIVILEGE: "Elevation of privilege",
}  # fmt: skip


def as_json(document: Mapping[str, Any]) -> str:
    """A document as indented JSON with a final line end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def levels(threat: Threat, score: DreadScore | None = None) -> dict[str, int]:
    """The five levels that count for a threat: a person's before a fixed one, and that before the computed ones."""
    fixed = threat.scored.discoverability
    found = (score or threat.current).levels()
    if fixed is not None:
        found[DreadFactor.DISCOVERABILITY] = fixed
    found |= {one.factor: one.level for one in threat.overrides}
    return {factor.value: level for factor, level in found.items()}


def dread_line(threat: Threat) -> str:
    """The total with its five levels, such as ``DREAD 7.4 (damage 9, …)``."""
    each = ", ".join(f"{name.replace('_', ' ')} {level}" for name, level in levels(threat).items())
    return f"DREAD {threat.rating.total:.1f} ({each})"


def in_five(value: float) -> int:
    """A value from 0 to 10 as one of five steps, from 1 to 5."""
    return min(5, max(1, math.ceil(value / 2)))


def step(value: float, steps: tuple[str, ...]) -> str:
    """A value from 0 to 10 as one of five words, mildest first."""
    return steps[in_five(value) - 1]


def reference_words(reference: Reference, catalog: Catalog) -> str:
    """A framework item with its official name and edition."""
    title = catalog.title_of(reference.framework)
    return f"{reference.id} {catalog.name_of(reference)} ({title} {reference.edition})"


def references_line(threat: Threat, catalog: Catalog) -> str:
    """Every framework item behind a threat, in one line; empty where there is none."""
    return "; ".join(reference_words(one, catalog) for one in threat.references)


def tag(reference: Reference) -> str:
    """A framework item as a short mark without spaces, such as ``ATLAS:AML.T0051``."""
    return f"{reference.framework.value.replace('_', '-').upper()}:{reference.id.replace(' ', '-')}"


def of_framework(threat: Threat, framework: Framework) -> tuple[Reference, ...]:
    """The references of a threat to one framework."""
    return tuple(one for one in threat.references if one.framework is framework)


def decision_line(threat: Threat) -> str:
    """What was decided about a threat, in one line; empty where nothing was."""
    decided = threat.treatment
    if decided is None:
        return ""
    parts = [f"{threat.status.value}: {decided.reason}"]
    parts += [f"answers for it: {decided.owner}"] if decided.owner else []
    parts += [f"look again by {decided.review_by}"] if decided.review_by else []
    parts += [f"decided by {decided.author}"] if decided.author else []
    return "; ".join(parts)


def plan_line(control: Control) -> str:
    """Who does a measure, by when, why it stands where it does and what shows it; empty where nothing is said."""
    parts = [f"Owner: {control.owner}"] if control.owner else []
    parts += [f"Due: {control.due}"] if control.due else []
    parts += [f"Reason: {control.reason}"] if control.reason else []
    parts += [f"Evidence: {control.evidence}"] if control.evidence else []
    parts += [f"Evidence to attach: {control.evidence_asked}"] if control.evidence_asked else []
    return "; ".join(parts)


def note_line(threat: Threat, catalog: Catalog) -> str:
    """The note on a threat, with one on its entry where that is not installed."""
    return "; ".join(filter(None, (threat.note, note_on_entry(threat, catalog))))


def measure_lines(model: ThreatModel, threat: Threat) -> tuple[str, ...]:
    """The measures that act on a threat, with where they stand."""
    acting = [one for one in model.controls if threat.id in one.threats]
    return tuple(f"{one.id} {one.title} ({one.status.value.replace('_', ' ')})" for one in acting)


def vector(threat: Threat, score: DreadScore) -> str:
    """The five levels as a short vector, such as ``D:9/R:7/E:5/A:7/Di:7``."""
    return "/".join(
        f"{letter}:{level}"
        for letter, level in zip(("D", "R", "E", "A", "Di"), levels(threat, score).values(), strict=True)
    )


def placed(model: ThreatModel) -> tuple[Component | Actor, ...]:
    """Everything that lies in a zone: parts, then people."""
    return (*model.components, *model.actors)


def ratings(threat: Threat) -> dict[str, tuple[DreadScore, Rating]]:
    """The three scores of a threat with their ratings: inherent, current and target."""
    return {
        "inherent": (threat.inherent, threat.inherent_rating),
        "current": (threat.current, threat.rating),
        "target": (threat.target, threat.target_rating),
    }
