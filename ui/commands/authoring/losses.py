"""What a file does not hold as the model does: a few lines on standard error, the whole where it is asked for."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from agent.atomic_write import check_target, write_bytes
from agent.errors import InputError
from agent.exchange.interchange.losses import Loss
from knowledge.console import warn

_INSTEAD = "give another name"
MOST = 4
"""How many lines are printed unless all are asked for."""


def check_losses(options: argparse.Namespace, *sources: object) -> None:
    """Say before any work whether what is lost can be written down; raises InputError where not."""
    if options.losses:
        if Path(options.losses).resolve() == Path(options.output).resolve():
            raise InputError(f"--losses and -o both name {options.losses}; {_INSTEAD} to one of them")
        check_target(options.losses, options.force, (options.output, *map(str, sources)), _INSTEAD)


def say_losses(title: str, losses: Sequence[Loss], options: argparse.Namespace, *sources: str) -> None:
    """The first few lines of what is lost, with a word on where the others are; raises InputError as writing does."""
    if options.losses:
        write_bytes(options.losses, whole(title, losses).encode(), options.force, sources, _INSTEAD)
    if losses:
        warn(f"threatparley: {title}")
        say_some([one.line for one in losses], options.verbose, "--verbose says them, --losses FILE writes them down")


def say_some(lines: Sequence[str], verbose: bool, where: str) -> None:
    """The first few lines, or all of them."""
    shown = lines if verbose or len(lines) <= MOST + 1 else lines[:MOST]
    for line in shown:
        warn(f"  {line}")
    if len(shown) < len(lines):
        warn(f"  … and {len(lines) - len(shown):,} more; {where}")


def whole(title: str, losses: Iterable[Loss]) -> str:
    """Every loss with every name, a line each."""
    return "\n".join((title, *(line for one in losses for line in _lines(one)))) + "\n"


def _lines(one: Loss) -> Iterable[str]:
    yield f"{one.how.value}: {one.what}, {len(one.names):,}" + (f"; {one.where}" if one.where else "")
    yield from (f"  {' '.join(name.split())}" for name in one.names)
