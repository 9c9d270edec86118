"""Evidence packs as tables: CSV for each framework, and all of them in one Markdown document."""

import csv
import io
from collections.abc import Sequence

from agent.coverage.evidence_pack import Pack, PackKind, PackRow
from agent.exchange.csv_cells import guarded
from agent.exchange.documents.document import Block, Heading, Line, Paragraph, Strong, Table
from agent.exchange.documents.markdown_blocks import written
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Loss, Losses
from agent.exchange.interchange.topics import TOPICS
from knowledge.vocabulary import Framework

HEADER = (
    "Requirement", "Title", "Level or day", "Kind", "Reference", "What the model says", "Citation", "Owner", "Date",
    "State", "Gap",
)  # fmt: skip
CAUTION = (
    "This lists what a threat model holds that speaks to each requirement. It claims no compliance: whether a "
    "requirement is met, only reading it and testing can say."
)
_MARK = "\ufeff"
_HELD = {
    PackKind.THREAT: ("threats", "evidence", "decisions"),
    PackKind.MEASURE: ("measures", "plan"),
    PackKind.SCOPE: ("purpose", "system_owner", "parts"),
    PackKind.TEST: ("trials",),
}
"""The topics of a model that rows of a kind hold; those that no row holds are left out."""


def eu_ai_act(dossier: Dossier) -> Export:
    """The pack of the EU AI Act."""
    return _csv(dossier, Framework.EU_AI_ACT)


def nist_ai_rmf(dossier: Dossier) -> Export:
    """The pack of the NIST AI Risk Management Framework."""
    return _csv(dossier, Framework.NIST_AI_RMF)


def iso_42001(dossier: Dossier) -> Export:
    """The pack of ISO/IEC 42001, Annex A."""
    return _csv(dossier, Framework.ISO_42001)


def aisvs(dossier: Dossier) -> Export:
    """The pack of the OWASP AI Security Verification Standard."""
    return _csv(dossier, Framework.OWASP_AISVS)


def every_pack(dossier: Dossier) -> Export:
    """All packs that the catalog carries, in Markdown."""
    blocks, rows = _every(dossier)
    return Export(written(blocks), _losses(dossier, rows))


def every_pack_docx(dossier: Dossier) -> Export:
    """All packs that the catalog carries, as DOCX."""
    from agent.exchange.documents.as_docx import docx_of  # what writes it takes time to load

    blocks, rows = _every(dossier)
    return Export(docx_of(tuple(blocks), dossier), _losses(dossier, rows))


def _every(dossier: Dossier) -> tuple[list[Block], list[PackRow]]:
    kept = [one for one in _PACKS if one in dossier.catalog.frameworks]
    packs = [Pack(dossier.model, dossier.catalog, one) for one in kept]
    blocks: list[Block] = [Heading(1, f"Evidence of {dossier.title}"), Paragraph(CAUTION)]
    for pack in packs:
        manifest = dossier.catalog.manifest_of(pack.framework)
        blocks += [
            Heading(2, f"{manifest.title}, edition {manifest.edition}", f"pack-{pack.framework.value}"),
            Paragraph(" ".join(filter(None, (_told(pack.rows), manifest.caution)))),
            Table(HEADER, tuple(_cells(one) for one in pack.rows)),
        ]
    return blocks, [row for pack in packs for row in pack.rows]


_PACKS = (Framework.EU_AI_ACT, Framework.NIST_AI_RMF, Framework.ISO_42001, Framework.OWASP_AISVS)


def _csv(dossier: Dossier, framework: Framework) -> Export:
    rows = Pack(dossier.model, dossier.catalog, framework).rows if framework in dossier.catalog.frameworks else ()
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow((*HEADER, "System"))
    for row in rows:
        writer.writerow([guarded(one) for one in (*_texts(row), dossier.title)])
    return Export(out.getvalue(), _losses(dossier, rows))


def _texts(row: PackRow) -> tuple[str, ...]:
    return (
        row.requirement, row.title, row.beside, row.kind.value, row.reference, row.says, row.citation, row.owner,
        row.day.isoformat() if row.day else "", row.state, row.gap,
    )  # fmt: skip


def _cells(row: PackRow) -> tuple[Line, ...]:
    first, *rest = _texts(row)
    return ((Strong(first),), *rest)


def _told(rows: tuple[PackRow, ...]) -> str:
    """How many requirements something answers, and how many gaps there are."""
    every = {one.requirement for one in rows}
    silent = {one.requirement for one in rows if one.kind is PackKind.NOTHING}
    gaps = sum(bool(one.gap) for one in rows if one.kind is not PackKind.NOTHING)
    return (
        f"Of {len(every)} requirements, {len(every) - len(silent)} have something in this model that speaks to them, "
        f"and {len(silent)} have nothing; {gaps} rows name a gap."
    )


def _losses(dossier: Dossier, rows: Sequence[PackRow]) -> tuple[Loss, ...]:
    model = dossier.model
    told = {kind: {one.reference for one in rows if one.kind is kind} for kind in PackKind}
    held = [topic for kind, topics in _HELD.items() if told[kind] for topic in topics]
    losses = Losses(model)
    losses.drop_all_but(*held)
    for kind, topic in ((PackKind.THREAT, "threats"), (PackKind.MEASURE, "measures")):
        if told[kind]:
            rest = [one for one in TOPICS[topic].names(model) if one not in told[kind]]
            losses.leave_out(f"{topic} that answer no requirement here", rest)
    return losses.report()
