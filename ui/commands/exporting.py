"""``threatparley export``: a model as a document."""

import argparse

from ui.commands.documents import rendered
from ui.commands.exits import Exit
from ui.commands.files import write_text
from ui.commands.sources import model_of


def run(options: argparse.Namespace) -> Exit:
    """Find the model, render it, write it."""
    model, facilitator = model_of(options.source)
    write_text(options.output, rendered(model, facilitator, options.format), options.force)
    return Exit.DONE
