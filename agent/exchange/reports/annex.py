"""The annex of a report whose length is bounded: what a reviewer looks up, with the rest counted."""

import re
from collections.abc import Sequence

from agent.domain.document_claims import claims_of
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.findings.threat_ranking import TITLES, listed, sections
from agent.domain.ledger import Finding
from agent.domain.model import ThreatModel
from agent.domain.system import AssumptionStatus
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from agent.exchange.documents.document import Block, Bullets, Heading, Line, Paragraph, Strong, Table
from agent.exchange.dossier import Dossier
from agent.exchange.reports.brief import band_counts, told_whole
from agent.exchange.reports.checks_section import short_checks_blocks
from agent.exchange.reports.coverage_section import coverage_counts
from agent.exchange.reports.description_prose import description
from agent.exchange.reports.incidents_section import incident_blocks
from agent.exchange.reports.report_parts import ledger_line, short_sources_blocks, titled
from agent.exchange.reports.system_section import figure_blocks
from agent.exchange.reports.threat_section import decision_words, places
from agent.exchange.reports.word_limits import counted, cut, cut_at_sentence, ended
from knowledge.catalog import Catalog

MORE = "The full report has them all."
_PARTS, _FLOWS, _MAIN, _ALSO, _DECIDED, _MEASURES, _ASSUMED, _GAPS = 24, 24, 15, 15, 10, 10, 8, 8
"""The most rows of each table."""
_DECISIONS = frozenset({
    ThreatStatus.ACCEPTED, ThreatStatus.TRANSFERRED, ThreatStatus.AVOIDED, ThreatStatus.MITIGATED,
    ThreatStatus.DISMISSED,
})  # fmt: skip
_CLOSED = frozenset({ControlStatus.DONE, ControlStatus.VERIFIED, ControlStatus.REJECTED})
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_Rows = list[tuple[Line, ...]]
_Blocks = list[Block]


def annex_blocks(dossier: Dossier) -> tuple[Block, ...]:
    """The system, the main list in compact form, first measures, decisions, what is open, coverage and sources."""
    model = dossier.model
    return (
        *_system(dossier),
        *_main(model),
        *_also(model),
        *_decisions(model),
        *_measures(model),
        *_open(dossier),
        *short_checks_blocks(model, dossier.catalog),
        *_considered(dossier),
        *incident_blocks(dossier, _MAIN),
        *short_sources_blocks(dossier.catalog, dossier.model.scoring),
    )


