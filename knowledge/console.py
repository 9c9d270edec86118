"""Standard output and standard error, whose readers may leave before everything is said."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

_KEPT = "\n\t"
"""What is printed as it is, though it cannot be seen."""


def spoken(run: Callable[[], int]) -> int:
    """Run a command and give its exit code; a reader who leaves early, such as ``head``, ends it without complaint.

    What is left to be written is written here, so that nothing is left for the interpreter's own end.
    """
    code = 0
    try:
        code = run()
    except BrokenPipeError:
        pass
    finally:
        _finish()
    return code


def warn(text: str) -> None:
    """Say something on standard error, if anybody still reads it; characters that would steer a terminal are shown."""
    with suppress(BrokenPipeError):
        print(plain(text), file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """A text that only says something: each character that cannot be seen stands as its number."""
    return "".join(one if one.isprintable() or one in _KEPT else f"\\x{ord(one):02x}" for one in text)


def _finish() -> None:
    """Write what waits; where nobody reads any more, the rest goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
