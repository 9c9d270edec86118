"""Read what a command is given, and write what it makes, without ever leaving half a file."""

import os
import sys
import tempfile
from pathlib import Path

from agent.errors import InputError
from ui.documents import read_document


def read_description(name: str) -> str:
    """The words of a text, Markdown or PDF file, or of standard input for '-'."""
    shown = "standard input.txt" if name == "-" else Path(name).name
    return read_document(shown, _bytes_of(name)).text


def read_native(name: str) -> str:
    """The text of a native file, or of standard input for '-'."""
    try:
        return _bytes_of(name).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not text in UTF-8 (byte {problem.start}); give a native JSON file") from problem


def write_text(name: str, text: str, force: bool) -> None:
    """Write a whole file at once, or print it for '-', byte for byte the same; an existing file needs force."""
    if name == "-":
        _print(text)
        return
    path = Path(name)
    if path.exists() and not force:
        raise InputError(f"{name} exists already; give --force to overwrite it, or another name")
    part = ""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as file:
            part = file.name
            file.write(text)
        os.replace(part, path)
    except OSError as problem:
        if part:
            Path(part).unlink(missing_ok=True)
        raise InputError(f"cannot write {name}: {problem.strerror}; choose another place") from problem


def _print(text: str) -> None:
    """Print on a terminal as text, and into a pipe as the bytes that a file would hold."""
    if sys.stdout.isatty():
        sys.stdout.write(text.removeprefix("\ufeff"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise InputError(f"cannot read {name}: {problem.strerror}; give a file that exists, or -") from problem
