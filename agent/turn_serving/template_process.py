"""Load everything once, and copy this process whenever one is wanted that works on turns.

A copy shares the memory of what was loaded for as long as neither side changes it. Only a process without threads is
copied, as a thread that holds a lock is not there in the copy to let go of it.
"""

import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import TYPE_CHECKING

from agent.turn_processes.messages import Begin, End, Made

if TYPE_CHECKING:
    from agent.assembly import Loaded

PRACTICE = (
    "Our support assistant answers customers by chat and e-mail. It uses a language model of a cloud provider, "
    "retrieves help articles from a vector database and can call tools to look up an order or to refund it. "
    "Customer names and addresses are personal data. Access is limited to signed-in staff, answers are logged, and a "
    "person approves each refund above 100 dollars. We do not fine-tune the model. Uploaded files are not scanned yet."
)
"""What is drafted once, so that all that is worked out at a first turn is there before the first copy."""
_TASKS = Path("/proc/self/task")


def main(place: int) -> None:
    """Load, then begin and end processes as asked, until nobody asks any more."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # both go to whole groups; who began this one ends it in good order
        signal.signal(asked, signal.SIG_IGN)
    control = Connection(place)
    children: set[int] = set()
    with suppress(EOFError, OSError):
        made = control.recv()
        assert isinstance(made, Made)
        loaded, why_not = _loaded(made)
        control.send(why_not)
        while True:
            asked_for = control.recv()
            if isinstance(asked_for, Begin):
                children.add(process := _begun(control, loaded))
                control.send(process)
            elif isinstance(asked_for, End):
                control.send(_end(asked_for.process, children))
    for process in tuple(children):
        _end(process, children)


def _loaded(made: Made) -> "tuple[Loaded, str]":
    """Everything a turn needs, and why it is not to be copied; nothing where it may."""
    from agent.assembly import Loaded, settle_memory

    loaded = Loaded(made.settings)
    if loaded.catalog.fingerprint != made.catalog:
        return loaded, "the catalog has changed since this program was started"
    loaded.practise(PRACTICE)
    settle_memory()
    threads = len(list(_TASKS.iterdir())) if _TASKS.is_dir() else 1
    return loaded, "" if threads == 1 else f"a process with {threads} threads cannot be copied"


def _begun(control: Connection, loaded: "Loaded") -> int:
    """A copy of this process that works on turns; here, its number."""
    connection = recv_handle(control)
    template, process = os.getpid(), os.fork()
    if process:
        os.close(connection)
        return process
    try:
        control.close()
        from agent.turn_serving.serving import serve

        serve(template, Connection(connection), loaded)
    finally:
        os._exit(0)  # a copy runs nothing of what the first process does at its end


def _end(process: int, children: set[int]) -> int:
    """End a process of one's own, and give how it ended; 0 where there is none of that number any more."""
    if process not in children:
        return 0
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    children.discard(process)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    main(int(sys.argv[1]))
