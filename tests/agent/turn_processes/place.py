"""A facilitator whose turns are worked on by processes, with a gate at which they can be caught."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.assembly import assemble
from agent.facilitator import Facilitator
from agent.settings import Settings
from agent.turn_processes import Crew, ProcessTurnWorker, Template
from tests.agent.turn_processes import gated_template
from tests.agent.turn_processes.gated_template import GATE
from tests.ready import READY
from tests.waiting import until

SCRIPT = Path(gated_template.__file__)


class Place:
    """A facilitator with its processes, and the gate."""

    def __init__(self, facilitator: Facilitator, gate: Path) -> None:
        worker = facilitator._worker
        assert isinstance(worker, ProcessTurnWorker)
        self.facilitator, self.gate, self.worker = facilitator, gate, worker

    @property
    def crew(self) -> Crew:
        return self.worker._crew

    @property
    def template(self) -> int:
        assert self.crew._template is not None
        return self.crew._template.process

    def arrived(self) -> int:
        """The process that came to the gate first and is still there, once one has come."""
        return until(lambda: next(iter(self._at_gate()), 0))

    def open(self) -> None:
        (self.gate / "open").touch()

    def kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        (self.gate / f"arrived-{process}").unlink(missing_ok=True)

    def _at_gate(self) -> list[int]:
        return [int(one.name.partition("-")[2]) for one in self.gate.glob("arrived-*")]


@contextmanager
def place(folder: Path, processes: int = 2, **settings: object) -> Iterator[Place]:
    """Such a place for the length of a ``with`` block; nothing of it is left afterwards."""
    gate = folder / "gate"
    gate.mkdir(parents=True)
    data = READY.laid_into(folder / "data")
    before, os.environ[GATE] = os.environ.get(GATE), str(gate)
    chosen = Settings.model_validate({"data_dir": data, "offline": "model" not in settings, **settings})
    made = Place(assemble(chosen, processes), gate)
    made.crew._make = lambda: Template(chosen, made.facilitator.catalog.fingerprint, SCRIPT)
    try:
        yield made
    finally:
        made.facilitator.close()
        os.environ.pop(GATE) if before is None else os.environ.update({GATE: before})


def is_there(process: int) -> bool:
    """Whether a process runs."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone(*processes: int) -> Callable[[], bool]:
    """Looks whether none of some processes runs any more."""
    return lambda: not any(is_there(one) for one in processes)
