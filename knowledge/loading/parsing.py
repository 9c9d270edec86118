"""Parse YAML files, and keep what was parsed beside the user's data: parsing takes longer than all else at a start.

What is kept is plain JSON under the digest of the file it came from, so a changed file is parsed again; the whole is
checked against a digest of its own, and anything odd about it only means that the files are parsed once more.
"""

import atexit
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from knowledge.loading.kept_json import read_kept, survives, write_kept
from knowledge.loading.prepared import FOLDER, keep_prepared_in, prepared


class _Kept:
    """What was parsed, by the digest of its file, and where it is kept between two starts."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.known: dict[str, Any] = {}
        self.used: dict[str, Any] = {}
        self.new = False

    def open(self, path: Path) -> None:
        """Take what an earlier process kept, and see to it that this one does the same when it ends."""
        if self.path is None:
            atexit.register(self.save)
        self.path, self.known = path, _read(path)

    def save(self) -> None:
        """Keep what was parsed here, if any of it is new; where nothing can be written, nothing is kept."""
        if self.path is not None and self.new and write_kept(self.path, self.used):
            self.new = False


_kept = _Kept()


def keep_parsed_in(path: Path) -> None:
    """From now on use, and at the end of the process renew, the file in which parsed data is kept.

    What is worked out of the data is kept in a folder beside it.
    """
    _kept.open(path)
    keep_prepared_in(path.parent / FOLDER)


def parsed(content: bytes) -> Any:
    """The data of a YAML file, not to be changed; NotYaml where it is none, or gives a key twice."""
    if _kept.path is None:
        return _parse(content)
    digest = sha256(content).hexdigest()
    if digest in _kept.used:
        return _kept.used[digest]
    if digest in _kept.known:
        _kept.used[digest] = _kept.known[digest]
        return _kept.used[digest]
    data = _parse(content)
    if survives(data):
        _kept.used[digest], _kept.new = data, True
    return data


def parsed_table(name: str, content: bytes) -> Any:
    """As ``parsed``, but kept in a file of its own: one command reads a table that another has no use for."""
    return prepared(f"table-{name}", (sha256(content).hexdigest(),), lambda: {"data": _parse(content)})["data"]


def holds(name: str, asked: Callable[[], bool]) -> bool:
    """Whether something is so that is named after all it depends on; what was so in an earlier process still is."""
    if _kept.path is not None and (name in _kept.used or name in _kept.known):
        _kept.used[name] = True
        return True
    if not asked():
        return False
    if _kept.path is not None:
        _kept.used[name], _kept.new = True, True
    return True


def _parse(content: bytes) -> Any:
    from knowledge.loading.strict_yaml import data_of  # seldom wanted: what was parsed before is kept

    return data_of(content)


def _read(path: Path) -> dict[str, Any]:
    found = read_kept(path)
    return found if isinstance(found, dict) else {}
