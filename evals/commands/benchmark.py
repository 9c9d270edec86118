"""``python -m evals benchmark``: measure speed and size, printed with what they were measured on."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.benchmark.figure import Figure

MEASURES = {
    "turns": "turns through the Facilitator",
    "scaling": "first drafts of 10 to 1000 components",
    "processes": "whole processes",
    "ledger": "verdicts on all catalogued threats",
    "search": "searches of the knowledge base",
    "texts": "texts that were made to take long",
    "large": "the knowledge base after a large import",
    "exports": "every file of a very large model",
    "screens": "the app in a browser",
    "crowd": "a hundred sessions at once",
    "tenants": "many people in one process, one of whom floods",
    "endpoint": "the language model that the settings name, if any",
}


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--only", choices=list(MEASURES), action="append", help="only this; can be repeated")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Measure one thing after the other, and print what came of it."""
    from evals.benchmark.machine import machine
    from evals.files import as_json, write_whole
    from evals.reporting.results_table import aligned

    facts, figures, broken = machine(), [], []
    for name in given.only or MEASURES:
        started = perf_counter()
        print(f"measuring {MEASURES[name]} …", end="", file=sys.stderr, flush=True)
        found = _measured(name)
        broken += [name] if found is None else []
        figures += list(found or ())
        print(f" {perf_counter() - started:.0f} s", file=sys.stderr)
    print("\n".join(f"{name}: {value}" for name, value in facts.items()) + "\n")
    print(aligned([["", "value", "bar", "", "note"], *map(_row, figures)]))
    if given.json:
        rows = [figure.model_dump(mode="json") | {"state": figure.state} for figure in figures]
        write_whole(given.json, as_json({"machine": facts, "figures": rows, "broken": broken}))
    return Exit.INCOMPLETE if broken else Exit.DONE


def _measured(name: str) -> "tuple[Figure, ...] | None":
    """The figures of one measure; one that breaks is named, and the others go on."""
    measure: Callable[[], tuple[Figure, ...]] = getattr(import_module(f"evals.benchmark.{name}"), name)
    try:
        return measure()
    except Exception as problem:  # a measure meets other programs, which may fail in any way
        print(f"\n  {MEASURES[name]} could not be measured: {type(problem).__name__}: {problem}", file=sys.stderr)
        return None


def _row(figure: "Figure") -> list[str]:
    value = "-" if figure.value is None else f"{figure.value:g} {figure.unit}".strip()
    bar = "" if figure.most is None else f"<= {figure.most:g} {figure.unit}".strip()
    return [figure.name, value, bar, figure.state, figure.note]
