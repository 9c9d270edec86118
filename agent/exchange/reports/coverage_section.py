"""The coverage of the frameworks as it stands in a report: every item once, gathered by what decided it."""

from collections.abc import Iterable

from agent.coverage import CAPTION, Cell, Place, Standing, counted, standings, stride_grid
from agent.coverage.fact_summary import questions
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.exchange.documents.document import Block, Heading, Line, Paragraph, Strong, Table
from agent.exchange.reports.report_parts import short_title
from knowledge.catalog import Catalog
from knowledge.vocabulary import Stride

_WORDS = {
    Place.APPLIES: "applies",
    Place.OPEN: "open",
    Place.RULED_OUT: "ruled out",
    Place.NOT_OWNERS: "not yours to settle",
}

_APART = "Not yours to settle are an attacker's own preparation, and entries that are no threat: headings and measures."


def coverage_blocks(model: ThreatModel, catalog: Catalog, ledger: Ledger) -> tuple[Block, ...]:
    """The section, or nothing where no verdict was given."""
    if not ledger.verdicts:
        return ()
    found = standings(model, catalog, ledger)
    blocks: list[Block] = [
        Heading(2, "Coverage of the frameworks", "coverage"),
        Paragraph(f"{CAPTION} {_APART}"),
        _summary(found, catalog),
    ]
    if model.components:
        blocks += [
            Heading(3, "STRIDE at each component", "coverage-stride"),
            _grid(model, stride_grid(model, catalog, ledger)),
        ]
    for framework in catalog.of_threats:
        manifest = catalog.frameworks[framework]
        own = [one for one in found if one.framework is framework]
        if any(one.place is not Place.NOT_OWNERS for one in own):
            title = f"{manifest.title}, edition {manifest.edition}"
            blocks += [Heading(3, title, f"coverage-{framework.value}"), _items(own, catalog)]
    return tuple(blocks)


def coverage_counts(model: ThreatModel, catalog: Catalog, ledger: Ledger) -> Table:
    """How many items of each framework, by its short title, stand where."""
    return _summary(standings(model, catalog, ledger), catalog, short=True)


def _summary(found: tuple[Standing, ...], catalog: Catalog, short: bool = False) -> Table:
    rows: list[tuple[Line, ...]] = []
    for framework in catalog.of_threats:
        counts = counted(one for one in found if one.framework is framework)
        title = catalog.title_of(framework)
        rows.append((short_title(title) if short else title, *(str(counts[place]) for place in _WORDS)))
    total = counted(found)
    rows.append(((Strong("Together"),), *(str(total[place]) for place in _WORDS)))
    return Table(("Framework", "Applies", "Open", "Ruled out", "Not yours to settle"), tuple(rows))


def _grid(model: ThreatModel, cells: Iterable[Cell]) -> Table:
    by_part: dict[str, list[Line]] = {}
    for cell in cells:
        by_part.setdefault(cell.component, []).append(_cell(cell))
    rows = tuple((model.name_of(part), *row) for part, row in by_part.items())
    names = tuple(letter.name.replace("_", " ").capitalize() for letter in Stride)
    return Table(("Component", *names), rows)


def _cell(cell: Cell) -> str:
    if cell.place is None:
        return "-"
    if cell.threats:
        more = f" +{len(cell.threats) - 3}" if len(cell.threats) > 3 else ""
        return f"{', '.join(cell.threats[:3])}{more}"
    return _WORDS[cell.place]


def _items(own: list[Standing], catalog: Catalog) -> Table:
    """Every item of one framework, in rows of those that share what decided them."""
    groups: dict[tuple[Place, str], list[str]] = {}
    for one in own:
        groups.setdefault((one.place, _because(one, catalog)), []).append(one.title)
    order = list(_WORDS)
    ranked = sorted(groups.items(), key=lambda entry: order.index(entry[0][0]))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (_WORDS[place], because, ", ".join(titles)) for (place, because), titles in ranked
    )
    return Table(("Stands", "Because", "Items"), rows)


def _because(one: Standing, catalog: Catalog) -> str:
    """In short: the threats, the one fact that would settle most, or the reason."""
    if one.place is Place.APPLIES:
        return ", ".join(one.threats) or one.reason
    if one.place is Place.OPEN and one.facts:
        return f"first of all we need to know: {questions(one.facts[:1], catalog)}"
    return one.reason.partition(": ")[2] or one.reason
