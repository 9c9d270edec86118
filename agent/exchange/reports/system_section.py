"""The system as it stands in a report: its parts, what moves between them, and what is known and assumed of it."""

from collections.abc import Iterable

from agent.domain.document_claims import claims_of
from agent.domain.facts import SYSTEM, Quote
from agent.domain.findings.gaps import Gap
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Assumption, AssumptionStatus, Component
from agent.errors import DrawingError
from agent.exchange.diagrams.as_mermaid import to_mermaid
from agent.exchange.diagrams.as_svg import to_svg
from agent.exchange.diagrams.diagram import closed_at_first, described
from agent.exchange.documents.document import Block, Bullets, Diagram, Heading, Line, Paragraph, Strong, Table
from knowledge.catalog import Catalog

_MOST_GAPS = 15
_MOST_DRAWN = 40
"""With more parts than this a picture cannot be read on paper unless boundaries are drawn closed."""
_SURELY_DRAWN = 30
"""With so few flows a picture takes a small part of the work it may take, and can be drawn when it is needed."""
_Rows = tuple[tuple[Line, ...], ...]


def figure_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """The data-flow diagram, as the page draws it; what is too large to draw is said to be in the tables."""
    closed = closed_at_first(model) if len(model.components) > _MOST_DRAWN else ()
    diagram = Diagram(to_mermaid(model, catalog), lambda: to_svg(model, catalog, closed=closed), described(model))
    if len(model.flows) <= _SURELY_DRAWN:
        return (diagram,)
    try:
        return (diagram,) if diagram.svg else ()
    except DrawingError:
        return (Paragraph("The diagram is too large to be drawn; the tables say the same."),)


