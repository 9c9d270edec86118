"""``threatparley draft``: a first model from a description, without questions."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from agent.assembly import assemble_once
from agent.domain import ThreatModel, Turn
from agent.domain.completeness import missing_in
from agent.domain.document_claims import claims_line, claims_of
from agent.domain.wording.names_in_sentences import joined
from agent.errors import InputError
from agent.settings import load_settings
from knowledge.console import warn
from ui.commands.authoring.losses import check_losses, say_some
from ui.commands.exit_codes import Exit
from ui.commands.files import read_description
from ui.commands.llm_status import asked_for, draft_line
from ui.commands.plain_text import unmarked
from ui.commands.reporting.documents import checked, extent_of, on_terminal, print_brief, write_document
from ui.dossiers import of_session
from ui.drafts import drafted_text
from ui.uploading.documents import shown_name


def run(options: argparse.Namespace) -> Exit:
    """Read, draft, write; what is assumed stands in the document."""
    if options.file != "-" and Path(options.file).is_dir():
        from ui.commands.authoring.drafting_folder import draft_folder

        return draft_folder(options)
    settings = load_settings()
    sources = (options.file, *settings.kept_files)
    form = checked(options.format, options.output, options.force, *sources, experimental=options.experimental)
    check_losses(options, *sources)
    text = read_description(options.file)
    if not text.strip():
        raise InputError(f"{options.file} holds no text; describe the system in a few sentences")
    facilitator = assemble_once(settings)
    session = facilitator.start(offline=options.offline)
    account = asked_for(settings, facilitator, session)
    for line in filter(None, (settings.destination_of(options.offline), draft_line(account))):
        warn(line)
    source = "standard input" if options.file == "-" else shown_name(options.file)
    session = drafted_text(facilitator, session, text, source)
    turn = session.turns[-1]
    dossier = of_session(session, facilitator)
    if options.format is None and not options.full and options.output == "-" and on_terminal():
        print_brief(dossier)
    else:
        extent = extent_of(options.brief, options.full)
        write_document(form, dossier, extent, options, *sources)
    claims = claims_line(claims_of(session.model), source)
    for line in filter(None, (claims, _way_to_confirm(session.model), facilitator.search_trouble())):
        warn(f"threatparley: {line}")
    said_already = (claims_line(claims_of(session.model), f"“{source}”"), facilitator.search_trouble())
    for note in _notes(turn, said_already):
        warn(f"threatparley: {note}")
    if turn.reply and account is not None:
        warn(unmarked(turn.reply.text))
    if turn.reply and turn.reply.unread:
        _say_unread(facilitator.back.not_understood(session), options.verbose)
    return _ending(session.model)


def _say_unread(sentences: tuple[str, ...], verbose: bool) -> None:
    """The sentences from which nothing was taken, as 'show --words' counts them; the first few unless asked for all."""
    if sentences:
        count = "1 sentence" if len(sentences) == 1 else f"{len(sentences):,} sentences"
        warn(f"threatparley: nothing was understood from {count}:")
        say_some(sentences, verbose, "show --words on the file shows each")


def _notes(turn: Turn, said_already: tuple[str, ...]) -> Iterator[str]:
    """What was left out, masked or contradicted."""
    for note in turn.reply.notes if turn.reply else ():
        if not any(said and note.startswith(said) for said in said_already):
            yield note


def _ending(model: ThreatModel) -> Exit:
    """How it ends: incomplete, with what is missing, where next to nothing was understood."""
    missing = missing_in(model)
    if not missing:
        return Exit.DONE
    warn(f"threatparley: hardly anything was understood, so this is no draft to rely on. Say {joined(missing)}.")
    return Exit.INCOMPLETE


def _way_to_confirm(model: ThreatModel) -> str:
    """How the owner makes what a file claims count; nothing where it claims nothing."""
    if not claims_of(model):
        return ""
    return (
        "they lower no rating until then; confirm or deny them under Open points in the app, or by their ids in an "
        "interview ('confirm A-3', 'A-3 is not so')"
    )
