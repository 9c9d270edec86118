"""What crash tests run in a process of its own: a turn with a fault point, or a turn that takes its time."""

import multiprocessing
from multiprocessing.process import BaseProcess
from pathlib import Path

from agent.domain.session import Said
from agent.errors import SessionBusy
from agent.graph import build
from tests.agent.scripted import scripted

READY = build.build_graph
"""Named so that the heavy library is loaded before the first fork."""

BUSY, DONE = 3, 0


def hear(folder: Path, url: str, session: str, said: Said, settings: dict[str, str | float]) -> None:
    """Hear one turn and end with a code that tells how it went."""
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


def forked(target: object, *arguments: object) -> BaseProcess:
    """Start a process from a server that has everything loaded and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.agent.crashing"])
    process = context.Process(target=target, args=arguments)  # type: ignore[arg-type]
    process.start()
    return process
