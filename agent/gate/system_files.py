"""Find the files of a system in a folder or a commit, by names that such files have."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from pydantic import Field

from agent.errors import InputError
from agent.gate.git_revisions import Revision
from knowledge.loading.tables import format_table
from knowledge.vocabulary import Value

MOST_ENTRIES = 60_000
"""So many files and folders are looked at; in a larger tree files are named one by one."""
LARGEST = 2_000_000


class SystemFiles(Value):
    """Which names are worth a look."""

    names: tuple[str, ...] = Field(description="Patterns of names, or of the ends of paths.")
    folders: tuple[str, ...] = Field(description="Folders that are not looked into.")


class FileSource(Protocol):
    """Where files are read from."""

    def paths(self) -> Iterable[str]:
        """The files there, by their paths with slashes."""
        ...

    def text(self, path: str) -> str | None:
        """What a file says; none where there is none. Raises InputError where it cannot be read."""
        ...


@dataclass(frozen=True)
class Folder:
    """The files of a folder on disk."""

    root: Path

    def paths(self) -> Iterator[str]:
        """Every file below it, but for folders of what others made; links are not followed."""
        skipped, count = set(_table().folders), 0
        for folder, inner, names in os.walk(self.root):
            inner[:] = sorted(one for one in inner if one not in skipped)
            here = Path(folder).relative_to(self.root)
            for name in sorted(names):
                yield (here / name).as_posix()
            count += len(inner) + len(names)
            if count > MOST_ENTRIES:
                return

    def text(self, path: str) -> str | None:
        """What a file says."""
        place = self.root / path
        if not place.is_file():
            return None
        try:
            if place.stat().st_size > LARGEST:
                raise InputError(f"it has more than {LARGEST:,} bytes")
            return place.read_bytes().decode("utf-8")
        except UnicodeDecodeError as problem:
            raise InputError(f"it is not text in UTF-8 (byte {problem.start})") from problem
        except OSError as problem:
            raise InputError(f"it cannot be read: {problem.strerror}") from problem


@dataclass(frozen=True)
class Commit:
    """The files of a commit, below the same folder."""

    revision: Revision

    def paths(self) -> Iterator[str]:
        """Every file of it, but for folders of what others made."""
        skipped = set(_table().folders)
        yield from (one for one in self.revision.paths() if skipped.isdisjoint(PurePosixPath(one).parts))

    def text(self, path: str) -> str | None:
        """What a file said then."""
        found = self.revision.text(path)
        return None if found is not None and len(found) > LARGEST else found


def system_files(source: FileSource, against: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[str, ...]:
    """The paths worth a look: those that match what was named, or the usual names where nothing was."""
    wanted = against or _table().names
    found = (one for one in source.paths() if matches(one, wanted) and not matches(one, ignore))
    return tuple(sorted(found))


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is one of some, or fits one of some patterns from its end on."""
    return any(path == one or PurePosixPath(path).match(one) for one in patterns)


@cache
def _table() -> SystemFiles:
    return format_table("system_files", SystemFiles)
