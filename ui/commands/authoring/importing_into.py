"""``threatparley import FILE --into MODEL``: take files into a model that is there, and draft its threats anew."""

import argparse
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from agent.assembly import assemble_once
from agent.domain import Said, Session, TurnStatus
from agent.domain.sessions.quoted_turns import record_of
from agent.errors import InputError
from agent.exchange.as_json import to_json
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.read_result import Read
from agent.exchange.reimport import Renewal, leaving, renewal
from agent.facilitator import Facilitator
from agent.input_validation import clean_model
from agent.settings import load_settings
from knowledge.console import warn
from ui.commands.exit_codes import Exit
from ui.commands.files import beside, check_output, read_native, write_bytes
from ui.commands.sources import native_source


def take_into(options: argparse.Namespace) -> Exit:
    """Renew the model in its own file; raises InputError, and then the file is as it was."""
    if options.output != "-":
        raise InputError("--into writes the model where it stands; leave -o out")
    if "-" in options.file:
        raise InputError("--into needs the file by its name, so that it is known again; give a path")
    settings = load_settings()
    check_output(options.into, True, *options.file, *map(str, settings.kept_files))
    facilitator = assemble_once(settings)
    _, clean = native_source(options.into)
    session = facilitator.import_model(clean.model, record=clean.record)
    told: list[str] = []
    for file in options.file:
        session, lines = _taken(file, options, session, facilitator)
        told += lines
    content = to_json(session.model, facilitator.catalog, record_of(session.turns, session.model))
    write_bytes(options.into, content.encode(), True, *options.file)
    for line in told:
        warn(f"threatparley: {line}")
    return Exit.DONE


def _taken(
    file: str, options: argparse.Namespace, session: Session, facilitator: Facilitator
) -> tuple[Session, list[str]]:
    """The session with one file taken in, or what came of it taken out, and what to say of it."""
    change, said = _gone(file, options, session) if options.gone else _renewed(file, options, session, facilitator)
    session = facilitator.hear(session.id, Said(edits=change.edits, key=uuid.uuid4().hex))
    turn = session.turns[-1]
    if turn.status is TurnStatus.FAILED:
        raise InputError(turn.problem)
    count = (
        f"{beside(file)} taken into {options.into}: {change.added} new, {change.removed} gone; "
        f"{len(session.model.threats)} threats"
    )
    return session, [count, *said, *change.notes, *(turn.reply.notes if turn.reply else ())]


def _renewed(
    file: str, options: argparse.Namespace, session: Session, facilitator: Facilitator
) -> tuple[Renewal, list[str]]:
    """How the model takes the file in, with what to say beside it."""
    form, read = read_foreign(read_native(file), facilitator.catalog)
    if not form.setup:
        raise InputError(
            f"{file} is a {form.name}, which is a model of its own; --into takes in files that describe a "
            "system, such as a Docker Compose file. Import it without --into"
        )
    clean = clean_model(read.model)
    missing = (one.file for one in session.model.imported if not Path(one.file).is_file())
    change = renewal(session.model, replace(read, model=clean.model), beside(file), form.id, missing)
    return change, [*clean.notes, *(_provenance(read) if options.provenance else ())]


def _provenance(read: Read) -> Iterator[str]:
    yield from (one.line for one in read.taken)


def _gone(file: str, options: argparse.Namespace, session: Session) -> tuple[Renewal, list[str]]:
    """How the model loses what came from a file that is no longer there."""
    path = beside(file)
    if Path(file).exists():
        raise InputError(f"{file} is still there; leave --gone out, and what is gone in it goes")
    noted = next((one for one in session.model.imported if one.file == path), None)
    if noted is None:
        known = ", ".join(one.file for one in session.model.imported) or "no file"
        raise InputError(f"{options.into} was not read from {path}; it was read from {known}")
    return leaving(session.model, noted), []
