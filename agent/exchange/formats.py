"""The one table of formats that models are written in and read from.

The command line, the page and the README go by it. What writes or reads a format is loaded when it is asked for.
"""

from importlib import import_module

from agent.exchange.dossier import Dossier, Extent
from agent.exchange.file_format import Direction, FileFormat, Group, Takes
from agent.exchange.format_table import FORMATS
from agent.exchange.interchange.losses import Export

__all__ = [
    "FORMATS",
    "READ",
    "WRITTEN",
    "Direction",
    "FileFormat",
    "Group",
    "Takes",
    "format_of",
    "readme_table",
    "short_table",
    "written",
]

WRITTEN = tuple(one for one in FORMATS if one.writer)
READ = tuple(one for one in FORMATS if one.reader)


def format_of(name: str) -> FileFormat:
    """The format with an id."""
    return next(one for one in FORMATS if one.id == name)


def written(form: FileFormat, dossier: Dossier, extent: Extent = Extent.REPORT, closed: bool = False) -> Export:
    """The file with its losses.

    How much is told matters to documents for people only, and whether what is closed comes along to lists of what is
    open.
    """
    room, _, name = form.writer.rpartition(".")
    write = getattr(import_module(f"agent.exchange.{room}"), name)
    if form.told:
        return Export(write(dossier, extent))
    found = write(dossier, closed) if form.closes else write(dossier)
    assert isinstance(found, Export)
    return found


def short_table() -> str:
    """The names of the formats by what they are for, as a table in Markdown."""
    rows = ["| For what | Written | Read |", "|---|---|---|"]
    for group in Group:
        sides = ((Direction.OUT, Direction.BOTH), (Direction.IN, Direction.BOTH))
        forms = ([one for one in FORMATS if one.group is group and one.direction in side] for side in sides)
        names = (" · ".join(dict.fromkeys(map(_short, side))) for side in forms)
        rows.append(f"| {group.value} | {' | '.join(names)} |")
    return "\n".join(rows) + "\n"


def _short(form: FileFormat) -> str:
    """A name without what stands in brackets or behind a comma."""
    return form.name.partition(" (")[0].partition(",")[0]


def readme_table() -> str:
    """The formats as a table in Markdown."""
    rows = ["| Format | `-f` | Written, read | What it holds |", "|---|---|---|---|"]
    for one in FORMATS:
        told = f"{one.includes} Needs `--experimental`." if one.experimental else one.includes
        rows.append(f"| {one.name} | `{one.id}` | {one.direction.value} | {told} |")
    return "\n".join(rows) + "\n"
