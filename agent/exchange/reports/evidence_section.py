"""What the measures of a model are evidence for, requirement by requirement, as it stands in a report."""

from agent.coverage.evidence import Evidence, evidence, requirements, told
from agent.domain.model import ThreatModel
from agent.exchange.documents.document import Block, Heading, Line, Paragraph, Strong, Table
from knowledge.catalog import Catalog

CAPTION = "A measure helps to meet a requirement; whether it is met, only reading the requirement and testing can say."


def evidence_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """A table for each standard or law that some measure is evidence for; nothing where there is none."""
    found = [(catalog.frameworks[name], evidence(model, catalog, name)) for name in requirements(catalog)]
    named = [(manifest, rows) for manifest, rows in found if any(row.controls for row in rows)]
    if not named:
        return ()
    blocks: list[Block] = [Heading(2, "Evidence for requirements", "evidence"), Paragraph(CAPTION)]
    for manifest, rows in named:
        caution = f" {manifest.caution}" if manifest.caution else ""
        title = f"{manifest.title}, edition {manifest.edition}"
        blocks += [
            Heading(3, title, f"evidence-{manifest.framework.value}"),
            Paragraph(f"{told(rows)}.{caution}"),
            Table(("Requirement", "What it asks", "Measures"), tuple(_row(row) for row in rows if row.controls)),
        ]
    return tuple(blocks)


def _row(row: Evidence) -> tuple[Line, ...]:
    beside = [f"level {row.level}" if row.level else "", f"from {row.applies_from}" if row.applies_from else ""]
    words = f"{row.name} ({', '.join(filter(None, beside))})" if any(beside) else row.name
    place = f" ({row.in_place} in place)" if row.in_place else ""
    return ((Strong(row.id),), words, f"{', '.join(row.controls)}{place}")
