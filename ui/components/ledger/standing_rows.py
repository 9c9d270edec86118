"""The standings of one framework as rows to show and to search: its groups, its items, and STRIDE at each part."""

from collections.abc import Iterable

from agent.coverage import Cell, Place, Row, Standing
from agent.domain.model import ThreatModel
from knowledge.vocabulary import Stride

PLACES = {
    Place.APPLIES: "Applies",
    Place.OPEN: "Open",
    Place.RULED_OUT: "Ruled out",
    Place.NOT_OWNERS: "Not yours to settle",
}


def item_rows(found: Iterable[Standing], place: Place | None, words: str) -> list[dict[str, str]]:
    """The items that stand in a place and whose text holds all the words."""
    wanted = words.casefold().split()
    rows = [
        {"Stands": PLACES[one.place], "Item": one.title, "Name": one.name, "Because": one.reason,
         "Threats": ", ".join(one.threats)}
        for one in found if place is None or one.place is place
    ]  # fmt: skip
    return [row for row in rows if all(word in " ".join(row.values()).casefold() for word in wanted)]


def group_rows(rows: Iterable[Row]) -> list[dict[str, str | int]]:
    """The groups of a framework with how many of their items stand where."""
    return [
        {"Group": row.name, "Stands": PLACES[row.place], **{PLACES[place]: row.counts[place] for place in PLACES},
         "Threats": ", ".join(row.threats), "Because": row.reason}
        for row in rows
    ]  # fmt: skip


def stride_rows(cells: Iterable[Cell], model: ThreatModel) -> list[dict[str, str]]:
    """A row per part with a column per category: the threats there, or where the category stands."""
    rows: dict[str, dict[str, str]] = {}
    for cell in cells:
        row = rows.setdefault(cell.component, {"Part": model.name_of(cell.component)})
        name = Stride(cell.stride).name.replace("_", " ").capitalize()
        row[name] = ", ".join(cell.threats) or (PLACES[cell.place] if cell.place else "-")
    return list(rows.values())
