"""The content of a report on one threat model, in the order a reader needs it."""

from agent.domain.claims import claims_of
from agent.domain.gaps import Gap
from agent.domain.ledger import Finding, Ledger
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.system import Assumption, AssumptionStatus
from agent.domain.threats import Certainty, Threat, ThreatStatus
from agent.exchange.as_mermaid import to_mermaid
from agent.exchange.as_svg import to_svg
from agent.exchange.coverage_section import coverage_blocks
from agent.exchange.diagram import described
from agent.exchange.document import Block, Bullets, Diagram, Heading, Line, Paragraph, Strong, Table
from agent.exchange.threat_section import counted, places, threat_blocks
from knowledge.catalog import Catalog
from knowledge.frameworks import FrameworkManifest
from knowledge.vocabulary import Aspect

_CLOSED = (ThreatStatus.DISMISSED, ThreatStatus.RETIRED)


def report(model: ThreatModel, catalog: Catalog, ledger: Ledger, gaps: tuple[Gap, ...]) -> tuple[Block, ...]:
    """All blocks of the report."""
    live = tuple(threat for threat in model.threats if threat.status not in _CLOSED)
    return (
        Heading(1, f"Threat model: {model.system.name or 'unnamed system'}"),
        *_scope(model, live),
        *_top(model, live),
        *_architecture(model, catalog),
        *_knowledge(model, catalog, gaps),
        *_threats(model, catalog, live),
        *_plan(model),
        *_ledger(catalog, ledger),
        *coverage_blocks(model, catalog, ledger),
        *_set_aside(model),
        *_method(catalog),
    )


def _scope(model: ThreatModel, live: tuple[Threat, ...]) -> tuple[Block, ...]:
    bands = [(band, sum(threat.rating.band is band for threat in live)) for band in Band]
    counts = ", ".join(f"{number} {band.value}" for band, number in bands if number) or "none yet"
    open_ones = sum(threat.status is ThreatStatus.OPEN for threat in live)
    blocks: list[Block] = [Heading(2, "Scope and summary", "scope")]
    if model.system.purpose:
        blocks.append(Paragraph((Strong("Purpose: "), model.system.purpose)))
    if model.system.description:
        blocks.append(Paragraph((Strong("As its owner describes it: "), model.system.description)))
    if model.system.owner:
        blocks.append(Paragraph((Strong("Owner: "), model.system.owner)))
    blocks.append(
        Paragraph(
            f"This model names {counted(len(live), 'threat')} ({counts}), {open_ones} of them open, at "
            f"{counted(len(model.components), 'component')}. Scores are judgements made from stated facts by "
            "published tables, not measurements."
        )
    )
    return tuple(blocks)


def _top(model: ThreatModel, live: tuple[Threat, ...]) -> tuple[Block, ...]:
    if not live:
        return (Heading(2, "Top risks", "top"), Paragraph("No threat has been drafted yet."))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, threat.title, places(model, threat), _risk(threat), threat.status.value) for threat in live[:10]
    )
    return (
        Heading(2, "Top risks", "top"),
        Table(("Threat", "What can go wrong", "Where", "Current risk", "Status"), rows),
    )


