"""Commands as processes of their own, forked from one that has the program loaded: a start by itself takes seconds.

A test of a start, of its modules or of its switches starts an interpreter; one of a command's streams, code or files
has it forked.
"""

import atexit
import gc
import io
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TextIO

ROOT = Path(__file__).resolve().parents[1]
LOADED = (
    "evals.__main__", "knowledge.__main__", "ui.cli", "agent.graph.build",
    "ui.commands.gate.checking", "ui.commands.maintenance.doctor", "ui.commands.authoring.drafting",
    "ui.commands.reporting.explaining", "ui.commands.reporting.exporting", "ui.commands.authoring.interviewing",
    "ui.commands.catalog.knowledge_base", "ui.commands.reporting.showing",
)  # fmt: skip
"""Modules of the commands that are tried most."""
SYSTEM = "A chatbot answers customers from our help pages. It looks passages up in Qdrant and uses a hosted model."
Stream = int | None
"""Where a command reads or writes; none where that is closed."""


PROGRAM = """\
#!{python} -IS
import json, os, socket, sys

command = [{module!r}, *sys.argv[1:], *{after!r}]
order = dict(command=command, folder=os.getcwd(), environ=dict(os.environ), opened=[True] * 3, buffered=True)
given = json.dumps(order).encode()
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
socket.send_fds(line, [len(given).to_bytes(4, "big")], [0, 1, 2])
line.sendall(given)
line.recv(8, socket.MSG_WAITALL)
sys.exit(int.from_bytes(line.recv(8, socket.MSG_WAITALL), "big", signed=True))
"""
"""Has a command forked from wherever it is called."""


class Begun:
    """A command at work."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._code: int | None = None
        self.number = self._told()

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        if self._code is None:
            self._code = self._told()
            self._line.close()
        return self._code

    def kill(self) -> None:
        """End it, if it is still at work."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)
            self.wait()

    def _told(self) -> int:
        """The next number that the server tells: of the process, then its exit code."""
        told = self._line.recv(8, socket.MSG_WAITALL)
        assert len(told) == 8, "the process that commands are forked from has ended"
        return int.from_bytes(told, "big", signed=True)


