"""What crash tests run in a process of its own: a turn that ends in a kill, or a turn that takes its time."""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from agent.domain.sessions.session import Said
from agent.errors import SessionBusy
from agent.graph import build
from agent.graph.nodes import LABELS, Steps
from agent.store import SessionStore
from tests.agent.scripted import scripted

READY = build.build_graph
"""Named so that the heavy library is loaded before the first fork."""

BUSY, DONE = 3, 0
PLACES: dict[str, tuple[type[Any], str]] = {
    **{f"node:{step}": (Steps, step) for step in LABELS},
    "store:accept": (SessionStore, "accept_turn"),
    "store:finish": (SessionStore, "finish_turn"),
}
"""Where a process can be killed, before or after: at a step of the graph, or at a commit of the store."""


def hear(folder: Path, url: str, session: str, said: Said, settings: dict[str, str | float], kill_at: str = "") -> None:
    """Hear one turn and end with a code that tells how it went, unless it is killed at a point."""
    if kill_at:
        die_at(kill_at)
    facilitator = scripted(folder, **{"database_url": url, **settings})  # type: ignore[arg-type]
    try:
        facilitator.hear(session, said)
    except SessionBusy:
        raise SystemExit(BUSY) from None
    facilitator.close()
    raise SystemExit(DONE)


def hear_all(folder: Path, url: str, session: str, turns: list[Said]) -> None:
    """Hear turns one after the other."""
    facilitator = scripted(folder, database_url=url)
    for said in turns:
        facilitator.hear(session, said)
    facilitator.close()


def die_at(point: str) -> None:
    """End this process at once when it comes to a point such as ``node:suggest:before``; nothing is flushed or said."""
    place, _, when = point.rpartition(":")
    owner, name = PLACES[place]
    usual = getattr(owner, name)

    def deadly(*given: Any, **named: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = usual(*given, **named)
        if when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def forked(target: object, *arguments: object) -> BaseProcess:
    """Start a process from a server that has everything loaded and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.agent.crashing"])
    process = context.Process(target=target, args=arguments)  # type: ignore[arg-type]
    process.start()
    return process
