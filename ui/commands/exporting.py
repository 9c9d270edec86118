"""``threatparley export``: a model as a document."""

import argparse

from agent.settings import load_settings
from ui.commands.documents import rendered
from ui.commands.exits import Exit
from ui.commands.files import check_output, write_text
from ui.commands.sources import model_of


def run(options: argparse.Namespace) -> Exit:
    """Find the model, render it, write it."""
    sources = (options.source, *load_settings().kept_files)
    check_output(options.output, options.force, *sources)
    model, facilitator = model_of(options.source)
    write_text(options.output, rendered(model, facilitator, options.format), options.force, *sources)
    return Exit.DONE
