"""Read what a command is given, and write what it makes, without ever leaving half a file."""

import os
import sys
import tempfile
from pathlib import Path

from agent.errors import InputError
from ui.documents import read_document


def read_text(name: str) -> str:
    """The text of a file, or of standard input for '-'."""
    if name == "-":
        return read_document("standard input.txt", sys.stdin.buffer.read())
    path = Path(name)
    try:
        return read_document(path.name, path.read_bytes())
    except OSError as problem:
        raise InputError(
            f"cannot read {name}: {problem.strerror}; give a text, Markdown or PDF file, or -"
        ) from problem


def write_text(name: str, text: str, force: bool) -> None:
    """Write a whole file at once, or print it for '-'; an existing file needs force."""
    if name == "-":
        sys.stdout.write(text)
        return
    path = Path(name)
    if path.exists() and not force:
        raise InputError(f"{name} exists already; give --force to overwrite it, or another name")
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as part:
            part.write(text)
        os.replace(part.name, path)
    except OSError as problem:
        raise InputError(f"cannot write {name}: {problem.strerror}") from problem
