"""``threatparley new``: begin a model, empty or from files, and keep it or write it down."""

import argparse
import json
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

from agent.assembly import assemble, assemble_once
from agent.domain import Said, Session, TurnStatus
from agent.domain.changes.edits import DescribeSystem
from agent.domain.import_sources import ImportedFile
from agent.domain.model import ThreatModel
from agent.domain.sessions.quoted_turns import record_of
from agent.errors import InputError
from agent.exchange import to_json
from agent.facilitator import Facilitator
from agent.settings import load_settings
from knowledge.console import warn
from ui.commands.exit_codes import Exit
from ui.commands.files import beside, bytes_of, check_output, write_bytes
from ui.model_rows import question_row, summary_row
from ui.uploading.documents import shown_name
from ui.uploading.uploads import READS, Uploaded, read_all


@dataclass
class NamedFile:
    """A file that was named, as uploads are read."""

    name: str
    content: bytes

    def getvalue(self) -> bytes:
        """Its bytes."""
        return self.content


def run(options: argparse.Namespace) -> Exit:
    """Read every file before anything is kept; then begin, and say where the model is and how to go on."""
    settings = load_settings()
    sources = (*options.files, *map(str, settings.kept_files))
    if options.output:
        check_output(options.output, options.force, *sources)
    given = _read(options.files)
    facilitator = assemble_once(settings) if options.output else assemble(settings)
    warn(settings.destination_of(options.offline))
    session = _begun(facilitator, given, options)
    if options.output:
        content = to_json(session.model, facilitator.catalog, record_of(session.turns, session.model))
        write_bytes(options.output, content.encode(), options.force, *sources)
        return Exit.DONE
    if options.json:
        told = {"session": session.id, **summary_row(session.model), "question": question_row(session.question)}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(f"{session.id}\n")
        warn(f"threatparley: kept; go on with: threatparley interview {session.id}")
    return Exit.DONE


def _read(names: list[str]) -> Uploaded:
    """What the files hold; raises InputError where one cannot be read, or they are more than one system."""
    read = read_all([NamedFile(Path(name).name, bytes_of(name)) for name in names])
    if read.refused:
        raise InputError(" ".join((*(one.why for one in read.refused), READS)))
    if len(read.models) > 1:
        raise InputError(
            f"{' and '.join(one.name for one in read.models)} are models of their own; begin with one, and give "
            f"descriptions beside it"
        )
    if read.models and read.system:
        raise InputError(
            f"{read.models[0].name} is a model, and {read.system.name} would be another; begin with the model, and "
            f"take files into it with: threatparley import FILE --into MODEL"
        )
    return read


def _begun(facilitator: Facilitator, given: Uploaded, options: argparse.Namespace) -> Session:
    """The session with everything that was given heard."""
    first = given.models[0] if given.models else given.system
    if first is not None:
        for note in (*filter(None, (first.told,)), *first.notes):
            warn(f"threatparley: {note}")
        model = first.model.model_copy(update={
            "offline": first.model.offline or options.offline, "imported": _by_path(first.model, options.files),
        })  # fmt: skip
        session = facilitator.import_model(model, record=first.record)
    else:
        session = facilitator.start(offline=options.offline)
    for document in (*(first.prose if first else ()), *given.documents):
        session = _heard(facilitator, session, Said(text=document.text, source=document.name, key=uuid.uuid4().hex))
    if options.name:
        named = Said(edits=(DescribeSystem(name=options.name[:120]),), reason="Named", key=uuid.uuid4().hex)
        session = _heard(facilitator, session, named)
    return session


def _by_path(model: ThreatModel, names: list[str]) -> tuple[ImportedFile, ...]:
    """The notes on the files that a model was read from, under their paths from the working folder on."""
    paths = {shown_name(Path(name).name): beside(name) for name in names if name != "-"}
    return tuple(one.model_copy(update={"file": paths.get(one.file, one.file)}) for one in model.imported)


def _heard(facilitator: Facilitator, session: Session, said: Said) -> Session:
    after = facilitator.hear(session.id, said)
    if after.turns[-1].status is TurnStatus.FAILED:
        raise InputError(after.turns[-1].problem)
    return after
