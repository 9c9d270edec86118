"""``threatparley kb update``: what a newer edition of a framework changes, in words; taken in only with a yes."""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from agent.assembly import analysts, assemble
from agent.settings import Settings, load_settings
from agent.watch import news, remember, remembered
from knowledge.catalog import Catalog, load_catalog
from knowledge.console import complain
from knowledge.importers.installation import Report, take_in
from knowledge.publications.editions import Change, ChangeKind, Changes
from knowledge.publications.frameworks import Ownership
from knowledge.vocabulary import Framework
from ui.commands.catalog.kb_importing import MOST, refused_lines
from ui.commands.exit_codes import Exit
from ui.commands.gate.watching import Kept, told

_MEASURES = frozenset({"mitigation", "control"})
_ENTRIES = ("pattern", "measure", "precedent", "fact")


def run(options: argparse.Namespace) -> Exit:
    """Try the file on a copy of what was taken in, tell what comes of it, and take it in where that is wanted."""
    settings, file = load_settings(), Path(options.file)
    current = load_catalog(overlay=settings.own_catalog)
    with TemporaryDirectory(prefix="threatparley-") as folder:
        trial = Path(folder) / "catalog"
        if settings.own_catalog.is_dir():
            copytree(settings.own_catalog, trial)
        report = take_in(file, trial, edition=options.edition)
        if problem := _no_update(report):
            complain(problem)
            return Exit.BAD_INPUT
        after = load_catalog(overlay=trial)
        lines = (*update_lines(report, current, after), *told(_judged(settings, after)))
    if not options.json:
        print("\n".join(lines))
    if not options.yes:
        print(_document(report, lines) if options.json else "Nothing was taken in; with --yes it is.")
        return Exit.DONE
    remember(current, settings.data_dir)
    final = take_in(file, settings.own_catalog, edition=options.edition)
    if not final.sound:
        complain("\n".join(refused_lines(final)))
        return Exit.BAD_INPUT
    done = f"Taken in, and kept as {final.kept_as}; remove that file to undo it."
    print(_document(final, lines) if options.json else done)
    return Exit.DONE


def _document(report: Report, lines: tuple[str, ...]) -> str:
    """The report as JSON with the same lines that people read; ``kept_as`` is empty where nothing was taken in."""
    return json.dumps(report.model_dump(mode="json") | {"told": list(lines)}, indent=2, ensure_ascii=False)


def _no_update(report: Report) -> str:
    """Why a file is no update of a framework; empty where it is one."""
    begin = f"threatparley: {report.file} was not taken in: "
    if report.framework is Framework.OWN:
        return f"{begin}it is a list of your own, not an edition of a framework; threatparley kb import takes it in"
    if report.edition and (report.older or report.edition == report.carried):
        return f"{begin}it holds edition {report.edition}, and the catalog carries {report.carried}, which is no older"
    return "" if report.sound else "\n".join(refused_lines(report))


def update_lines(report: Report, before: Catalog, after: Catalog) -> Iterator[str]:
    """What a newer edition changes: what is new, renamed, retired or moved, and which threat patterns it touches."""
    assert report.framework is not None
    title = after.title_of(report.framework)
    yield f"{title}: {report.carried or 'not carried before'} → {report.edition} ({report.file}, {report.shape})"
    changes, prefix = report.changes, f"{report.framework.value}:"
    added = [one for one in changes.of(ChangeKind.ADDED) if one.key.startswith(prefix)]
    measures = [one for one in added if after.item(one.key).kind in _MEASURES]
    yield from _part("New", (f"{_named(one)}: {_reach(one.key, after)}" for one in added if one not in measures))
    yield from _part("New mitigations", map(_named, measures))
    yield from _part("Renamed", (f"{one.before} → {one.after}" for one in changes.of(ChangeKind.RENAMED)))
    gone = (*changes.of(ChangeKind.RETIRED), *changes.of(ChangeKind.REMOVED))
    yield from _part("Retired", map(_named, (one for one in gone if one.key.startswith(prefix))))
    moved = (f"{_named(one)}: {one.before} → {one.after}" for one in changes.of(ChangeKind.MOVED))
    yield from _part("Moved to another tactic, group or parent", moved)
    links = [one for one in changes.of(ChangeKind.RELINKED) if one.key.startswith(prefix)]
    yield from _part("Links moved", map(_links, links))
    other = [one for one in changes.of(ChangeKind.RESTATED) if one.key.startswith(prefix)]
    yield from _part("Stated otherwise", map(str, other))
    told_of = sum(one.key in after.precedents for one in changes.of(ChangeKind.ADDED))
    if told_of:
        yield f"New cases: {told_of}"
    yield from _part("Threat patterns that refer to what changes", _touched(changes, before, after))
    if report.repaired:
        yield f"Repaired: {len(report.repaired)}; threatparley kb diff {report.file} shows each with its line"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under a title with their number, the first fifty of them; nothing where there are none."""
    every = list(lines)
    if every:
        yield f"{title} ({len(every)}):"
        yield from (f"  {line}" for line in every[:MOST])
        if len(every) > MOST:
            yield f"  … and {len(every) - MOST} more"


def _named(change: Change) -> str:
    return f"{change.key.partition(':')[2]} {change.name}"


def _links(change: Change) -> str:
    gone = f"no longer {change.before}" if change.before else ""
    came = f"now {change.after}" if change.after else ""
    return f"{_named(change)}: {'; '.join(filter(None, (gone, came)))}"


def _reach(key: str, catalog: Catalog) -> str:
    """Which threat patterns a new item stands behind, or whose business it is."""
    item = catalog.item(key)
    if item.ownership is not Ownership.OWNER:
        return f"not yours to settle: {item.reason or item.ownership.value.replace('_', ' ')}"
    found = [one.id for one in catalog.patterns_for(key)]
    if not found:
        return "no threat pattern says yet when it can happen, so a person has to judge it"
    return f"stands behind {', '.join(found[:3])}" + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def _touched(changes: Changes, before: Catalog, after: Catalog) -> Iterator[str]:
    """The patterns that cite an item that is otherwise, with what happened to each."""
    what: dict[str, list[str]] = {}
    for change in changes.changes:
        if change.kind is not ChangeKind.ADDED:
            for key in filter(None, (change.key, change.former_key)):
                what.setdefault(key, []).append(change.kind.value)
    for pattern in after.patterns.values():
        keys = [before.reference(key).key for key in pattern.references if before.knows(key)]
        found = [f"{key.partition(':')[2]} {' and '.join(dict.fromkeys(what[key]))}" for key in keys if key in what]
        if found:
            yield f"{pattern.id} ({pattern.title}): {', '.join(found)}"


def _judged(settings: Settings, after: Catalog) -> tuple[Kept, ...]:
    """What is otherwise for each kept model once the file is taken in."""
    _, assessor = analysts(settings, after)
    facilitator = assemble(settings)
    try:
        found = []
        for line in facilitator.sessions(limit=1_000_000):
            model = facilitator.open(line.id).model
            before = remembered(model.drafted.catalog, settings.data_dir) if model.drafted else None
            found.append((line.id, line.name, news(model, assessor.ledger(model), after, before)))
        return tuple(found)
    finally:
        facilitator.close()
