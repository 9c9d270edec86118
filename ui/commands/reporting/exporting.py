"""``threatparley export``: a model as a document."""

import argparse
from dataclasses import replace

from agent.domain.sessions.quoted_turns import without_words
from agent.errors import InputError
from agent.exchange import Dossier
from agent.settings import load_settings
from ui.commands.authoring.losses import check_losses
from ui.commands.exit_codes import Exit
from ui.commands.reporting.documents import checked, extent_of, write_document
from ui.commands.sources import dossier_of


def run(options: argparse.Namespace) -> Exit:
    """Find the model, render it, write it."""
    sources = (options.source, *load_settings().kept_files)
    form = checked(options.format, options.output, options.force, *sources, experimental=options.experimental)
    check_losses(options, *sources)
    dossier = _redacted(dossier_of(options.source, form.id), options.redact)
    extent = extent_of(options.brief, options.full)
    write_document(form, dossier, extent, options, *sources)
    return Exit.DONE


def _redacted(dossier: Dossier, wanted: str | None) -> Dossier:
    """The dossier without the words of some turns; raises InputError where there is no such turn."""
    if wanted is None:
        return dossier
    there = range(1, len(dossier.record.turns) + 1)
    numbers = {*there} if wanted == "all" else {_number(one, len(there)) for one in wanted.split(",")}
    model, record = without_words(dossier.model, dossier.record, numbers)
    return replace(dossier, model=model, record=record)


def _number(given: str, last: int) -> int:
    if not given.isascii() or not given.isdigit() or not 0 < int(given[:9]) <= last:
        has = f"has turns 1 to {last}" if last else "holds no turns"
        raise InputError(f"--redact names turn {given!r}, and the model {has}; give numbers such as 1,3 or all")
    return int(given)
