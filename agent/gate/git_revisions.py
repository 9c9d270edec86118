"""Read files as they were at a revision of git, without running anything that a folder could bring along."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from agent.errors import InputError
from agent.settings import for_child

PREFIX = "git:"
_SECONDS = 20
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
_NO_NETWORK = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
MOST_BYTES = 40_000_000


@dataclass(frozen=True)
class Revision:
    """The tree of one commit, seen from a folder inside the work tree."""

    name: str
    folder: Path

    @cached_property
    def commit(self) -> str:
        """The commit's id; raises InputError where there is no git, no repository, or no such revision."""
        if not _is_inside(self.folder):
            raise InputError(f"{self.folder.name or 'this folder'} is in no git repository; give a file as the base")
        done = _git(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.name}^{{commit}}")
        if done.returncode:
            raise InputError(
                f"there is no revision {self.name!r} here; a shallow clone lacks older ones: fetch it first, "
                f"such as with git fetch origin {self.name.removeprefix('origin/') or 'main'}"
            )
        return done.stdout.decode("ascii", "replace").strip()

    @property
    def words(self) -> str:
        """The revision as people call it, with the beginning of its commit's id."""
        return f"{self.name} ({self.commit[:10]})"

    def text(self, path: str) -> str | None:
        """A file by its path from the folder on; none where the commit has no such file. Raises InputError."""
        spec = f"{self.commit}:./{PurePosixPath(path).as_posix()}"
        if _git(self.folder, "cat-file", "-e", spec).returncode:
            return None
        done = _git(self.folder, "cat-file", "blob", spec)
        if done.returncode or len(done.stdout) > MOST_BYTES:
            raise InputError(f"{path} at {self.name} cannot be read, or has more than {MOST_BYTES:,} bytes")
        try:
            return done.stdout.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise InputError(f"{path} at {self.name} is not text in UTF-8 (byte {problem.start})") from problem

    def paths(self) -> tuple[str, ...]:
        """Every file of the commit below the folder."""
        done = _git(self.folder, "ls-tree", "-r", "-z", "--name-only", self.commit)
        return tuple(one for one in done.stdout.decode("utf-8", "replace").split("\0") if one)


def revision_of(given: str, folder: Path, usual_path: str) -> tuple[Revision, str] | None:
    """The revision and path that ``git:REF`` or ``git:REF:PATH`` names; none of other words.

    Raises InputError where a part is missing.
    """
    if not given.startswith(PREFIX):
        return None
    name, _, path = given.removeprefix(PREFIX).partition(":")
    if not name or name.startswith("-"):
        raise InputError(f"{given!r} names no revision; give one such as git:main or git:HEAD~1")
    if not (path or usual_path):
        raise InputError(f"{given!r} names no file; give it as git:{name}:PATH")
    return Revision(name, folder), path or usual_path


def changed_last(path: Path) -> date | None:
    """The day of the last commit that touched a file, in UTC; none where git does not say."""
    if shutil.which("git") is None or not _is_inside(path.parent):
        return None
    done = _git(path.parent, "rev-list", "-1", "--timestamp", "HEAD", "--", path.name)
    seconds = done.stdout.decode("ascii", "replace").partition(" ")[0]
    return datetime.fromtimestamp(int(seconds), UTC).date() if seconds.isdigit() else None


def _is_inside(folder: Path) -> bool:
    done = _git(folder, "rev-parse", "--is-inside-work-tree")
    return done.returncode == 0 and done.stdout.strip() == b"true"


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a plumbing command: it follows no hook and fetches nothing. Raises InputError without git."""
    program = shutil.which("git")
    if program is None:
        raise InputError("a revision needs the command git, which is not installed; install it, or give a file")
    try:
        return subprocess.run(
            (program, *_QUIET, *arguments), cwd=folder, capture_output=True, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL, env=for_child(**_NO_NETWORK),
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise InputError(f"git did not answer: {problem}") from problem
