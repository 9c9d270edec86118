"""What is not known of a system as a table (CSV) to send to those who know, with room for their answers."""

import csv
import io

from agent.domain.findings.gaps import Gap, GapKind
from agent.exchange.csv_cells import guarded
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from knowledge.entries import FactDefinition

HEADER = ("Question", "Possible answers", "What is taken for now", "Why it is asked", "What hangs on it", "Answer",
          "Answered by", "System")  # fmt: skip
_MARK = "\ufeff"
_YES_OR_NO = "Yes; No"


def to_open_questions(dossier: Dossier) -> Export:
    """A row for each open question, the weightiest first; the last cells but one wait to be filled in."""
    asked = [gap for gap in dossier.gaps if gap.open_question]
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    for gap in asked:
        row = _row(gap, dossier.catalog.facts.get(gap.fact or ""))
        writer.writerow([guarded(cell) for cell in (*row, "", "", dossier.title)])
    losses = Losses(dossier.model)
    losses.drop_all_but(*(("left_open",) if any(gap.kind is GapKind.LEFT_OPEN for gap in asked) else ()))
    return Export(out.getvalue(), losses.report())


def _row(gap: Gap, fact: FactDefinition | None) -> tuple[str, ...]:
    if fact is None:
        return gap.text, "", "", "", gap.reason
    taken = gap.text if gap.kind is GapKind.STANDING_ASSUMPTION else ""
    choices = "; ".join(choice.label for choice in fact.choices) or _YES_OR_NO
    return fact.question, choices, taken, fact.why, gap.reason
