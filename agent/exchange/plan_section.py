"""The measures as they stand in a report: an overview, then what to do, who does it, and how to check that it works."""

from agent.domain.model import ThreatModel
from agent.domain.threats import Control
from agent.exchange.document import Block, Bullets, Heading, Inline, Line, Strong, Table
from agent.exchange.installed import note_on_entry
from knowledge.catalog import Catalog


def plan_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """Every measure once, those that act on most threats first; nothing where there is none."""
    if not model.controls:
        return ()
    most_first = sorted(model.controls, key=lambda control: -len(control.threats))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (control.id, control.title, _ids(control.threats), control.effort, control.status.value, control.owner)
        for control in most_first
    )
    return (
        Heading(2, "Mitigation plan", "plan"),
        Table(("Id", "Measure", "Acts on", "Effort", "Status", "Who does it"), rows),
        Heading(3, "What to do, and how to check that it works"),
        Bullets(tuple(_details(control, catalog) for control in most_first)),
    )


def _details(control: Control, catalog: Catalog) -> tuple[Inline, ...]:
    told: list[Inline] = [Strong(f"{control.id} {control.title}. "), control.action]
    said = (("Check", control.verify), ("Reason", control.reason), ("Note", note_on_entry(control, catalog)))
    for title, text in said:
        told += [" ", Strong(f"{title}: "), text] if text else []
    return tuple(told)


def _ids(ids: tuple[str, ...], most: int = 6) -> str:
    """A few ids and how many more there are."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more
