"""The content of a report on one threat model, in the order a reader needs it."""

from collections import Counter
from collections.abc import Iterable

from agent.domain.advising import OWN_IDEA, done
from agent.domain.alike import Alike
from agent.domain.arranging import TITLES, listed, sections, weighed
from agent.domain.gaps import Gap
from agent.domain.ledger import Finding, Ledger
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import Certainty, Threat, ThreatStatus
from agent.exchange.alike_section import alike_blocks
from agent.exchange.coverage_section import coverage_blocks
from agent.exchange.document import Block, Heading, Line, Paragraph, Strong, Table
from agent.exchange.plan_section import plan_blocks, register_blocks
from agent.exchange.system_section import architecture_blocks, knowledge_blocks
from agent.exchange.threat_section import counted, decision_words, notes_on, places, threat_blocks
from knowledge.catalog import Catalog
from knowledge.frameworks import FrameworkManifest
from knowledge.vocabulary import Aspect

TOP = 10
_ASIDE = (
    "A language model holds these to be none of this system. They apply by the facts that were given, so they are kept "
    "and counted until a person decides."
)
_UNTOUCHED = (
    "It touched no score: what it set aside counts above as before, and what it brought counts once a person confirms "
    "it."
)


def report(
    model: ThreatModel, catalog: Catalog, ledger: Ledger, gaps: tuple[Gap, ...], alike: tuple[Alike, ...] = ()
) -> tuple[Block, ...]:
    """All blocks of the report."""
    return (
        Heading(1, f"Threat model: {model.system.name or 'unnamed system'}"),
        *scope_blocks(model),
        *_top(model),
        *architecture_blocks(model, catalog),
        *knowledge_blocks(model, catalog, gaps),
        *_threats(model, catalog),
        *plan_blocks(model, catalog),
        *register_blocks(model),
        *alike_blocks(alike),
        *_ledger(catalog, ledger),
        *coverage_blocks(model, catalog, ledger),
        *_gone(model, catalog),
        *_method(catalog),
    )


def scope_blocks(model: ThreatModel) -> tuple[Block, ...]:
    """What the system is, how many threats are named, and what a language model did to their list."""
    counting = weighed(model.threats)
    open_ones = sum(threat.status is ThreatStatus.OPEN for threat in counting)
    blocks: list[Block] = [Heading(2, "Scope and summary", "scope")]
    if model.system.purpose:
        blocks.append(Paragraph((Strong("Purpose: "), model.system.purpose)))
    if model.system.description:
        blocks.append(Paragraph((Strong("As its owner describes it: "), model.system.description)))
    if model.system.owner:
        blocks.append(Paragraph((Strong("Owner: "), model.system.owner)))
    blocks.append(
        Paragraph(
            f"This model names {counted(len(counting), 'threat')} ({band_counts(counting) or 'none yet'}), "
            f"{open_ones} of them open, at "
            f"{counted(len(model.components), 'component')}. Scores are judgements made from stated facts by "
            "published tables, not measurements."
        )
    )
    if line := done(model.threats).line:
        blocks.append(Paragraph(f"{line} {_UNTOUCHED}"))
    return tuple(blocks)


def band_counts(threats: Iterable[Threat]) -> str:
    """How many threats are in each band, such as '2 high, 5 medium'; empty where there are none."""
    numbers = Counter(threat.rating.band for threat in threats)
    return ", ".join(f"{numbers[band]} {band.value}" for band in Band if numbers[band])


def titled(threat: Threat) -> str:
    """The title for a table, where a model's own idea is marked as one."""
    return f"{threat.title} ({OWN_IDEA})" if threat.unvouched else threat.title


def _top(model: ThreatModel) -> tuple[Block, ...]:
    first = sections(model.threats, model.controls).main[:TOP]
    if not first:
        return (Heading(2, "Top risks", "top"), Paragraph("No threat has been drafted yet."))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, titled(threat), places(model, threat), _risk(threat), threat.status.value) for threat in first
    )
    return (
        Heading(2, "Top risks", "top"),
        Table(("Threat", "What can go wrong", "Where", "Current risk", "Status"), rows),
    )


def _threats(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    here, aside = listed(model.threats), sections(model.threats).probably_not
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
            blocks += [block for threat in threats for block in threat_blocks(threat, model, catalog)]
    return tuple(blocks)


def _ledger(catalog: Catalog, ledger: Ledger) -> tuple[Block, ...]:
    by_finding = {finding: ledger.of(finding) for finding in Finding}
    ruled_out: tuple[tuple[Line, ...], ...] = tuple(
        (catalog.patterns[verdict.pattern].title, ", ".join(map(catalog.fact_label, verdict.facts)))
        for verdict in by_finding[Finding.RULED_OUT]
    )
    blocks: list[Block] = [
        Heading(2, "What was considered", "ledger"),
        Paragraph(
            f"Of {len(ledger.verdicts)} catalogued threats {len(by_finding[Finding.APPLIES])} apply, "
            f"{len(ruled_out)} are ruled out by a fact, and {len(by_finding[Finding.OPEN])} are open until a fact is "
            f"known, {sum(v.expected for v in by_finding[Finding.OPEN])} of which are drafted on an assumption. "
            "Having considered a threat is not the same as being safe from it."
        ),
    ]
    if ruled_out:
        blocks.append(Table(("Ruled out", "Because of"), ruled_out))
    return tuple(blocks)


def _gone(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    gone = sections(model.threats).gone
    if not gone:
        return ()
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, threat.title, threat.statement, threat.status.value,
         "; ".join(filter(None, (decision_words(threat), notes_on(threat, catalog)))))
        for threat in gone
    )  # fmt: skip
    return (Heading(2, TITLES["gone"], "gone"), Table(("Threat", "Title", "What it says", "How", "Reason"), rows))


def _method(catalog: Catalog) -> tuple[Block, ...]:
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (manifest.title, _edition(manifest), manifest.owner, manifest.licence)
        for manifest in catalog.frameworks.values()
    )
    return (
        Heading(2, "Method and limits", "method"),
        Paragraph(
            "Each catalogued threat is judged against the facts of this system. What applies is scored by DREAD: "
            "damage, reproducibility, exploitability, affected users and discoverability from 0 to 10, the total being "
            "their mean; critical from 9, high from 7, medium from 4. Likelihood is the mean of reproducibility, "
            "exploitability and discoverability, impact the mean of damage and affected users. The list cannot hold "
            "what nobody told and what the catalog does not know. Review it with people who know the system."
        ),
        Heading(3, "Editions of the frameworks"),
        Table(("Framework", "Edition", "Owner", "Licence"), rows),
    )


def _edition(manifest: FrameworkManifest) -> str:
    """The edition, and the files of the user's own that were laid over what we ship."""
    return f"{manifest.edition} (taken in: {'; '.join(manifest.taken_in)})" if manifest.taken_in else manifest.edition


def _risk(threat: Threat) -> str:
    assumed = " (rests on an assumption)" if threat.certainty is Certainty.ASSUMED else ""
    return f"{threat.rating.total} {threat.rating.band.value}{assumed}"
