"""The process that others are copied from: it has everything loaded, no thread and no open file, and does no turn.

Python's own fork server can import modules beforehand, but knows no settings, and looks for them in the working folder
too. This one is handed the settings and is started apart from that folder.
"""

import multiprocessing.reduction
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from agent.settings import Settings, for_child
from agent.turn_processes.messages import Begin, End, Made

SCRIPT = Path(__file__).parents[1] / "turn_serving" / "template_process.py"
LOST = (EOFError, OSError, UnpicklingError)
"""What is raised by talking to a process that is gone, or goes in the middle of a word."""
_LOADING_SECONDS = 120.0
_ENDING_SECONDS = 10.0


class TemplateGone(Exception):
    """No process can be begun; the words say why."""


class Template:
    """The template as it is seen from here; safe to use from every thread."""

    def __init__(self, settings: Settings, catalog: str, script: Path = SCRIPT) -> None:
        """Start it; ``catalog`` is the fingerprint of the catalog that is used here."""
        ours, theirs = socket.socketpair()
        with theirs:
            place = theirs.fileno()
            self._child = subprocess.Popen(
                [sys.executable, "-I", str(script), str(place)], stdin=subprocess.DEVNULL, pass_fds=(place,),
                env=for_child(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"),
            )  # fmt: skip
        self._control = Connection(ours.detach())
        self._lock = threading.Lock()
        self._loaded = False
        self._control.send(Made(settings, catalog))

    @property
    def process(self) -> int:
        """Its number."""
        return self._child.pid

    def begin(self) -> tuple[Connection, int]:
        """Begin a process: what connects to it, and its number; raises TemplateGone."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                self._load()
                self._control.send(Begin())
                multiprocessing.reduction.send_handle(self._control, theirs.fileno(), self._child.pid)
                return Connection(ours.detach()), int(self._answer(_ENDING_SECONDS))
            except (*LOST, TemplateGone) as problem:
                ours.close()
                raise TemplateGone(str(problem) or type(problem).__name__) from None

    def end(self, process: int) -> None:
        """See to it that a process is no more; where the template itself is gone, its processes went with it."""
        with self._lock:
            try:
                self._control.send(End(process))
                self._answer(_ENDING_SECONDS)
            except (*LOST, TemplateGone):
                return

    def close(self) -> None:
        """End the template, and with it whatever process is left."""
        with self._lock:
            self._control.close()
            try:
                self._child.wait(_ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def _load(self) -> None:
        """Wait, once, until everything is loaded."""
        if not self._loaded:
            why_not = self._answer(_LOADING_SECONDS)
            if why_not:
                raise TemplateGone(why_not)
            self._loaded = True

    def _answer(self, seconds: float) -> Any:
        if not self._control.poll(seconds):
            raise TemplateGone("it does not answer")
        return self._control.recv()
