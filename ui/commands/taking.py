"""``threatparley import``: a file of another tool as a Threatparley file."""

import argparse

from agent.errors import InputError
from agent.exchange.as_json import to_json
from agent.exchange.readers.foreign import read_foreign
from agent.exchange.readers.told import noted, told
from agent.incoming import clean_model
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from knowledge.console import warn
from ui.commands.exits import Exit
from ui.commands.files import beside, check_output, read_native, write_bytes
from ui.commands.taking_into import take_into


def run(options: argparse.Namespace) -> Exit:
    """Recognise, read, clean and write; what came from where and what was left behind is said beside it."""
    if options.into:
        return take_into(options)
    if options.gone:
        raise InputError("--gone needs the model that the file is gone from; name it with --into")
    settings = load_settings()
    sources = (options.file, *map(str, settings.kept_files))
    check_output(options.output, options.force, *sources)
    catalog = load_catalog(overlay=settings.own_catalog)
    name = beside(options.file)
    form, found = read_foreign(read_native(options.file), catalog)
    clean = clean_model(noted(found.model, [told(found, name, form.id)] if name and form.setup else []))
    write_bytes(options.output, to_json(clean.model, catalog).encode(), options.force, *sources)
    model = clean.model
    warn(
        f"threatparley: read as {form.name}: {len(model.components)} parts, {len(model.actors)} people and outside "
        f"systems, {len(model.flows)} flows, {len(model.threats)} threats and {len(model.controls)} measures"
    )
    for note in clean.notes:
        warn(f"threatparley: {note}")
    for loss in found.losses:
        warn(f"  {loss.line}")
    for taken in found.taken if options.provenance else ():
        warn(f"  {taken.line}")
    return Exit.DONE
