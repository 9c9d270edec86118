"""A command in a terminal of its own, with what its owner types."""

import os
import pty
import select
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fork_server import Begun, ForkServer

SILENCE_SECONDS = 500.0


def typed(
    command: Sequence[str],
    lines: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    server: ForkServer | None = None,
) -> tuple[int, str]:
    """Run a command, typing a line whenever it asks for one; gives its exit code and what it showed.

    With a fork server the command is a module with its arguments. Raises TimeoutError where it neither shows anything
    nor ends for that long.
    """
    ours, theirs = pty.openpty()
    process: Begun | subprocess.Popen[bytes]
    if server is not None:
        process = server.begin(command, folder, (theirs, theirs, theirs), environ)
    else:
        process = subprocess.Popen(command, cwd=folder, env=dict(environ), stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, waiting = b"", list(lines)
    try:
        while True:
            came = _read(ours)
            if not came:
                return process.wait(), shown.decode("utf-8", "replace")
            shown += came
            if shown.endswith((b"> ", b"\n  ")) and waiting:
                os.write(ours, waiting.pop(0).encode() + b"\n")
    finally:
        os.close(ours)
        process.kill()
        process.wait()


def _read(terminal: int) -> bytes:
    """What comes next; nothing once the command has left the terminal."""
    if not select.select([terminal], [], [], SILENCE_SECONDS)[0]:
        raise TimeoutError("the command shows nothing and does not end")
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""
