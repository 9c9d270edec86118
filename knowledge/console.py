"""Standard output and standard error, whose readers may leave, and which may be closed or full."""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress

NOT_WRITTEN = 3
"""The exit code where there was no room for the output; the same as for a file that cannot be written."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_KEPT = "\n\t"
"""What is printed as it is, though it cannot be seen."""


def spoken(run: Callable[[], int]) -> int:
    """Run a command and give its exit code; a reader who leaves early, such as ``head``, ends it without complaint.

    What is left to be written is written here, so that nothing is left for the interpreter's own end; a full disk is
    told, and gives the code NOT_WRITTEN.
    """
    code = 0
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        pass
    except OSError as problem:
        if problem.errno not in _NO_ROOM:
            raise
        complain(f"threatparley: not everything could be written: {problem.strerror}; make room, then try again")
        code = NOT_WRITTEN
    finally:
        _finish()
    return code


_QUIET: list[bool] = [False]


def be_quiet(quiet: bool) -> None:
    """From now on, say only what went wrong on standard error, or everything again."""
    _QUIET[:] = [quiet]


def warn(text: str) -> None:
    """Say something on standard error beside the data, unless only what went wrong is wanted there."""
    if not _QUIET[0]:
        complain(text)


def complain(text: str) -> None:
    """Say what went wrong on standard error, if anybody reads it; characters that would steer a terminal are shown.

    Where it is closed nothing is said, as ``print`` would then say it among the data on standard output.
    """
    if sys.stderr is None:
        return
    with suppress(OSError):
        print(plain(text), file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """A text that only says something: each character that cannot be seen stands as its number."""
    return "".join(one if one.isprintable() or one in _KEPT else f"\\x{ord(one):02x}" for one in text)


def _finish() -> None:
    """Write what waits; where nobody reads any more, or there is no room, the rest goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
