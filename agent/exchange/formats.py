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


def readme_table() -> str:
    """The formats as a table in Markdown."""
    rows = ["| Format | `-f` | Written, read | What it holds |", "|---|---|---|---|"]
    for one in FORMATS:
        told = f"{one.includes} Needs `--experimental`." if one.experimental else one.includes
        rows.append(f"| {one.name} | `{one.id}` | {one.direction.value} | {told} |")
    return "\n".join(rows) + "\n"
