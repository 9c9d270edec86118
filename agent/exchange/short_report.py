"""The short report on one threat model: the first threats with their reasons, and what the whole one holds besides."""

from agent.domain.gaps import Gap
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import Threat
from agent.exchange.document import Block, Bullets, Heading, Line, Paragraph, Strong, Table
from agent.exchange.report import live_threats, scope_blocks
from agent.exchange.threat_section import counted, places
from knowledge.catalog import Catalog

FIRST = 10
"""So many threats can be talked through in one meeting."""
_MOST_GAPS, _MOST_MEASURES = 5, 2


def short_report(model: ThreatModel, catalog: Catalog, gaps: tuple[Gap, ...], more: str) -> tuple[Block, ...]:
    """Scope, the first threats, the counts of the rest, what is open, and how to get all: ``more``."""
    live = live_threats(model)
    return (
        Heading(1, f"Threat model: {model.system.name or 'unnamed system'}"),
        *scope_blocks(model, live),
        *_first(model, live),
        *_rest(live[FIRST:], more),
        *_open(gaps),
    )


def _first(model: ThreatModel, live: tuple[Threat, ...]) -> tuple[Block, ...]:
    if not live:
        return (Heading(2, "Threats to talk about", "top"), Paragraph("No threat has been drafted yet."))
    blocks: list[Block] = [Heading(2, "Threats to talk about", "top")]
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, threat.title, f"{threat.rating.total} {threat.rating.band.value}", places(model, threat, most=2))
        for threat in live[:FIRST]
    )
    blocks.append(Table(("Threat", "What can go wrong", "Current risk", "Where"), rows))
    for threat in live[:FIRST]:
        blocks += [Heading(3, f"{threat.id} {threat.title}", threat.id), Paragraph(threat.statement)]
        if measures := [control.title for control in model.controls if threat.id in control.threats][:_MOST_MEASURES]:
            blocks.append(Paragraph((Strong("What helps first: "), f"{'; '.join(measures)}.")))
    return tuple(blocks)


def _rest(rest: tuple[Threat, ...], more: str) -> tuple[Block, ...]:
    """How many more there are, and how to read them."""
    bands = [(band, sum(threat.rating.band is band for threat in rest)) for band in Band]
    counts = ", ".join(f"{number} {band.value}" for band, number in bands if number)
    told = f"{counted(len(rest), 'more threat')} ({counts}), " if rest else ""
    return (
        Heading(2, "The rest", "rest"),
        Paragraph(f"The whole report holds {told}the architecture, the grounds of every score, all measures and what "
                  f"was ruled out. {more}"),
    )  # fmt: skip


def _open(gaps: tuple[Gap, ...]) -> tuple[Block, ...]:
    if not gaps:
        return ()
    blocks: list[Block] = [
        Heading(2, "Open points", "open"),
        Bullets(tuple(gap.text for gap in gaps[:_MOST_GAPS])),
    ]
    if len(gaps) > _MOST_GAPS:
        blocks.append(Paragraph(f"{counted(len(gaps) - _MOST_GAPS, 'more open point')} in the whole report."))
    return tuple(blocks)
