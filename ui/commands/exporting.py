"""``threatparley export``: a model as a document."""

import argparse

from agent.settings import load_settings
from ui.commands.documents import checked, extent_of, write_document
from ui.commands.exits import Exit
from ui.commands.sources import dossier_of


def run(options: argparse.Namespace) -> Exit:
    """Find the model, render it, write it."""
    sources = (options.source, *load_settings().kept_files)
    form = checked(options.format, options.output, options.force, *sources, experimental=options.experimental)
    dossier = dossier_of(options.source)
    extent = extent_of(options.brief, options.full)
    write_document(form, dossier, extent, options.output, options.force, *sources, closed=options.closed)
    return Exit.DONE
