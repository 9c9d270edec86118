"""Detection rules by threat as a table (CSV), with what has none."""

import csv
import io
from collections.abc import Iterator

from agent.coverage.detections import Detected, every_detection
from agent.domain.threats import ThreatStatus
from agent.exchange.csv_cells import guarded
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses

HEADER = ("Threat", "Title", "Risk", "State", "Technique", "Collection", "Rules", "Ids", "Filter", "Gap", "System")
_MARK = "\ufeff"


def to_detections(dossier: Dossier) -> Export:
    """A row for each technique of an open threat that rules name, and one for each threat without any."""
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    for one in every_detection(dossier.model.threats):
        for row in _rows(one):
            writer.writerow([guarded(cell) for cell in (*row, dossier.title)])
    losses = Losses(dossier.model)
    there = [one.id for one in dossier.model.threats if one.status is ThreatStatus.OPEN]
    losses.drop_all_but(*(("threats",) if there else ()))
    losses.leave_out("statements of threats", there)
    losses.leave_out(
        "threats that are settled", [one.id for one in dossier.model.threats if one.status is not ThreatStatus.OPEN]
    )
    return Export(out.getvalue(), losses.report())


def _rows(one: Detected) -> Iterator[tuple[str, ...]]:
    threat = one.threat
    head = (threat.id, threat.title, f"{threat.rating.band.value} {threat.rating.total}", one.found.value)
    for found in one.detections:
        ids = ", ".join(found.rules) or (f"most: {found.most}" if found.most else "")
        collection = f"{found.source.title} {found.source.edition}"
        yield (*head, found.technique or "this threat", collection, str(found.count), ids, found.filter, one.gap)
    if not one.detections:
        yield (*head, "", "", "0", "", "", one.gap)
