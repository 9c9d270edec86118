"""Read what a command is given, and write what it makes."""

import sys
from pathlib import Path

from agent import writing
from agent.errors import InputError
from ui.documents import read_document

_INSTEAD = "give another name, or - for standard output, which can be sent anywhere"


def read_description(name: str) -> str:
    """The words of a text, Markdown or PDF file, or of standard input for '-'."""
    shown = "standard input.txt" if name == "-" else Path(name).name
    return read_document(shown, bytes_of(name)).text


def read_native(name: str) -> str:
    """The text of a native file, or of standard input for '-'."""
    try:
        return bytes_of(name).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not text in UTF-8 (byte {problem.start}); give a native JSON file") from problem


def check_output(name: str, force: bool, *sources: str | Path) -> None:
    """Say before any work whether its result can be written there; raises InputError where not."""
    if name == "-" and sys.stdout is None:
        raise InputError("standard output is closed; name a file with -o")
    if name != "-":
        writing.check_target(name, force, sources, _INSTEAD)


def write_bytes(name: str, content: bytes, force: bool, *sources: str | Path) -> None:
    """Write a whole file at once, or print it for '-'.

    An existing file needs force, and what the text is made from is never overwritten. Raises InputError.
    """
    if name == "-":
        _print(content)
        return
    writing.write_bytes(name, content, force, sources, _INSTEAD)


def _print(content: bytes) -> None:
    """Print on a terminal as text, and into a pipe as the bytes that a file would hold."""
    if sys.stdout.isatty():
        sys.stdout.write(content.decode("utf-8").removeprefix("\ufeff"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def bytes_of(name: str) -> bytes:
    """What a file holds, or standard input for '-'; raises InputError where it cannot be read."""
    if name == "-" and sys.stdin is None:
        raise InputError("standard input is closed; give a file")
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise InputError(f"cannot read {name}: {problem.strerror}; give a file that exists, or -") from problem
