"""Who holds a lease, and whether a holder on this machine is still alive."""

import os
import secrets
from pathlib import Path

PROC = Path("/proc")


_at_work: set[str] = set()
"""The holders of this process that have not let go yet."""


def new_holder() -> str:
    """A token for one piece of work, which names the place, the process and its start."""
    return "|".join((_place(), str(os.getpid()), _started(os.getpid()), secrets.token_hex(4)))


def hold(holder: str) -> None:
    """Note that a piece of work of this process begins."""
    _at_work.add(holder)


def let_go(holder: str) -> None:
    """Note that a piece of work has ended, whether or not the store could be told."""
    _at_work.discard(holder)


def is_gone(holder: str) -> bool:
    """Whether a holder is known to have ended: only a process of this very place can be judged."""
    place, *rest = holder.split("|")
    if place != _place() or len(rest) != 3 or not rest[0].isdigit() or not _started(os.getpid()):
        return False
    if (rest[0], rest[1]) == (str(os.getpid()), _started(os.getpid())):
        return holder not in _at_work
    return _started(int(rest[0])) != rest[1]


def _place() -> str:
    """Name this machine since its last start, and its process space; containers differ from each other."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.readlink(PROC / 'self/ns/pid')}"
    except OSError:
        return "elsewhere"


def _started(process: int) -> str:
    """When a process started, in clock ticks since boot; empty where it is gone or cannot be seen."""
    try:
        line = (PROC / str(process) / "stat").read_text()
    except OSError:
        return ""
    fields = line.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
