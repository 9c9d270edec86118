"""The content of a report on one threat model, in the order a reader needs it."""

from agent.domain.findings.llm_advice import done
from agent.domain.findings.threat_ranking import TITLES, listed, sections
from agent.domain.ledger import Finding, Ledger
from agent.domain.model import ThreatModel
from agent.exchange.documents.document import Block, Heading, Line, NewPage, Paragraph, Strong, Table, contents_of
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.annex import annex_blocks
from agent.exchange.reports.brief import brief
from agent.exchange.reports.checks_section import checks_blocks
from agent.exchange.reports.coverage_section import coverage_blocks
from agent.exchange.reports.evidence_section import evidence_blocks
from agent.exchange.reports.incidents_section import incident_blocks
from agent.exchange.reports.plan_section import plan_blocks, register_blocks
from agent.exchange.reports.report_parts import ledger_line, sources_blocks
from agent.exchange.reports.similar_systems_section import alike_blocks
from agent.exchange.reports.system_section import architecture_blocks, knowledge_blocks
from agent.exchange.reports.test_result_lines import trial_lines
from agent.exchange.reports.threat_section import decision_words, notes_on, threat_blocks
from knowledge.catalog import Catalog
from knowledge.vocabulary import Aspect

_ASIDE = (
    "A language model holds these to be none of this system. They apply by the facts that were given, so they are kept "
    "and counted until a person decides."
)
_UNTOUCHED = (
    "It touched no score: what it set aside counts as before, and what it brought counts once a person confirms it."
)


def report(dossier: Dossier, extent: Extent = Extent.REPORT) -> tuple[Block, ...]:
    """All blocks of a document of some extent; the two pages come first in each."""
    first = brief(dossier)
    if extent is Extent.BRIEF:
        return first
    rest = annex_blocks(dossier) if extent is Extent.REPORT else full_blocks(dossier)
    return (*first, NewPage(), Heading(2, "Contents", "contents"), contents_of((*first, *rest)), *rest)


def full_blocks(dossier: Dossier) -> tuple[Block, ...]:
    """Everything that a model holds for people."""
    model, catalog = dossier.model, dossier.catalog
    return (
        *_scope(model),
        *architecture_blocks(model, catalog),
        *knowledge_blocks(model, catalog, dossier.gaps),
        *_threats(dossier),
        *plan_blocks(model, catalog),
        *register_blocks(model),
        *evidence_blocks(model, catalog),
        *checks_blocks(model, catalog),
        *alike_blocks(dossier.alike),
        *incident_blocks(dossier),
        *_ledger(catalog, dossier.ledger),
        *coverage_blocks(model, catalog, dossier.ledger),
        *_gone(model, catalog),
        *sources_blocks(catalog, model.scoring, dossier.cover.day),
    )


def _scope(model: ThreatModel) -> tuple[Block, ...]:
    """What the system is for and who answers for it, and what a language model did to the list of threats."""
    told = (("Name: ", model.system.name), ("Purpose: ", model.system.purpose), ("Owner: ", model.system.owner))
    blocks: list[Block] = [Paragraph((Strong(title), words)) for title, words in told if words]
    if line := done(model.threats).line:
        blocks.append(Paragraph(f"{line} {_UNTOUCHED}"))
    return (Heading(2, "Scope", "scope"), *blocks) if blocks else ()


def _threats(dossier: Dossier) -> tuple[Block, ...]:
    model, catalog, day = dossier.model, dossier.catalog, dossier.cover.day
    here, aside = listed(model.threats), sections(model.threats, model.controls).probably_not
    parts = (
        ("Security threats", "", [one for one in here if one.aspect is Aspect.SECURITY]),
        ("Privacy, fairness, safety, transparency and oversight", "",
         [one for one in here if one.aspect is not Aspect.SECURITY]),
        (TITLES["probably_not"], _ASIDE, aside),
    )  # fmt: skip
    blocks: list[Block] = [Heading(2, "Threats", "threats")]
    for title, words, threats in parts:
        if threats:
            blocks += [Heading(3, title), *([Paragraph(words)] if words else [])]
            blocks += [block for threat in threats for block in threat_blocks(threat, model, catalog, day)]
    return tuple(blocks)


def _ledger(catalog: Catalog, ledger: Ledger) -> tuple[Block, ...]:
    ruled_out: tuple[tuple[Line, ...], ...] = tuple(
        (catalog.patterns[verdict.pattern].title, ", ".join(map(catalog.fact_label, verdict.facts)))
        for verdict in ledger.of(Finding.RULED_OUT)
    )
    blocks: list[Block] = [
        Heading(2, "What was considered", "ledger"),
        Paragraph(ledger_line(ledger)),
    ]
    if ruled_out:
        blocks.append(Table(("Ruled out", "Because of"), ruled_out))
    return tuple(blocks)


def _gone(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    gone = sections(model.threats, model.controls).gone
    if not gone:
        return ()
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, threat.title, threat.statement, threat.status.value,
         "; ".join(filter(None, (decision_words(threat), notes_on(threat, catalog), *trial_lines(threat)))))
        for threat in gone
    )  # fmt: skip
    return (Heading(2, TITLES["gone"], "gone"), Table(("Threat", "Title", "What it says", "How", "Reason"), rows))
