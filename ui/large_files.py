"""Files of large models: made in a process of their own, while the page shows how far they are.

A file of a model with thousands of parts and threats takes seconds of a processor; made within the server it would keep
every page waiting for as long.
"""

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from agent.domain.model import ThreatModel
from agent.exchange import Dossier, Extent
from agent.exchange.interchange.losses import Export
from ui.file_process import REFUSED, STAGES

LARGE = 600
"""A model with more parts and threats than these is large: what is made of it takes a second and more."""
_AT_ONCE = threading.BoundedSemaphore(2)
_CHILD = Path(__file__).with_name("file_process.py")
_LONGEST = 120.0
_WAITING, _GATHERING = "waiting for another file", "gathering what is known"


class Making:
    """One file on its way; whoever looks finds how far it is, and in the end the file or what is wrong."""

    stages = (_WAITING, _GATHERING, *STAGES)

    def __init__(self, form: str, dossier: Callable[[], Dossier], extent: Extent, closed: bool) -> None:
        self.made: Export | None = None
        self.problem = ""
        self.stage = _WAITING
        self._began, self._given_up = time.monotonic(), False
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._make, args=(form, dossier, extent, closed), daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return not self._thread.is_alive()

    @property
    def seconds(self) -> int:
        """For how long it has been made."""
        return int(time.monotonic() - self._began)

    @property
    def share(self) -> float:
        """Which part of its stages lies behind it."""
        return self.stages.index(self.stage) / len(self.stages)

    def give_up(self) -> None:
        """End it, as nobody wants it any more."""
        self._given_up = True
        if self._child is not None:
            self._child.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end."""
        self._thread.join(seconds)
        return self.ended

    def _make(self, form: str, dossier: Callable[[], Dossier], extent: Extent, closed: bool) -> None:
        try:
            with _AT_ONCE:
                self.stage = _GATHERING
                wanted = pickle.dumps((form, dossier(), extent, closed))
                if not self._given_up:
                    self._hand_out(wanted)
        except Exception as problem:  # nobody waits on this thread: whatever it is, the page has to tell it
            self.problem = f"The file could not be made ({type(problem).__name__})."

    def _hand_out(self, wanted: bytes) -> None:
        command = [sys.executable, "-I", str(_CHILD)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
            self._child, late = child, threading.Timer(_LONGEST, child.kill)
            late.start()
            hearing = threading.Thread(target=self._hear, args=(child,), daemon=True)
            hearing.start()
            try:
                self._take(*self._exchanged(child, wanted))
            finally:
                late.cancel()
                hearing.join()

    def _exchanged(self, child: "subprocess.Popen[bytes]", wanted: bytes) -> tuple[int, bytes]:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(wanted)
            child.stdin.close()
        except BrokenPipeError:
            pass
        answer = child.stdout.read()
        return child.wait(), answer

    def _take(self, code: int, answer: bytes) -> None:
        if code == 0:
            made = pickle.loads(answer)
            assert isinstance(made, Export)
            self.made = made
        elif code == REFUSED:
            self.problem = f"{answer.decode()[:1].upper()}{answer.decode()[1:]}."
        else:
            self.problem = "The file could not be made; try a shorter one, or the command line."

    def _hear(self, child: "subprocess.Popen[bytes]") -> None:
        assert child.stderr is not None
        for line in child.stderr:
            told = line.decode("utf-8", "replace").strip()
            self.stage = told if told in STAGES else self.stage


def is_large(model: ThreatModel) -> bool:
    """Whether files of a model are made aside."""
    return len(model.components) + len(model.threats) > LARGE
