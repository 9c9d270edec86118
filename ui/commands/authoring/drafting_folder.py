"""``threatparley draft FOLDER``: a first model of each system in a folder, with a summary of all."""

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from agent.atomic_write import write_bytes
from agent.errors import InputError
from agent.portfolio import Entry, Item, Journal, Outcome, Runner, Standing, run_all
from agent.portfolio.item_digest import terms_of
from agent.portfolio.items import set_aside
from agent.settings import Settings, harden, load_settings
from agent.settings.addresses import database_address
from knowledge.address_masking import servers_left_open
from knowledge.catalog import load_catalog
from knowledge.console import complain, warn
from ui.commands.exit_codes import Exit
from ui.portfolio.portfolio_summaries import as_csv, as_json, rows_of
from ui.portfolio.portfolio_work import Desks
from ui.uploading.system_folders import item_of, systems_in

if TYPE_CHECKING:
    from agent.portfolio.durable import DurableRunner, Terms

_OWN = ("", "uploading", "portfolio")
"""Where the program keeps how files are read and drafts begun."""


def draft_folder(options: argparse.Namespace) -> Exit:
    """Draft what is not done yet; the code says whether every system has a model to rely on."""
    _refuse_others(options)
    settings = load_settings()
    folder = Path(options.file)
    systems = systems_in(folder)
    output = _output(folder, options.output)
    program = Path(__file__).parents[2]
    own = tuple(path for room in _OWN for path in (program / room).glob("*.py"))
    terms = terms_of(settings, load_catalog(overlay=settings.own_catalog).fingerprint, options.offline, own)
    warn(settings.destination_of(options.offline))
    journal = Journal(output)
    progress = _Progress(len(systems), journal)
    unreadable: dict[str, Outcome] = {}
    try:
        with _stopped_by_signals():
            runner = _runner(options, settings, terms)
            run_all(_items(systems, terms, unreadable), runner, journal, output, progress.tell)
        for outcome in unreadable.values():
            progress.tell(journal.add(outcome))
    except KeyboardInterrupt:
        complain(f"threatparley: {progress.count}; what is done is kept, and the same command goes on from there")
        raise
    finally:
        entries = _summed_up(systems, journal, output)
        journal.close()
    return _ending(entries, len(systems), output)


def _refuse_others(options: argparse.Namespace) -> None:
    """Say what a folder cannot be drafted with; raises InputError."""
    if options.format or options.brief or options.full or options.closed:
        raise InputError(
            f"{options.file} is a folder, of which each system gets its native file and its brief; leave out -f, "
            "--json, --brief, --full and --closed, and export the models you want in another form"
        )
    if options.database and options.engine != "dbos":
        raise InputError("--database is where --engine dbos keeps its queue; give that too, or leave it out")
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


def _runner(options: argparse.Namespace, settings: Settings, terms: str) -> Runner:
    """What runs the items: everything is loaded first, so that each process is a copy that is ready."""
    desks = Desks(settings, options.offline)
    processes = options.processes or os.cpu_count() or 1
    if options.engine == "dbos":
        durable = _durable()
        agreed = _durable_terms(options, settings, terms)
        desks.warm_up()
        return durable(desks, processes, agreed)
    from agent.portfolio.local_pool import LocalRunner

    desks.warm_up()
    return LocalRunner(desks, processes, seconds=2 * settings.turn_deadline_seconds)


def _durable() -> "type[DurableRunner]":
    """The durable engine, whose library is an extra; raises InputError where it is missing."""
    harden()
    try:
        from agent.portfolio.durable import DurableRunner
    except ModuleNotFoundError as problem:
        raise InputError(
            f"--engine dbos needs {problem.name}, which is not installed; pip install 'threatparley[scale]'"
        ) from problem
    return DurableRunner


def _durable_terms(options: argparse.Namespace, settings: Settings, terms: str) -> "Terms":
    """What all machines of the run agree on; raises InputError for what cannot be."""
    from agent.portfolio.durable import Terms

    place = settings.data_dir / "portfolio"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        database = _database(options.database) if options.database else f"sqlite:///{place / 'engine.sqlite'}"
        return Terms(
            database=database,
            version=sha256(terms.encode()).hexdigest()[:32],
            places=place,
            tenant=options.tenant,
            at_once=options.at_once,
            asks_model=settings.asks_model and not options.offline,
            per_minute=options.per_minute,
        )
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        raise InputError(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}") from None
    except ValueError as problem:
        raise InputError(f"--database: {problem}") from None


def _database(address: str) -> str:
    """The address with its driver named; one that leaves the server open would be led anywhere by the environment."""
    named = database_address(address)
    if named.startswith("postgresql") and servers_left_open(named):
        raise ValueError("expected an address that names its server, such as postgresql://me@db.example/threatparley")
    return named


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
