"""What a look over many models needs of each, small enough to read a thousand of them at once."""

from collections.abc import Iterator

from pydantic import Field

from agent.domain.findings.threat_ranking import listed, sections
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import ControlStatus, ThreatStatus
from knowledge.vocabulary import Value

OPEN = frozenset({ControlStatus.PROPOSED, ControlStatus.PLANNED, ControlStatus.IN_PROGRESS})
"""Where a measure stands that does not help yet."""
_HIGH = (Band.CRITICAL, Band.HIGH)


class OpenMeasure(Value):
    """A measure that is not in place."""

    id: str = Field(description="The catalog's measure; of the owner's own its title.")
    high: int = Field(ge=0, description="How many open threats of high or critical risk it acts on.")


class NamedPart(Value):
    """A part that somebody named."""

    name: str = Field(description="What it is called.")
    kind: str = Field(description="What it is.")


class PortfolioLine(Value):
    """One model in short."""

    name: str = Field(default="", description="What the system is called.")
    bands: dict[str, int] = Field(default_factory=dict, description="How many threats of each risk it has.")
    top: str = Field(default="", description="The title of its first threat.")
    top_band: str = Field(default="", description="The risk of that one.")
    parts: tuple[NamedPart, ...] = Field(default=(), description="Its parts that were named.")
    threats: tuple[str, ...] = Field(default=(), description="The patterns of its threats; of its own the titles.")
    measures: tuple[OpenMeasure, ...] = Field(default=(), description="Its measures that are not in place.")
    cites: tuple[str, ...] = Field(default=(), description="The framework items that it refers to, by key.")
    drafted: str = Field(default="", description="Fingerprint of the catalog it was drafted with; empty: never.")


def line_of(model: ThreatModel) -> PortfolioLine:
    """A model in short."""
    shown = listed(model.threats)
    first = next(iter(sections(model.threats, model.controls).in_turn), None)
    bands = [threat.rating.band for threat in shown]
    return PortfolioLine(
        name=model.system.name,
        bands={band.value: bands.count(band) for band in Band if band in bands},
        top=first.title if first else "",
        top_band=first.rating.band.value if first else "",
        parts=tuple(NamedPart(name=one.name, kind=one.kind.value) for one in model.components if not one.inferred),
        threats=tuple(threat.pattern or threat.title for threat in shown),
        measures=tuple(_measures(model)),
        cites=tuple(sorted({one.key for threat in shown for one in threat.references})),
        drafted=model.drafted.catalog if model.drafted else "",
    )


def _measures(model: ThreatModel) -> Iterator[OpenMeasure]:
    waiting = (one for one in listed(model.threats) if one.status is ThreatStatus.OPEN)
    high = {threat.id for threat in waiting if threat.rating.band in _HIGH}
    for control in model.controls:
        if control.status in OPEN:
            yield OpenMeasure(id=control.mitigation or control.title, high=len(high.intersection(control.threats)))
