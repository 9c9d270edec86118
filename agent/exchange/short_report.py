"""The short report on one threat model: its main list with the reasons, and what the whole one holds besides."""

from agent.domain.arranging import TITLES, Sections, sections
from agent.domain.gaps import Gap
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat
from agent.exchange.advice_section import advice_blocks, told_blocks
from agent.exchange.document import Block, Bullets, Heading, Line, Paragraph, Strong, Table
from agent.exchange.report import band_counts, scope_blocks, titled
from agent.exchange.threat_section import counted, places
from knowledge.catalog import Catalog

_TITLE = f"Threats {TITLES['main'].lower()}"
_MOST_GAPS, _MOST_MEASURES = 5, 2


def short_report(model: ThreatModel, catalog: Catalog, gaps: tuple[Gap, ...], more: str) -> tuple[Block, ...]:
    """Scope, the main list, the counts of the rest, what is open, and how to get all: ``more``."""
    told = sections(model.threats, model.controls)
    return (
        Heading(1, f"Threat model: {model.system.name or 'unnamed system'}"),
        *scope_blocks(model),
        *_first(model, told.main),
        *_rest(told, more),
        *_open(gaps),
    )


def _first(model: ThreatModel, main: tuple[Threat, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(2, _TITLE, "top")]
    if not main:
        return (*blocks, Paragraph("No threat has been drafted yet."))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, titled(threat), f"{threat.rating.total} {threat.rating.band.value}", places(model, threat, most=2))
        for threat in main
    )
    blocks.append(Table(("Threat", "What can go wrong", "Current risk", "Where"), rows))
    for threat in main:
        blocks += [Heading(3, f"{threat.id} {threat.title}", threat.id), *told_blocks(threat), *advice_blocks(threat)]
        if measures := [control.title for control in model.controls if threat.id in control.threats][:_MOST_MEASURES]:
            blocks.append(Paragraph((Strong("What helps first: "), f"{'; '.join(measures)}.")))
    return tuple(blocks)


def _rest(told: Sections, more: str) -> tuple[Block, ...]:
    """How many more there are in each section, and how to read them."""
    beyond = [(title, threats) for title, threats in told.named() if threats is not told.main]
    counts = [f"{title.lower()}: {len(threats)} ({band_counts(threats)})" for title, threats in beyond]
    held = f"these threats too, {'; '.join(counts)}. It holds also " if counts else ""
    return (
        Heading(2, "The rest", "rest"),
        Paragraph(f"The whole report holds {held}the architecture, the grounds of every score, all measures and what "
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
