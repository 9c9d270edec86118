"""``threatparley import FILE --into MODEL``: take a file into a model that is there, and draft its threats anew."""

import argparse
import uuid

from agent.assembly import assemble_once
from agent.domain import Said, ThreatModel, TurnStatus
from agent.errors import InputError
from agent.exchange.as_json import to_json
from agent.exchange.readers.building import Read
from agent.exchange.readers.foreign import read_foreign
from agent.exchange.renewing import renewal
from agent.incoming import clean_model
from agent.settings import load_settings
from knowledge.console import warn
from ui.commands.exits import Exit
from ui.commands.files import beside, check_output, read_native, write_bytes
from ui.commands.sources import native_model


def take_into(options: argparse.Namespace) -> Exit:
    """Renew the model in its own file; raises InputError, and then the file is as it was."""
    if options.output != "-":
        raise InputError("--into writes the model where it stands; leave -o out")
    if options.file == "-":
        raise InputError("--into needs the file by its name, so that it is known again; give a path")
    settings = load_settings()
    check_output(options.into, True, options.file, *map(str, settings.kept_files))
    facilitator = assemble_once(settings)
    form, read = read_foreign(read_native(options.file), facilitator.catalog)
    if not form.setup:
        raise InputError(
            f"{options.file} is a {form.name}, which is a model of its own; --into takes in files that describe a "
            "system, such as a Docker Compose file. Import it without --into"
        )
    clean = clean_model(read.model)
    session = facilitator.import_model(native_model(options.into))
    change = renewal(session.model, _with(read, clean.model), beside(options.file), form.id)
    session = facilitator.hear(session.id, Said(edits=change.edits, key=uuid.uuid4().hex))
    turn = session.turns[-1]
    if turn.status is TurnStatus.FAILED:
        raise InputError(turn.problem)
    write_bytes(options.into, to_json(session.model, facilitator.catalog).encode(), True, options.file)
    warn(
        f"threatparley: {beside(options.file)} ({form.name}) taken into {options.into}: "
        f"{change.added} new, {change.removed} gone; {len(session.model.threats)} threats"
    )
    for note in (*clean.notes, *change.notes, *(turn.reply.notes if turn.reply else ())):
        warn(f"threatparley: {note}")
    for taken in read.taken if options.provenance else ():
        warn(f"  {taken.line}")
    return Exit.DONE


def _with(read: Read, model: ThreatModel) -> Read:
    return Read(model, read.taken, read.losses)
