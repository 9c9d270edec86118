"""Write a dossier in one of the formats, to a file, a pipe or a terminal."""

import argparse
import shutil
import sys
from pathlib import Path

from agent.errors import InputError
from agent.exchange import Dossier, Extent
from agent.exchange.formats import WRITTEN, FileFormat, format_of, written
from ui.commands.authoring.losses import say_losses
from ui.commands.files import check_output, write_bytes

DEFAULT = "md"
_ALSO = {"markdown": "md", "htm": "html", "mermaid": "mmd", "gv": "dot"}
"""Other endings by which people mean a format."""


def checked(form: str | None, output: str, force: bool, *sources: object, experimental: bool = False) -> FileFormat:
    """The format that is asked for, once it is sure that it can be written there; raises InputError where not."""
    found = format_of(form) if form else format_by_ending(output)
    if found.experimental and not experimental:
        raise InputError(f"{found.name} follows a draft that will change; add --experimental to write it all the same")
    if found.binary and output == "-" and on_terminal():
        raise InputError(f"a terminal cannot show {found.name}; name a file with -o, or send it into a pipe")
    check_output(output, force, *map(str, sources))
    return found


def format_by_ending(output: str) -> FileFormat:
    """The format that the name of a file asks for; Markdown for a name without an ending. Raises InputError."""
    name = Path(output).name.lower()
    endings = {one.ending.lower(): one for one in WRITTEN} | {also: format_of(form) for also, form in _ALSO.items()}
    fitting = [ending for ending in endings if name == ending or name.endswith(f".{ending}")]
    if fitting:
        return endings[max(fitting, key=len)]
    if output == "-" or not Path(name).suffix:
        return format_of(DEFAULT)
    known = ", ".join(sorted(f".{ending}" for ending in endings if "." not in ending))
    raise InputError(
        f"no format is written into {Path(name).suffix} files; the endings {known} say what to write, "
        "and -f names any other format ('threatparley formats' lists them)"
    )


def write_document(
    form: FileFormat, dossier: Dossier, extent: Extent, options: argparse.Namespace, *sources: object
) -> None:
    """Write it where it belongs, and say beside it what it does not hold; raises InputError."""
    export = written(form, dossier, extent, options.closed)
    write_bytes(options.output, export.data, options.force, *map(str, sources))
    title = f"{form.name} does not hold all of the model:"
    say_losses(title, export.losses, options, options.output, *map(str, sources))


def extent_of(brief: bool, full: bool) -> Extent:
    """How much is asked for."""
    if brief:
        return Extent.BRIEF
    return Extent.FULL if full else Extent.REPORT


def print_brief(dossier: Dossier) -> None:
    """The two pages as text, as wide as the terminal."""
    from agent.exchange.documents.as_text import to_text

    sys.stdout.write(to_text(dossier, Extent.BRIEF, shutil.get_terminal_size((100, 24)).columns))


def on_terminal() -> bool:
    """Whether what is printed is read by a person at once."""
    return sys.stdout is not None and sys.stdout.isatty()
