"""The file that a run appends its transcripts to, so that one that was killed goes on where it stopped."""

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from evals.case_runs.pool import Task
from evals.case_runs.transcript import Transcript, digest_of

_ROOT = Path(__file__).resolve().parents[2]


class Results:
    """Transcripts by task, one line of JSON each; lines of another program or case text are passed over."""

    def __init__(self, path: Path, setting: str) -> None:
        self._path, self._setting = path, setting
        self._known = _read(path)
        self._file: TextIO | None = None

    def find(self, task: Task) -> Transcript | None:
        """The transcript of a task, if it was done before."""
        return self._known.get(self._key(task))

    def add(self, task: Task, transcript: Transcript) -> None:
        """Append a transcript; it is on disk when this returns."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a", encoding="utf-8")
            if self._path.stat().st_size:
                self._file.write("\n")  # a line cut off by a kill must not swallow the next one
        line = {"key": self._key(task), "transcript": transcript.model_dump(mode="json")}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, finished: bool) -> None:
        """Close the file; once the run has finished it is no longer needed."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if finished:
            self._path.unlink(missing_ok=True)

    def _key(self, task: Task) -> str:
        return digest_of([self._setting, task.job, task.case.model_dump(mode="json")])


def program_digest() -> str:
    """A digest of all code and knowledge that a transcript depends on."""
    total = sha256()
    for package in ("agent", "evals", "knowledge"):
        for path in sorted((_ROOT / package).rglob("*")):
            if path.suffix in (".py", ".yaml", ".md") and path.is_file():
                total.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def _read(path: Path) -> dict[str, Transcript]:
    found: dict[str, Transcript] = {}
    if not path.is_file():
        return found
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            found[row["key"]] = Transcript.model_validate(row["transcript"])
        except (ValueError, TypeError, KeyError, ValidationError):
            continue
    return found
