"""``threatparley import``: files of other tools as one Threatparley file, and with a draft where one is asked for."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from agent.assembly import assemble_once
from agent.domain import ThreatModel
from agent.domain.sessions.quoted_turns import NO_TURNS, record_of
from agent.domain.wording.names_in_sentences import joined
from agent.errors import InputError
from agent.exchange.as_json import to_json
from agent.exchange.readers.bundles.bundle import Bundle, read_bundle
from agent.exchange.readers.import_notes import noted
from agent.input_validation import clean_model
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from knowledge.console import warn
from ui.commands.authoring.importing_into import take_into
from ui.commands.authoring.losses import check_losses, say_losses
from ui.commands.exit_codes import Exit
from ui.commands.files import beside, bytes_of, check_output, write_bytes
from ui.drafts import drafted_from, notes_of, sorted_files
from ui.uploading.documents import shown_name


def run(options: argparse.Namespace) -> Exit:
    """Recognise, read, join, clean and write; what came from where and what was left behind is said beside it."""
    if options.into:
        return take_into(options)
    if options.gone:
        raise InputError("--gone needs the model that the file is gone from; name it with --into")
    settings = load_settings()
    sources = (*options.file, *map(str, settings.kept_files))
    check_output(options.output, options.force, *sources)
    check_losses(options, *sources)
    catalog = load_catalog(overlay=settings.own_catalog)
    files, documents = sorted_files(named(name, bytes_of(name)) for name in options.file)
    if documents and not (files and options.draft):
        names = joined([one.shown for one in documents])
        way = "'threatparley draft' reads one, and --draft takes them in beside files of other tools"
        raise InputError(f"{names}: this is a description, and no model that can be read; {way}")
    bundle = read_bundle([(one.shown, one.text) for one in files], catalog)
    clean = clean_model(bundle.read.model)
    model = noted(clean.model, notes_of(bundle, files))
    record = NO_TURNS
    if options.draft:
        facilitator = assemble_once(settings)
        warn(settings.destination_of(options.offline))
        words = (*bundle.prose, *((one.shown, one.text) for one in documents))
        session = drafted_from(model, words, options.offline, facilitator)
        model, record = session.model, record_of(session.turns, session.model)
    write_bytes(options.output, to_json(model, catalog, record).encode(), options.force, *sources)
    _tell(bundle, model, (*clean.notes, *_overrides_beside(options.file)), options)
    return Exit.DONE


def named(name: str, content: bytes) -> tuple[str, str, bytes]:
    """A file as it is sorted: the path that is noted of it, its shown name and its bytes."""
    return beside(name), "standard input" if name == "-" else shown_name(name), content


def _overrides_beside(paths: Sequence[str]) -> Iterator[str]:
    """Files that Compose itself would put on top of one that is given, and that are not given."""
    given = {Path(path).resolve() for path in paths}
    for path in map(Path, paths):
        stem = path.stem
        for ending in ("yaml", "yml") if stem in ("compose", "docker-compose") else ():
            found = path.with_name(f"{stem}.override.{ending}")
            if found.is_file() and found.resolve() not in given:
                yield f"{found.name} lies beside {path.name} and goes on top of it when it runs; name it too"


def _tell(bundle: Bundle, model: ThreatModel, notes: Iterable[str], options: argparse.Namespace) -> None:
    """What was read, what it is not sure of, what reads like orders, and what was left behind."""
    names = "; ".join(f"{one.name} as {one.form.name}" if len(bundle.members) > 1 else one.form.name
                      for one in bundle.members)  # fmt: skip
    warn(
        f"threatparley: read {'' if len(bundle.members) > 1 else 'as '}{names}: {len(model.components)} parts, "
        f"{len(model.actors)} people and outside systems, {len(model.flows)} flows, {len(model.facts)} facts, "
        f"{len(model.threats)} threats and {len(model.controls)} measures"
    )
    for note in (*notes, *bundle.read.flags):
        warn(f"threatparley: {note}")
    for question in model.system.left_open:
        warn(f"threatparley: left open: {question}")
    for claim in (one for one in model.assumptions if one.source):
        warn(f"threatparley: not counted until you confirm it: {claim.text}, says {claim.source}")
    for name, prose in () if options.draft else bundle.prose:
        warn(f"threatparley: the words of {name} ({len(prose):,} characters) are not read yet; --draft reads them")
    say_losses("not all of the files came along:", bundle.read.losses, options, options.output, *options.file)
    for taken in bundle.read.taken if options.provenance else ():
        warn(f"  {taken.line}")
