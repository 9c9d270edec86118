"""Read what a command is given, and write what it makes."""

import sys
from pathlib import Path

from agent import atomic_write
from agent.errors import InputError
from ui.uploading.documents import read_document

_INSTEAD = "give another name, or - for standard output, which can be sent anywhere"


def read_description(name: str) -> str:
    """The words of a text, Markdown or PDF file, or of standard input for '-'."""
    shown = "standard input.txt" if name == "-" else Path(name).name
    return read_document(shown, bytes_of(name)).text


def read_report(name: str) -> bytes:
    """The bytes of a report of a tool, or of standard input for '-'; raises InputError before a huge one is read."""
    from agent.exchange.results.any_report import MOST_BYTES  # it loads the readers of all tools

    path = Path(name)
    if name != "-" and path.is_file() and path.stat().st_size > MOST_BYTES:
        raise InputError(f"{name} has {path.stat().st_size:,} bytes; at most {MOST_BYTES:,} are read, so split the run")
    return bytes_of(name)


def read_native(name: str) -> str:
    """The text of a native file, or of standard input for '-'."""
    try:
        return bytes_of(name).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not text in UTF-8 (byte {problem.start}); give a native JSON file") from problem


def beside(name: str) -> str:
    """The path of a file from the working folder on; of one elsewhere its name alone, as paths tell of a machine."""
    if name == "-":
        return ""
    path = Path(name)
    near = path.resolve().is_relative_to(Path.cwd())
    return path.resolve().relative_to(Path.cwd()).as_posix() if near else path.name


def check_output(name: str, force: bool, *sources: str | Path) -> None:
    """Say before any work whether its result can be written there; raises InputError where not."""
    if name == "-" and sys.stdout is None:
        raise InputError("standard output is closed; name a file with -o")
    if name != "-":
        atomic_write.check_target(name, force, sources, _INSTEAD)


def write_bytes(name: str, content: bytes, force: bool, *sources: str | Path) -> None:
    """Write a whole file at once, or print it for '-'.

    An existing file needs force, and what the text is made from is never overwritten. Raises InputError.
    """
    if name == "-":
        _print(content)
        return
    atomic_write.write_bytes(name, content, force, sources, _INSTEAD)


def _print(content: bytes) -> None:
    """Print on a terminal as text, and into a pipe as the bytes that a file would hold."""
    if sys.stdout.isatty():
        sys.stdout.write(content.decode("utf-8").removeprefix("\ufeff"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def bytes_of(name: str) -> bytes:
    """The bytes of a file, or of standard input for '-'; raises InputError where there are none to read."""
    if name == "-" and sys.stdin is None:
        raise InputError("standard input is closed; give a file")
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise InputError(f"cannot read {name}: {problem.strerror}; give a file that exists, or -") from problem
