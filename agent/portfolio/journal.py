"""What a run has finished, one line of JSON for each item, so that the next run goes on where this one ended."""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from agent.errors import InputError
from agent.portfolio.items import Outcome, Standing
from knowledge.vocabulary import Value

FILE = "journal.jsonl"


class Entry(Value):
    """One finished item."""

    id: str = Field(description="The item's id.")
    name: str = Field(description="The item's name.")
    standing: Standing = Field(description="What came of it.")
    reason: str = Field(default="", description="Why it was set aside, or what is missing.")
    native: str = Field(default="", description="Digest of the native model that was written.")
    brief: str = Field(default="", description="Digest of the brief that was written.")
    row: dict[str, Any] = Field(default_factory=dict, description="Its line in the summary.")


class Journal:
    """The entries of a folder; one process at a time adds to them."""

    def __init__(self, folder: Path) -> None:
        """Read what is there, and keep others out; raises InputError where another run is at work in the folder."""
        self._folder = folder
        self._file = (folder / FILE).open("a+b")
        try:
            _only_here(self._file.fileno(), folder)
            self.entries = {entry.id: entry for entry in _read(folder / FILE)}
            self._mend()
        except BaseException:  # whatever ended it, the folder is let go, and it goes on as it was
            self._file.close()
            raise

    def holds(self, item: str) -> bool:
        """Whether an item is finished and its files are as they were written; one set aside is tried again."""
        entry = self.entries.get(item)
        if entry is None or entry.standing is Standing.ASIDE:
            return False
        return all(
            digest == _digest_at(path)
            for digest, path in zip((entry.native, entry.brief), paths_of(self._folder, entry.name), strict=True)
        )

    def add(self, outcome: Outcome) -> Entry:
        """Note a finished item, once its files are written."""
        entry = Entry(
            id=outcome.id, name=outcome.name, standing=outcome.standing, reason=outcome.reason, row=outcome.row,
            native=digest_of(outcome.native), brief=digest_of(outcome.brief),
        )  # fmt: skip
        self._file.write(entry.model_dump_json().encode() + b"\n")
        self._file.flush()
        self.entries[entry.id] = entry
        return entry

    def close(self) -> None:
        """Let others in."""
        self._file.close()

    def _mend(self) -> None:
        """End a line that a crash cut off, so that the next one begins a line of its own."""
        size = self._file.seek(0, os.SEEK_END)
        if size:
            self._file.seek(size - 1)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")


def paths_of(folder: Path, name: str) -> tuple[Path, Path]:
    """Where the native model and the brief of an item stand."""
    return folder / f"{name}.json", folder / f"{name}.md"


def digest_of(content: bytes) -> str:
    """How the journal knows a file again."""
    return sha256(content).hexdigest()[:32]


def _digest_at(path: Path) -> str:
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return ""


def _read(path: Path) -> Iterator[Entry]:
    """The whole lines; one that is cut off or damaged is as good as not written."""
    for line in path.read_bytes().splitlines():
        try:
            yield Entry.model_validate(json.loads(line))
        except (ValueError, ValidationError, RecursionError):
            continue


def _only_here(file: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # a system without such locks; then the user sees to it
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise InputError(
            f"another run is at work in {folder}; wait for it, or name another output folder with -o"
        ) from None
