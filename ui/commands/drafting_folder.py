"""``threatparley draft FOLDER``: a first model of each system in a folder, with a summary of all."""

import argparse
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType

from agent.errors import InputError
from agent.portfolio import Entry, Item, Journal, Outcome, Runner, Standing, run_all
from agent.portfolio.identity import terms_of
from agent.portfolio.items import set_aside
from agent.settings import Settings, load_settings
from agent.writing import write_bytes
from knowledge.catalog import load_catalog
from knowledge.console import complain, warn
from ui.commands.exits import Exit
from ui.portfolio_work import Desks
from ui.summaries import as_csv, as_json, rows_of
from ui.systems import item_of, systems_in


def draft_folder(options: argparse.Namespace) -> Exit:
    """Draft what is not done yet; the code says whether every system has a model to rely on."""
    _refuse_others(options)
    settings = load_settings()
    folder = Path(options.file)
    systems = systems_in(folder)
    output = _output(folder, options.output)
    terms = terms_of(settings, load_catalog(overlay=settings.own_catalog).fingerprint, options.offline)
    warn(settings.destination_of(options.offline))
    journal = Journal(output)
    scratch = Path(mkdtemp(prefix="threatparley-"))
    progress = _Progress(len(systems), journal)
    unreadable: dict[str, Outcome] = {}
    try:
        with _stopped_by_signals():
            runner = _runner(options, settings, scratch)
            run_all(_items(systems, terms, unreadable), runner, journal, output, progress.tell)
        for outcome in unreadable.values():
            progress.tell(journal.add(outcome))
    except KeyboardInterrupt:
        complain(f"threatparley: {progress.count}; what is done is kept, and the same command goes on from there")
        raise
    finally:
        entries = _summed_up(systems, journal, output)
        journal.close()
        shutil.rmtree(scratch, ignore_errors=True)
    return _ending(entries, len(systems), output)


def _refuse_others(options: argparse.Namespace) -> None:
    """Say what a folder cannot be drafted with; raises InputError."""
    if options.format or options.brief or options.full or options.closed:
        raise InputError(
            f"{options.file} is a folder, of which each system gets its native file and its brief; leave out -f, "
            "--json, --brief, --full and --closed, and export the models you want in another form"
        )
    if options.processes is not None and not 1 <= options.processes <= 256:
        raise InputError(f"--processes takes a number from 1 to 256, not {options.processes}")


def _output(folder: Path, named: str) -> Path:
    """The folder for the models, made where it is not there; raises InputError where it cannot be used."""
    output = folder.resolve().with_name(f"{folder.resolve().name}-models") if named == "-" else Path(named)
    if output.resolve() == folder.resolve() or output.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{output} lies in the folder that is read; name another one with -o")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"cannot make the folder {output}: {problem.strerror}; name another with -o") from problem
    return output


def _runner(options: argparse.Namespace, settings: Settings, scratch: Path) -> Runner:
    from agent.portfolio.local import LocalRunner

    desks = Desks(settings, options.offline, scratch)
    desks.warm_up()
    return LocalRunner(desks, options.processes or os.cpu_count() or 1, seconds=2 * settings.turn_deadline_seconds)


def _items(systems: dict[str, Path], terms: str, unreadable: dict[str, Outcome]) -> Iterator[Item]:
    """The systems as they can be read; those that cannot are noted."""
    here = Path.cwd()
    for name, path in systems.items():
        try:
            yield item_of(name, path, terms, here)
        except (InputError, OSError) as problem:
            reason = str(problem) if isinstance(problem, InputError) else f"it cannot be read: {problem.strerror}"
            unreadable[name] = set_aside(Item(id=f"unread-{name}", name=name, files=()), reason)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """A polite request to end comes to the same as Ctrl+C."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _summed_up(systems: dict[str, Path], journal: Journal, output: Path) -> list[Entry]:
    """The entries of the systems as they are now, with the two tables of them written."""
    newest = {entry.name: entry for entry in journal.entries.values()}
    entries = [newest[name] for name in systems if name in newest]
    rows = rows_of(entries)
    with suppress(InputError):  # the models are there all the same, and the next run writes the tables
        write_bytes(output / "summary.json", as_json(rows), True)
        write_bytes(output / "summary.csv", as_csv(rows), True)
    return entries


def _ending(entries: list[Entry], systems: int, output: Path) -> Exit:
    aside = [entry for entry in entries if entry.standing is Standing.ASIDE]
    thin = sum(entry.standing is Standing.THIN for entry in entries)
    warn(f"threatparley: {len(entries) - len(aside):,} of {systems:,} systems are drafted; see {output}/summary.csv")
    if thin:
        warn(f"threatparley: of {thin:,} hardly anything was understood; the summary says what is missing")
    if aside:
        warn(f"threatparley: {len(aside):,} set aside; mend them and run the same command again")
    return Exit.INCOMPLETE if aside or thin or len(entries) < systems else Exit.DONE


class _Progress:
    """Says how far a run is, each time that another twentieth is done."""

    def __init__(self, systems: int, journal: Journal) -> None:
        self._systems, self._fresh, self._shown = systems, 0, 0
        self._before = len(journal.entries)

    def tell(self, entry: Entry) -> None:
        """One more item has ended."""
        self._fresh += 1
        if entry.standing is Standing.ASIDE:
            warn(f"threatparley: {entry.name} is set aside: {entry.reason}")
        if self._fresh * 20 // self._systems > self._shown:
            self._shown = self._fresh * 20 // self._systems
            warn(f"threatparley: {self.count}")

    @property
    def count(self) -> str:
        """How many systems were worked on in this run."""
        return f"{self._fresh:,} of {self._systems:,} systems worked on in this run"