def _system(dossier: Dossier) -> tuple[Block, ...]:
    model, catalog = dossier.model, dossier.catalog
    blocks: list[Block] = [Heading(2, "The system", "system")]
    if told := model.system.as_first_described:
        blocks.append(Paragraph((Strong("As first described: "), cut(description(model.system.purpose, told), 140))))
    if not (model.components or model.actors):
        return (*blocks, Paragraph("No component is known yet."))
    blocks += figure_blocks(model, catalog)
    parts: _Rows = [
        (one.id, cut(model.name_of(one.id), 8), catalog.kinds[one.kind].label, _within(one.boundary, model))
        for one in model.components
    ]
    people: _Rows = [
        (one.id, cut(model.name_of(one.id), 8), "relied on" if one.trusted else "not trusted",
         _within(one.boundary, model))
        for one in model.actors
    ]  # fmt: skip
    flows: _Rows = [
        (cut(model.name_of(flow.source), 6), cut(model.name_of(flow.target), 6), cut(flow.label, 8) or "data",
         "not trusted" if flow.untrusted else "")
        for flow in sorted(model.flows, key=lambda flow: not flow.untrusted)
    ]  # fmt: skip
    blocks += _table("Parts", ("Id", "Name", "What it is", "Within"), parts, _PARTS)
    blocks += _table("People and outside systems", ("Id", "Name", "Trust", "Within"), people, _PARTS // 2)
    blocks += _table("Data flows, untrusted first", ("From", "To", "What moves", "Trust"), flows, _FLOWS)
    return tuple(blocks)


def _main(model: ThreatModel) -> tuple[Block, ...]:
    rows: _Rows = [
        (threat.id, (Strong(f"{ended(cut(titled(threat), 14))} "), told_whole(_told(threat), 36)),
         cut(places(model, threat, 2), 9),
         f"{threat.rating.total} → {threat.target_rating.total} {threat.rating.band.value}", threat.status.value,
         ", ".join(one.id for one in model.controls if threat.id in one.threats and one.status not in _CLOSED)[:40])
        for threat in sections(model.threats, model.controls).main
    ]  # fmt: skip
    if not rows:
        return ()
    headers = ("Threat", "What can go wrong", "Where", "Now → planned", "Status", "Measures")
    return (Heading(2, f"Threats {TITLES['main'].lower()}", "main"), *_table("", headers, rows, _MAIN))


def _also(model: ThreatModel) -> tuple[Block, ...]:
    found = sections(model.threats, model.controls)
    rest = (*found.also, *found.unconfirmed)
    if not rest and not found.probably_not:
        return ()
    rows: _Rows = [
        (one.id, cut(titled(one), 10), cut(places(model, one, 1), 5), f"{one.rating.total} {one.rating.band.value}")
        for one in rest[:_ALSO]
    ]
    told = [f"{title.lower()}: {len(threats)} ({band_counts(threats)})" for title, threats in found.named()[1:]]
    return (
        Heading(2, "Also considered", "also"),
        Paragraph(f"Besides the list above: {'; '.join(told)}."),
        *_table("", ("Threat", "What can go wrong", "Where", "Score"), rows, _ALSO, len(rest)),
    )


def _decisions(model: ThreatModel) -> tuple[Block, ...]:
    rows: _Rows = [
        (one.id, cut(one.title, 12), one.status.value, cut(decision_words(one), 40))
        for one in model.threats
        if one.status in _DECISIONS
    ]
    if not rows:
        return ()
    return (Heading(2, "What was decided", "decided"),
            *_table("", ("Threat", "Title", "Decision", "Why, who and until when"), rows, _DECIDED))  # fmt: skip


def _measures(model: ThreatModel) -> tuple[Block, ...]:
    ranks = {one.id: place for place, one in enumerate(listed(model.threats))}
    first = sorted((one for one in model.controls if one.status not in _CLOSED), key=lambda one: -_worth(one, ranks))
    rows: _Rows = [
        (one.id, (Strong(f"{ended(cut(one.title, 12))} "), cut_at_sentence(one.action, 24)),
         cut(one.verify, 14), _ids(one.threats),
         one.effort, one.status.value.replace("_", " "), cut(one.owner or one.owner_role or "", 3))
        for one in first
    ]  # fmt: skip
    if not rows:
        return ()
    headers = ("Id", "What to do", "How to check", "Acts on", "Effort", "Status", "Who")
    return (Heading(2, "First measures", "plan"), *_table("", headers, rows, _MEASURES))


def _open(dossier: Dossier) -> tuple[Block, ...]:
    model = dossier.model
    assumed = [one.text for one in model.assumptions if one.status is AssumptionStatus.STANDING and not one.source]
    claimed = [f"{one.text} ({one.source})" for one in claims_of(model)]
    questions = [_to_find_out(gap) for gap in dossier.gaps]
    lists = (
        ("Assumed, because nothing was said", assumed, _ASSUMED),
        ("Claimed by documents, not confirmed", claimed, _ASSUMED),
        ("To be found out, weightiest first", questions, _GAPS),
    )
    blocks: list[Block] = []
    for title, lines, most in lists:
        if lines:
            more = [f"And {len(lines) - most} more."] if len(lines) > most else []
            blocks += [Heading(3, title), Bullets((*(cut(line, 22) for line in lines[:most]), *more))]
    return (Heading(2, "Assumptions and open points", "open"), *blocks) if blocks else ()


def _to_find_out(gap: Gap) -> str:
    """An open point with its reason; what the owner's own text leaves open is its own reason."""
    return gap.text if gap.kind is GapKind.LEFT_OPEN else f"{ended(gap.text)} {gap.reason}".strip()


def _considered(dossier: Dossier) -> tuple[Block, ...]:
    if not dossier.ledger.verdicts:
        return ()
    ruled_out = [_pattern_title(one.pattern, dossier.catalog) for one in dossier.ledger.of(Finding.RULED_OUT)]
    told = f" Ruled out, for instance: {'; '.join(ruled_out[:3])}." if ruled_out else ""
    return (
        Heading(2, "What was considered", "considered"),
        Paragraph(ledger_line(dossier.ledger) + told),
        coverage_counts(dossier.model, dossier.catalog, dossier.ledger),
    )


def _pattern_title(pattern: str, catalog: Catalog) -> str:
    found = catalog.patterns.get(pattern)
    return found.title if found else pattern


def _table(title: str, headers: tuple[str, ...], rows: Sequence[tuple[Line, ...]], most: int, of: int = 0) -> _Blocks:
    """A table under its title, where it has rows; rows beyond the most are counted."""
    if not rows:
        return []
    blocks: _Blocks = [Heading(3, title)] if title else []
    blocks.append(Table(headers, tuple(rows[:most])))
    if (more := max(of, len(rows)) - most) > 0:
        blocks.append(Paragraph(f"{counted(more, 'further row')} left out here. {MORE}"))
    return blocks


def _told(threat: Threat) -> str:
    """What happens, in a sentence: a language model's scenario, else the statement."""
    advice = threat.heeded
    told = advice.scenario if advice is not None and advice.scenario else threat.statement
    return _SENTENCE.split(told)[0]


def _worth(control: Control, ranks: dict[str, int]) -> float:
    """More for threats high in the list, less for effort."""
    gain = sum(1 / (10 + ranks[one]) for one in control.threats if one in ranks)
    return gain / {"low": 1, "medium": 2, "high": 3}[control.effort]


def _ids(ids: tuple[str, ...], most: int = 4) -> str:
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more


def _within(boundary: str | None, model: ThreatModel) -> str:
    return cut(model.name_of(boundary), 6) if boundary else "outside"