def architecture_blocks(model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """What was said first, the diagram, and the same in tables; a table for each sort of thing there is."""
    blocks: list[Block] = [Heading(2, "The system", "system")]
    if model.system.as_first_described:
        blocks.append(Paragraph((Strong("As first described: "), model.system.as_first_described)))
    if not any((model.components, model.actors, model.boundaries, model.flows, model.assets)):
        return (*blocks, Paragraph("No component is known yet."))
    blocks += figure_blocks(model, catalog)
    tables: tuple[tuple[str, tuple[str, ...], _Rows], ...] = (
        ("Components", ("Id", "Name", "Kind", "Trust boundary", "What it does", "Known from"),
         tuple(_component(part, model, catalog) for part in model.components)),
        ("People and outside systems", ("Id", "Name", "Trust", "Trust boundary", "Words"), _actors(model)),
        ("Trust boundaries", ("Id", "Name", "Trust, 0 to 100", "Within it"), _boundaries(model)),
        ("Data flows", ("From", "To", "What moves", "Trust", "Known from"), _flows(model)),
        ("Assets", ("Asset", "Needs", "Held by"), _assets(model)),
    )  # fmt: skip
    for title, headers, rows in tables:
        if rows:
            blocks += [Heading(3, title), Table(headers, rows)]
    return tuple(blocks)


def knowledge_blocks(model: ThreatModel, catalog: Catalog, gaps: tuple[Gap, ...]) -> tuple[Block, ...]:
    """Facts with their words, assumptions with where they stand, what the owner left open, and what to ask next."""
    blocks: list[Block] = [Heading(2, "What is known, assumed and open", "known")]
    facts: _Rows = tuple(
        (_about(catalog.fact_label(value.fact), value.subject, model), catalog.fact_meaning(value.fact, value.value),
         value.provenance.value, "; ".join(filter(None, (words_of(value.quotes), value.because))))
        for value in model.facts
    )  # fmt: skip
    if facts:
        blocks += [Heading(3, "Facts"), Table(("Fact", "Value", "Source", "Words or reason"), facts)]
    blocks += _assumptions(model)
    waived = (f"{catalog.fact_label(one.fact)} ({one.why.replace('_', ' ')})" for one in model.waivers)
    if left := (*model.system.left_open, *waived):
        blocks += [Heading(3, "Left open by the owner"), Bullets(left)]
    if gaps:
        questions = tuple(f"{gap.text.rstrip('.')}. {gap.reason}".strip() for gap in gaps[:_MOST_GAPS])
        blocks += [Heading(3, "Open questions, weightiest first"), Bullets(questions)]
    return tuple(blocks)


def words_of(quotes: Iterable[Quote]) -> str:
    """The owner's words with the turns they were said in."""
    return "; ".join(f"“{quote.text}” ({quote.place})" for quote in quotes)


def _component(part: Component, model: ThreatModel, catalog: Catalog) -> tuple[Line, ...]:
    known = "taken to exist" if part.inferred else "named by the owner"
    words = words_of(part.quotes)
    return (
        part.id, _names(part, model), catalog.kinds[part.kind].label, _within(part.boundary, model),
        part.description, f"{known}: {words}" if words else known,
    )  # fmt: skip


def _names(thing: Component | Actor, model: ThreatModel) -> str:
    """What a thing is called, with the other names that the owner has for it."""
    name = model.name_of(thing.id)
    return f"{name} (also called {', '.join(thing.called)})" if thing.called else name


def _actors(model: ThreatModel) -> _Rows:
    return tuple(
        (one.id, _names(one, model), "can be relied on" if one.trusted else "not to be trusted",
         _within(one.boundary, model), words_of(one.quotes))
        for one in model.actors
    )  # fmt: skip


def _boundaries(model: ThreatModel) -> _Rows:
    things: tuple[Component | Actor, ...] = (*model.components, *model.actors)
    within = {zone.id: [one.id for one in things if one.boundary == zone.id] for zone in model.boundaries}
    return tuple(
        (zone.id, model.name_of(zone.id), str(zone.trust), ", ".join(map(model.name_of, within[zone.id])))
        for zone in model.boundaries
    )


def _flows(model: ThreatModel) -> _Rows:
    return tuple(
        (model.name_of(flow.source), model.name_of(flow.target), flow.label or "data",
         "untrusted input" if flow.untrusted else "", "inferred" if flow.inferred else "stated")
        for flow in model.flows
    )  # fmt: skip


def _assets(model: ThreatModel) -> _Rows:
    return tuple(
        (asset.name, ", ".join(asset.needs), ", ".join(model.name_of(one) for one in asset.held_by))
        for asset in model.assets
    )


def _assumptions(model: ThreatModel) -> list[Block]:
    """What is taken as given first, then what the owner has settled."""
    blocks: list[Block] = []
    standing = tuple(
        one.text for one in model.assumptions if not one.source and one.status is AssumptionStatus.STANDING
    )
    settled = tuple(
        f"{one.text} ({one.status.value})" for one in model.assumptions if one.status is not AssumptionStatus.STANDING
    )
    if standing:
        told = "Taken as given because nothing was said. Each can be challenged; threats that rest on it say so."
        blocks += [Heading(3, "Assumptions"), Paragraph(told), Bullets(standing)]
    claims = tuple(f"{one.id}: {one.text} ({_where_claimed(one)})" for one in claims_of(model))
    if claims:
        told = "Read in a document and not confirmed by the owner. They lower no rating and rule nothing out."
        blocks += [Heading(3, "Controls claimed by documents"), Paragraph(told), Bullets(claims)]
    if settled:
        blocks += [Heading(3, "Assumptions that were settled"), Bullets(settled)]
    return blocks


def _where_claimed(one: Assumption) -> str:
    said = f": “{one.quotes[0].text}”" if one.quotes else ""
    return f"{one.source}{said}"


def _about(label: str, subject: str, model: ThreatModel) -> str:
    return label if subject == SYSTEM else f"{label}, of {model.name_of(subject)}"


def _within(boundary: str | None, model: ThreatModel) -> str:
    return model.name_of(boundary) if boundary else "outside"
