"""``threatparley kb import`` and ``kb diff``: take a release or a list into the catalog, or see what would change."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.assembly import assemble
from agent.coverage import touched
from agent.settings import load_settings
from agent.watch import remember
from knowledge.catalog import load_catalog
from knowledge.console import complain
from knowledge.importers.installation import Report, take_in
from knowledge.publications.editions import ChangeKind, Changes
from ui.commands.exit_codes import Exit
from ui.commands.gate.watching import kept_news, told

MOST = 50
"""How many lines of one kind are printed; JSON holds all of them."""


def run(options: argparse.Namespace) -> Exit:
    """Import the file, or rehearse it; what is wrong goes to standard error."""
    settings, comparing = load_settings(), options.action == "diff"
    rehearse = comparing or options.dry_run
    if not rehearse:
        remember(load_catalog(overlay=settings.own_catalog), settings.data_dir)
    report = take_in(Path(options.file), settings.own_catalog, edition=options.edition, rehearse=rehearse)
    models = _touched(report.changes) if comparing and report.sound else ()
    if options.json:
        document = report.model_dump(mode="json") | ({"models": [list(one) for one in models]} if comparing else {})
        print(json.dumps(document, indent=2, ensure_ascii=False))
    elif report.sound:
        beside = _models(models) if comparing else told(kept_news()) if report.kept_as else ()
        print("\n".join((*_lines(report, every=comparing), *beside)))
    if not report.sound:
        complain("\n".join(refused_lines(report)))
    return Exit.DONE if report.sound else Exit.BAD_INPUT


Touched = tuple[str, str, tuple[str, ...]]
"""A session's address, its name, and the changed entries that its model refers to."""


def _touched(changes: Changes) -> tuple[Touched, ...]:
    if not changes.keys:
        return ()
    facilitator = assemble(load_settings())
    try:
        kept = ((line, facilitator.open(line.id).model) for line in facilitator.sessions(limit=1_000_000))
        found = ((line.id, line.name, touched(model, changes.keys)) for line, model in kept)
        return tuple(one for one in found if one[2])
    finally:
        facilitator.close()


def _lines(report: Report, every: bool) -> Iterator[str]:
    yield f"{report.file}: {report.shape}, edition {report.edition}"
    if report.pointers:
        yield f"Reached through {', '.join(report.pointers)}."
    if report.older:
        yield f"The catalog carries {report.carried}, which is newer: its names and links stay in force."
    yield f"It holds: {', '.join(f'{kind} {number}' for kind, number in report.held.items()) or 'nothing'}."
    yield from _changes(report.changes, every)
    if report.repaired:
        yield f"Repaired ({len(report.repaired)}):"
        yield from _some([f"  {note}" for note in report.repaired])
    yield from (f"Left out: {number} {what}" for what, number in report.left_out.items())
    if report.unlinked:
        yield f"Precedents that are shown beside no threat ({len(report.unlinked)}):"
        yield from _some([f"  {note}" for note in report.unlinked])
    if report.kept_as:
        yield f"Taken in, and kept as {report.kept_as}; remove that file to undo it."
    else:
        yield "Nothing was taken in; this only shows what would be."


def _changes(changes: Changes, every: bool) -> Iterator[str]:
    counts = Counter(change.kind for change in changes.changes)
    told = ", ".join(f"{counts[kind]} {kind.value}" for kind in ChangeKind if counts[kind])
    yield f"Changes in the catalog: {told or 'none'}."
    yield from (f"  {edition}" for edition in changes.editions)
    shown = [f"  {change}" for kind in ChangeKind for change in changes.of(kind)]
    yield from shown if every else _some(shown)


def _models(models: Sequence[Touched]) -> Iterator[str]:
    yield f"Kept models that refer to what changes: {len(models) or 'none'}"
    for address, name, entries in models:
        more = f" and {len(entries) - 8} more" if len(entries) > 8 else ""
        yield f"  {address}  {name or 'unnamed system'}: {', '.join(entries[:8])}{more}"


def refused_lines(report: Report) -> Iterator[str]:
    """What is wrong with a file, in words."""
    count = "one problem" if len(report.refused) == 1 else f"{len(report.refused)} problems"
    yield f"threatparley: {report.file} was not taken in, and the catalog is as it was; {count}:"
    yield from _some([f"  {note}" for note in report.refused])


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"  … and {len(lines) - MOST} more"
