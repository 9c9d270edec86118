"""Run a portfolio: skip what is done, write what comes, note it, and tell how far it is."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from agent.atomic_write import write_bytes
from agent.portfolio.items import Item, Outcome, Runner, Standing
from agent.portfolio.journal import Entry, Journal, paths_of

OnEntry = Callable[[Entry], None]


def run_all(
    items: Iterable[Item], runner: Runner, journal: Journal, folder: Path, on_entry: OnEntry = lambda _: None
) -> dict[str, Entry]:
    """Draft what is not done yet, and give the entry of every item by its name; ``on_entry`` is told each new one.

    A file is written whole before its item is noted, so a crash between the two costs one item's work and nothing else.
    """
    done: dict[str, Entry] = {}
    asked: set[str] = set()
    outcomes = runner.run(_missing(items, journal, done, asked))
    try:
        for outcome in outcomes:
            if outcome.id not in asked:
                continue
            asked.discard(outcome.id)
            _write(outcome, folder)
            done[outcome.name] = journal.add(outcome)
            on_entry(done[outcome.name])
    finally:
        runner.close()
    return done


def _missing(items: Iterable[Item], journal: Journal, done: dict[str, Entry], asked: set[str]) -> Iterator[Item]:
    for item in items:
        if journal.holds(item.id):
            done[item.name] = journal.entries[item.id]
        else:
            asked.add(item.id)
            yield item


def _write(outcome: Outcome, folder: Path) -> None:
    """Put the documents where they belong; of one set aside nothing stays that an earlier run left."""
    paths = paths_of(folder, outcome.name)
    if outcome.standing is Standing.ASIDE:
        for path in paths:
            path.unlink(missing_ok=True)
        return
    for path, content in zip(paths, (outcome.native, outcome.brief), strict=True):
        write_bytes(path, content, True)
