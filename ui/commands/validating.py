"""``threatparley validate``: check a native file against the schema and the catalog."""

import argparse

from agent.domain.heirs import carried_over
from agent.errors import InputError
from agent.exchange import unknown_to
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from ui.commands.exits import Exit
from ui.commands.sources import native_model


def run(options: argparse.Namespace) -> Exit:
    """Say that the file is valid, or what is wrong and where."""
    catalog = load_catalog(overlay=load_settings().own_catalog)
    model = carried_over(native_model(options.file), catalog.heirs)
    if unknown := unknown_to(model, catalog):
        listed = "\n  ".join(unknown)
        raise InputError(f"{options.file} refers to what this catalog does not have:\n  {listed}")
    print(f"{options.file} is valid: {len(model.components)} components, {len(model.threats)} threats")
    return Exit.DONE
