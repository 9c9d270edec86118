"""Write a dossier in one of the formats, to a file, a pipe or a terminal."""

import shutil
import sys

from agent.errors import InputError
from agent.exchange import Dossier, Extent
from agent.exchange.as_text import to_text
from agent.exchange.formats import FileFormat, format_of, written
from agent.exchange.interchange.losses import Loss
from knowledge.console import warn
from ui.commands.files import check_output, write_bytes

DEFAULT = "md"


def checked(form: str | None, output: str, force: bool, *sources: object, experimental: bool = False) -> FileFormat:
    """The format that is asked for, once it is sure that it can be written there; raises InputError where not."""
    found = format_of(form or DEFAULT)
    if found.experimental and not experimental:
        raise InputError(f"{found.name} follows a draft that will change; add --experimental to write it all the same")
    if found.binary and output == "-" and on_terminal():
        raise InputError(f"a terminal cannot show {found.name}; name a file with -o, or send it into a pipe")
    check_output(output, force, *map(str, sources))
    return found


def write_document(
    form: FileFormat, dossier: Dossier, extent: Extent, output: str, force: bool, *sources: object, closed: bool = False
) -> None:
    """Write it where it belongs, and say beside it what it does not hold; raises InputError."""
    export = written(form, dossier, extent, closed)
    write_bytes(output, export.data, force, *map(str, sources))
    say_losses(form, export.losses)


def say_losses(form: FileFormat, losses: tuple[Loss, ...]) -> None:
    """What a file does not hold as the model does, on standard error."""
    if losses:
        warn(f"threatparley: {form.name} does not hold all of the model:")
        for loss in losses:
            warn(f"  {loss.line}")


def extent_of(brief: bool, full: bool) -> Extent:
    """How much is asked for."""
    if brief:
        return Extent.BRIEF
    return Extent.FULL if full else Extent.REPORT


def print_brief(dossier: Dossier) -> None:
    """The two pages as text, as wide as the terminal."""
    sys.stdout.write(to_text(dossier, Extent.BRIEF, shutil.get_terminal_size((100, 24)).columns))


def on_terminal() -> bool:
    """Whether what is printed is read by a person at once."""
    return sys.stdout is not None and sys.stdout.isatty()
