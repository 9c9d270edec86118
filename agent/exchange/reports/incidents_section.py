"""How often the threats of a model were recorded elsewhere, as it stands in a report; it ranks nothing."""

from agent.domain.findings.threat_ranking import listed
from agent.exchange.documents.document import Block, Heading, Line, Link, Paragraph, Table
from agent.exchange.dossier import Dossier
from knowledge.publications import incidents

CAPTION = "Counts are of public reports filed under an id of ATLAS or OWASP. They are shown, and rank nothing."


def incident_blocks(dossier: Dossier, most: int = 0) -> tuple[Block, ...]:
    """A row for each threat that has any, in the order of the list, at most so many; nothing without the records."""
    records = incidents.records()
    if records is None:
        return ()
    counts = ((one, records.of(one.references, dossier.catalog)) for one in listed(dossier.model.threats))
    rows: list[tuple[Line, ...]] = [
        (threat.id, threat.title, count.id, f"{count.number:,}",
         tuple(piece for entry in count.latest for piece in (Link(entry.date, entry.url), " ")))
        for threat, count in counts
        if count is not None
    ]  # fmt: skip
    if not rows:
        return ()
    return (
        Heading(2, "Recorded incidents", "incidents"),
        Paragraph(f"{CAPTION} Source: {records.source}."),
        Table(("Threat", "Title", "Filed under", "Number", "Latest"), tuple(rows[: most or None])),
    )