class ForkServer:
    """The process that has the program loaded; it does one command after the other."""

    def __init__(self, folder: Path) -> None:
        self._address = str(folder / "orders")
        self._lifeline, theirs = socket.socketpair()
        with theirs, socket.socket(socket.AF_UNIX) as orders:
            orders.bind(self._address)
            orders.listen()
            command = [sys.executable, "-m", __name__, str(orders.fileno()), str(theirs.fileno())]
            self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[orders.fileno(), theirs.fileno()])

    def program(self, place: Path, module: str, *after: str) -> None:
        """Lay a program that does ``python -m MODULE`` with its own words and those after them."""
        text = PROGRAM.format(python=sys.executable, module=module, after=after, address=self._address)
        place.write_text(text, encoding="utf-8")
        place.chmod(0o700)

    def begin(
        self,
        command: Sequence[str],
        folder: Path,
        streams: tuple[Stream, Stream, Stream],
        environ: Mapping[str, str] | None = None,
        buffered: bool = True,
    ) -> Begun:
        """Begin ``python -m COMMAND`` in a folder; the caller closes its own ends of the streams."""
        order = {
            "command": list(command), "folder": str(folder), "buffered": buffered,
            "environ": dict(os.environ if environ is None else environ),
            "opened": [stream is not None for stream in streams],
        }  # fmt: skip
        given = json.dumps(order).encode()
        line = socket.socket(socket.AF_UNIX)
        line.connect(self._address)
        socket.send_fds(line, [len(given).to_bytes(4, "big")], [one for one in streams if one is not None])
        line.sendall(given)
        return Begun(line)

    def run(
        self, command: Sequence[str], folder: Path, given: str = "", environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Do a command as ``subprocess.run`` does with its output captured."""
        with TemporaryFile() as typed, TemporaryFile() as out, TemporaryFile() as errors:
            typed.write(given.encode())
            typed.seek(0)
            begun = self.begin(command, folder, (typed.fileno(), out.fileno(), errors.fileno()), environ)
            code = begun.wait()
            return subprocess.CompletedProcess(list(command), code, _written(out), _written(errors))

    def close(self) -> None:
        """End the process."""
        self._lifeline.close()
        self._process.wait(60)


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _load() -> None:
    """Load what commands need, and take a turn, so that what is worked out once is there; all without a thread."""
    from agent.analyst.rules.analyst import RulesAnalyst
    from knowledge.catalog import load_catalog
    from knowledge.search.retriever import open_retriever
    from tests.agent.analyst.llm.playing import Talk

    import_module("tqdm").tqdm.monitor_interval = 0  # else it watches over its bars in a thread
    for name in LOADED:
        import_module(name)
    catalog = load_catalog()
    Talk(RulesAnalyst(catalog, open_retriever(catalog, None, store="memory").nearness), catalog).say(SYSTEM)
    assert threading.active_count() == 1, f"{threading.enumerate()} a process with threads cannot be forked soundly"
    gc.collect()
    gc.freeze()


def _next(orders: socket.socket, lifeline: socket.socket) -> list[str]:
    """Fork for each order until whoever gives them ends; gives its command in the process that is to do it."""
    while True:
        if lifeline in select.select([orders, lifeline], [], [])[0]:
            sys.exit(0)
        line, _ = orders.accept()
        with line:
            length, files, _, _ = socket.recv_fds(line, 4, 3)
            order = json.loads(line.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL))
            number = os.fork()
            if number == 0:
                orders.close()
                lifeline.close()
                line.close()
                _become(files=files, **order)
                return list(order["command"])
            for file in files:
                os.close(file)
            line.sendall(number.to_bytes(8, "big", signed=True))
            _, status = os.waitpid(number, 0)
            with suppress(BrokenPipeError):
                line.sendall(os.waitstatus_to_exitcode(status).to_bytes(8, "big", signed=True))


def _become(
    files: list[int], folder: str, environ: dict[str, str], opened: list[bool], buffered: bool, command: list[str]
) -> None:
    """Take the folder, the surroundings, the words and the streams of an order."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = command
    left = iter(files)
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        if not opened[place]:
            os.close(place)
            setattr(sys, name, None)
            continue
        file = next(left)
        os.dup2(file, place)
        os.close(file)
        setattr(sys, name, _stream(place, getattr(sys, f"__{name}__"), buffered or place == 0))


def _stream(place: int, usual: TextIO, buffered: bool) -> TextIO:
    """A stream as the interpreter opens it; with ``-u`` what is written goes out at once."""
    raw = io.FileIO(place, "wb" if place else "rb", closefd=False)
    held = io.BufferedWriter(raw) if place and buffered else raw if place else io.BufferedReader(raw)
    return io.TextIOWrapper(
        held, usual.encoding, usual.errors, line_buffering=place == 2 or os.isatty(place), write_through=not buffered
    )


def _anew(module: str) -> str:
    """The module to run, as if it had not been loaded."""
    for name in (module, f"{module}.__main__"):
        if not hasattr(sys.modules.get(name), "__path__"):
            sys.modules.pop(name, None)
    return module


class _End:
    """Ends a process as soon as all is done that is done at an end: taking everything down that was loaded before it
    was forked takes several times as long as many a command."""

    code: int | None = None

    def soon(self) -> None:
        """Leave with the code that is known; what cannot be written is told by the interpreter, as without this."""
        if self.code is None:
            return
        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None:
                    stream.flush()
            except (OSError, ValueError):
                return
        os._exit(self.code)


def _main(orders: socket.socket, lifeline: socket.socket) -> None:
    end = _End()
    atexit.register(end.soon)  # before all others, so that it is called behind them
    _load()
    try:
        runpy.run_module(_anew(_next(orders, lifeline)[0]), run_name="__main__", alter_sys=True)
        end.code = 0
    except SystemExit as told:
        end.code = told.code & 0xFF if isinstance(told.code, int) else None if told.code else 0
        raise


if __name__ == "__main__":
    given_orders, given_lifeline = (socket.socket(fileno=int(one)) for one in sys.argv[1:])
    _main(given_orders, given_lifeline)