def _architecture(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    if not model.components:
        return (Heading(2, "System", "system"), Paragraph("No component is known yet."))
    parts: tuple[tuple[Line, ...], ...] = tuple(
        (part.id, part.name, catalog.kinds[part.kind].label,
         model.name_of(part.boundary) if part.boundary else "outside",
         "taken to exist" if part.inferred else "named by the owner")
        for part in model.components
    )  # fmt: skip
    flows: tuple[tuple[Line, ...], ...] = tuple(
        (model.name_of(flow.source), model.name_of(flow.target), flow.label or "data",
         "untrusted input" if flow.untrusted else "", "inferred" if flow.inferred else "stated")
        for flow in model.flows
    )  # fmt: skip
    assets: tuple[tuple[Line, ...], ...] = tuple(
        (asset.name, ", ".join(asset.needs), ", ".join(model.name_of(one) for one in asset.held_by))
        for asset in model.assets
    )
    blocks: list[Block] = [
        Heading(2, "System", "system"),
        Diagram(to_mermaid(model, catalog), to_svg(model, catalog), described(model)),
        Heading(3, "Components"),
        Table(("Id", "Name", "Kind", "Trust boundary", "Known from"), parts),
    ]
    if flows:
        blocks += [Heading(3, "Data flows"), Table(("From", "To", "What moves", "Trust", "Known from"), flows)]
    if assets:
        blocks += [Heading(3, "Assets"), Table(("Asset", "Needs", "Held by"), assets)]
    return tuple(blocks)


def _knowledge(model: ThreatModel, catalog: Catalog, gaps: tuple[Gap, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading(2, "What is known, assumed and open", "known")]
    facts: tuple[tuple[Line, ...], ...] = tuple(
        (catalog.facts[value.fact].label, catalog.facts[value.fact].meaning(value.value), value.provenance.value,
         "; ".join(f"“{quote.text}” (turn {quote.turn})" for quote in value.quotes[:1]) or value.because)
        for value in model.facts if value.fact in catalog.facts
    )  # fmt: skip
    if facts:
        blocks += [Heading(3, "Facts"), Table(("Fact", "Value", "Source", "Words or reason"), facts)]
    standing = tuple(a.text for a in model.assumptions if not a.source and a.status is AssumptionStatus.STANDING)
    if standing:
        blocks += [
            Heading(3, "Assumptions"),
            Paragraph(
                "Taken as given because nothing was said. Each can be challenged; threats that rest on it say so."
            ),
            Bullets(standing),
        ]
    claims = tuple(f"{one.id}: {one.text} ({_where_claimed(one)})" for one in claims_of(model))
    if claims:
        blocks += [
            Heading(3, "Controls claimed by documents"),
            Paragraph("Read in a document and not confirmed by the owner. They lower no rating and rule nothing out."),
            Bullets(claims),
        ]
    if gaps:
        questions = tuple(f"{gap.text.rstrip('.')}. {gap.reason}".strip() for gap in gaps[:15])
        blocks += [Heading(3, "Open questions, weightiest first"), Bullets(questions)]
    return tuple(blocks)


def _where_claimed(one: Assumption) -> str:
    said = f": “{one.quotes[0].text}”" if one.quotes else ""
    return f"{one.source}{said}"


def _threats(model: ThreatModel, catalog: Catalog, live: tuple[Threat, ...]) -> tuple[Block, ...]:
    sections = (
        ("Security threats", [threat for threat in live if threat.aspect is Aspect.SECURITY]),
        ("Privacy, fairness, safety, transparency and oversight", [t for t in live if t.aspect is not Aspect.SECURITY]),
    )
    blocks: list[Block] = [Heading(2, "Threats", "threats")]
    for title, threats in sections:
        if threats:
            blocks.append(Heading(3, title))
            blocks += [block for threat in threats for block in threat_blocks(threat, model, catalog)]
    return tuple(blocks)


def _plan(model: ThreatModel) -> tuple[Block, ...]:
    """Every measure once, those that act on most threats first: an overview, then what to do and how to check it."""
    if not model.controls:
        return ()
    most_first = sorted(model.controls, key=lambda control: -len(control.threats))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (control.id, control.title, _ids(control.threats), control.effort, control.status.value)
        for control in most_first
    )
    details = tuple(
        (Strong(f"{control.id} {control.title}. "), f"{control.action} ", Strong("Check: "), control.verify)
        for control in most_first
    )
    return (
        Heading(2, "Mitigation plan", "plan"),
        Table(("Id", "Measure", "Acts on", "Effort", "Status"), rows),
        Heading(3, "What to do, and how to check that it works"),
        Bullets(details),
    )


def _ids(ids: tuple[str, ...], most: int = 6) -> str:
    """A few ids and how many more there are."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more


def _ledger(catalog: Catalog, ledger: Ledger) -> tuple[Block, ...]:
    by_finding = {finding: ledger.of(finding) for finding in Finding}
    ruled_out: tuple[tuple[Line, ...], ...] = tuple(
        (catalog.patterns[verdict.pattern].title, ", ".join(catalog.facts[fact].label for fact in verdict.facts))
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


def _set_aside(model: ThreatModel) -> tuple[Block, ...]:
    aside = [threat for threat in model.threats if threat.status in _CLOSED]
    if not aside:
        return ()
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (threat.id, threat.title, threat.status.value, threat.treatment.reason if threat.treatment else threat.note)
        for threat in aside
    )
    return (Heading(2, "Set aside", "aside"), Table(("Threat", "Title", "How", "Reason"), rows))


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
