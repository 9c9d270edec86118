"""``threatparley export``: a model as a document."""

import argparse

from ui.commands.documents import rendered
from ui.commands.exits import Exit
from ui.commands.files import check_output, write_text
from ui.commands.sources import model_of


def run(options: argparse.Namespace) -> Exit:
    """Find the model, render it, write it."""
    check_output(options.output, options.force, options.source)
    model, facilitator = model_of(options.source)
    write_text(options.output, rendered(model, facilitator, options.format), options.force, options.source)
    return Exit.DONE
