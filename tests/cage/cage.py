"""Run commands where nothing gets out: with a network of their own, whose only way out leads to somebody who counts."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLLECTOR = "{collector}"
"""Stands in the variables of a command for where the cage's own collector listens."""

TOOLS = ("unshare", "ip", "mount")
_SECONDS = 540


@dataclass(frozen=True)
class Order:
    """A command to run in the cage; with lines to type it gets a terminal."""

    command: Sequence[str]
    folder: Path
    environ: Mapping[str, str]
    lines: Sequence[str] | None = None


@dataclass(frozen=True)
class Seen:
    """What came of a command, and what it tried to send."""

    code: int
    shown: str
    names: list[str]
    packets: list[str]
    connections: list[str]

    @property
    def sent(self) -> list[str]:
        """All that went out, or to the cage's collector, in words."""
        return [
            *(f"name {name}" for name in self.names),
            *(f"packet {packet}" for packet in self.packets),
            *(f"connection {told}" for told in self.connections),
        ]


def caged(orders: Sequence[Order], folder: Path) -> list[Seen]:
    """Run commands one after the other in one cage; skips where this machine allows none, and says why."""
    plan, report = folder / "plan.json", folder / "report.json"
    plan.write_text(json.dumps([_plain(order) for order in orders]), encoding="utf-8")
    done = subprocess.run(
        [*_entrance(), sys.executable, "-m", "tests.cage.inside", str(plan), str(report)], cwd=ROOT,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"the cage did not hold: {done.stdout}{done.stderr}"
    return [Seen(**told) for told in json.loads(report.read_text(encoding="utf-8"))]


class NoCage(Exception):
    """This machine allows no cage; says why."""


def entrance(as_oneself: bool = False) -> list[str]:
    """The command that gives another one namespaces of its own; raises NoCage where there can be none.

    Whoever is not root becomes so within, or stays who they are, which programs want that refuse to run as root.
    """
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise NoCage(f"the cage needs the command {tool}, which is not installed")
    inside = ["--map-current-user", "--keep-caps"] if as_oneself else ["--map-root-user"]
    command = ["unshare", "--net", "--mount", *(inside if os.geteuid() else [])]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        raise NoCage(f"this machine gives nobody namespaces: {tried.stderr.strip()}")
    return command


def _entrance() -> list[str]:
    try:
        return entrance()
    except NoCage as why:
        pytest.skip(str(why))


def _plain(order: Order) -> dict[str, object]:
    lines = None if order.lines is None else list(order.lines)
    return {
        "command": list(order.command), "folder": str(order.folder), "environ": dict(order.environ), "lines": lines,
    }  # fmt: skip
