"""The safeguards a system should have, as a section of a report."""

from agent.coverage.control_checks import Checked, CheckState, checked, states_line
from agent.domain.model import ThreatModel
from agent.exchange.documents.document import Block, Heading, Line, Paragraph, Table
from agent.exchange.reports.word_limits import counted, cut
from knowledge.catalog import Catalog

TITLE = "Control checks"
TOLD = "A gap is named only where the owner said that a safeguard is not there. Gaps are no threats and carry no score."
_MOST = 8


def checks_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """Every safeguard with where it stands, why it matters and what helps."""
    found = checked(model, catalog)
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (one.title, one.state.value, one.words, one.why, "; ".join(one.measures)) for one in found
    )
    headers = ("Safeguard", "State", "Words or question", "What follows without it", "What helps")
    return (*_head(found), Table(headers, rows)) if found else ()


def short_checks_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """What is missing or not known, in at most eight rows; what is in place is counted."""
    found = checked(model, catalog)
    if not found:
        return ()
    waiting = [one for one in found if one.state is not CheckState.IN_PLACE]
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (cut(one.title, 12), one.state.value, cut(one.why, 22), cut(one.measures[0], 10)) for one in waiting[:_MOST]
    )
    blocks: list[Block] = [*_head(found)]
    if rows:
        blocks.append(Table(("Safeguard", "State", "What follows without it", "First step"), rows))
    if (more := len(waiting) - _MOST) > 0:
        blocks.append(Paragraph(f"{counted(more, 'further safeguard')} left out here. The full report has them all."))
    return tuple(blocks)


def _head(found: tuple[Checked, ...]) -> tuple[Block, ...]:
    told = f"Of {counted(len(found), 'safeguard')} that such a system should have: {states_line(found)}. {TOLD}"
    return Heading(2, TITLE, "checks"), Paragraph(told)
