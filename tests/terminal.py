"""A command in a terminal of its own, with what its owner types."""

import os
import pty
import select
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SILENCE_SECONDS = 500.0


def typed(command: Sequence[str], lines: Sequence[str], folder: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a command, typing a line whenever it asks for one; gives its exit code and what it showed.

    Raises TimeoutError where it neither shows anything nor ends for that long.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, env=dict(environ), stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown, waiting = b"", list(lines)
    try:
        while True:
            came = _read(ours)
            if not came:
                return process.wait(SILENCE_SECONDS), shown.decode("utf-8", "replace")
            shown += came
            if shown.endswith((b"> ", b"\n  ")) and waiting:
                os.write(ours, waiting.pop(0).encode() + b"\n")
    finally:
        os.close(ours)
        if process.poll() is None:
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
